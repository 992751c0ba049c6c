using System.Diagnostics;
using System.Net;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Media;

/// <summary>More photos than can be converted.</summary>
public sealed class MediaLoadTests(PostgresFixture postgres) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-load-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Who_finds_no_place_is_told_when_to_come_again_and_chat_goes_on()
    {
        await using var node = await StartAsync();
        var client = await node.SignUpAsync("ann", Cancel);
        var conversation = (await client.SendAsync(HttpMethod.Post, "/v1/conversations", new { }, Cancel)).Text("id");
        byte[][] photos = [.. Enumerable.Range(0, 12).Select(i => Pictures.Png(1_200, 900, i))];
        var uploading = Task.WhenAll(photos.Select((photo, i) => client.UploadAsync(photo, Cancel, "image/png", key: $"photo-{i}")));
        for (var sent = 0; !uploading.IsCompleted; sent++)
        {
            var clock = Stopwatch.StartNew();
            (await client.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", new { text = "Hello" }, Cancel, key: $"message-{sent}"))
                .Status.ShouldBe(HttpStatusCode.Accepted);
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }

        var answers = await uploading;
        answers.Select(answer => answer.Status).ShouldBeSubsetOf([HttpStatusCode.Created, HttpStatusCode.ServiceUnavailable]);
        var refused = answers.Where(answer => answer.Status == HttpStatusCode.ServiceUnavailable).ToList();
        refused.ShouldNotBeEmpty();
        refused.ShouldAllBe(answer => answer.Message.Headers.RetryAfter != null);
        // One is converted and two wait: no more were let in at once, and fewer than that never are.
        answers.Count(answer => answer.Status == HttpStatusCode.Created).ShouldBeGreaterThanOrEqualTo(3);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.Count.ShouldBe(answers.Length - refused.Count);

        for (var i = 0; i < photos.Length; i++)
        {
            (await client.UploadAsync(photos[i], Cancel, "image/png", key: $"photo-{i}")).Status.ShouldBe(HttpStatusCode.Created);
        }

        (await client.GetJsonAsync("/v1/media", Cancel)).Items.Count.ShouldBe(photos.Length);
    }

    [Fact]
    public async Task Who_goes_away_while_waiting_gives_the_place_back_and_leaves_nothing()
    {
        await using var node = await StartAsync();
        var client = await node.SignUpAsync("ann", Cancel);
        for (var round = 0; round < 3; round++)
        {
            using var gone = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            var waiting = Enumerable.Range(0, 3).Select(i => client.UploadAsync(Pictures.Png(1_200, 900, (round * 10) + i), gone.Token, "image/png")).ToList();
            await Eventually.TrueAsync(async () => await ConvertingAsync(client) > 0, "they wait", Cancel);
            await gone.CancelAsync();
            await Task.WhenAll(waiting.Select(one => one.ContinueWith(_ => { }, TaskScheduler.Default)));
        }

        await Eventually.TrueAsync(async () => await ConvertingAsync(client) == 0, "the places are free", Cancel);
        (await client.UploadAsync(Pictures.Jpeg, Cancel)).Status.ShouldBe(HttpStatusCode.Created);
        Directory.GetFiles(Path.Combine(_folder, "spool")).ShouldBeEmpty();
        await Eventually.TrueAsync(async () => await node.CountAsync("select from media.items where state <> 1", Cancel) == 0, "nothing is on its way", Cancel);
    }

    private Task<MediaNode> StartAsync() => MediaNode.StartAsync(
        postgres,
        new()
        {
            ["Blobs__Folder"] = Path.Combine(_folder, "blobs"),
            ["Media__SpoolFolder"] = Path.Combine(_folder, "spool"),
            ["Media__Conversions"] = "1",
            ["Media__UploadQueue"] = "2",
        },
        Cancel);

    private static async Task<int> ConvertingAsync(HttpClient client)
    {
        var line = (await client.GetStringAsync("/metrics", Cancel)).Split('\n').FirstOrDefault(line => line.StartsWith("coach_media_converting", StringComparison.Ordinal));
        return line is null ? 0 : int.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
    }
}
