using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using AspireCoach.Functional.Blobs;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Media;

/// <summary>Rows and blobs stay in step whenever the coach dies: neither is ever without the other.</summary>
public sealed class MediaKillTests(PostgresFixture postgres, BlobStores stores) : IClassFixture<BlobStores>
{
    private const int Users = 4;
    private const int Kills = 3;
    private const int UploadsEach = 14;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(BlobStores.Files)]
    [InlineData(BlobStores.S3)]
    public async Task Uploads_and_deletions_survive_kills_of_the_coach(string where)
    {
        var (store, settings) = stores.Place(where);
        settings["Media__AbandonedSeconds"] = "1";
        await using var node = await MediaNode.StartAsync(postgres, settings, Cancel);
        var clients = await Task.WhenAll(Enumerable.Range(0, Users).Select(i => node.SignUpAsync($"user{i}", Cancel)));
        ConcurrentDictionary<string, int> stored = [];
        var done = 0;
        var working = Task.WhenAll(clients.Select(async (client, user) =>
        {
            for (var i = 0; i < UploadsEach; i++)
            {
                var photo = Pictures.Png(500 + (10 * i), 400, (user * 100) + i);
                var made = await UntilAsync(() => client.UploadAsync(photo, Cancel, "image/png", key: $"photo-{i}"), HttpStatusCode.Created);
                stored[made.Text("url")] = made["bytes"].GetInt32();
                if (i % 3 == 1)
                {
                    await UntilAsync(() => client.SendAsync(HttpMethod.Delete, made.Text("url"), null, Cancel), HttpStatusCode.NoContent, HttpStatusCode.NotFound);
                    stored.TryRemove(made.Text("url"), out _);
                }
                else
                {
                    await TryAsync(() => client.GetAsync($"{made.Text("url")}?w=320", Cancel));
                }

                Interlocked.Increment(ref done);
            }
        }));
        for (var kill = 0; kill < Kills; kill++)
        {
            // Each life does something before it ends.
            var wanted = (kill + 1) * Users * UploadsEach / (Kills + 1);
            await Eventually.TrueAsync(() => Task.FromResult(Volatile.Read(ref done) >= wanted || working.IsCompleted), "more photos are stored", Cancel);
            await node.KillAsync();
            await node.LaunchAsync(Cancel);
        }

        await working;
        await node.BlobsShouldBeThoseOfTheRowsAsync(store, Cancel);
        (await node.CountAsync("select from media.items", Cancel)).ShouldBe(stored.Count);
        for (var user = 0; user < Users; user++)
        {
            foreach (var photo in (await clients[user].GetJsonAsync("/v1/media?limit=200", Cancel)).Items)
            {
                var url = photo.GetProperty("url").GetString()!;
                (await clients[user].GetByteArrayAsync(url, Cancel)).Length.ShouldBe(stored[url]);
                stored.TryRemove(url, out _);
            }
        }

        stored.ShouldBeEmpty();
    }

    private static async Task<Answer> UntilAsync(Func<Task<Answer>> send, params HttpStatusCode[] wanted)
    {
        Answer? answer = null;
        await Eventually.TrueAsync(
            async () => await TryAsync(async () => answer = await send()) && wanted.Contains(answer!.Status),
            $"it is answered {string.Join(" or ", wanted)}",
            Cancel,
            TimeSpan.FromMinutes(2));
        return answer!;
    }

    private static async Task<bool> TryAsync(Func<Task> send)
    {
        try
        {
            await send();
            return true;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException)
        {
            return false;
        }
    }
}
