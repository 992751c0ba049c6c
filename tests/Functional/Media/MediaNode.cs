using System.Net.Http.Headers;
using AspireCoach.AppHost.Local;
using AspireCoach.Blobs;
using AspireCoach.Functional.Fixtures;
using Npgsql;

namespace AspireCoach.Functional.Media;

/// <summary>A coach of a test's own, with its store of photos.</summary>
internal sealed class MediaNode(string database, IReadOnlyDictionary<string, string> settings) : IAsyncDisposable
{
    private readonly int _port = LoopbackPort.Free();
    private CoachProcess? _coach;

    public CoachProcess Coach => _coach!;

    public string Database => database;

    public static async Task<MediaNode> StartAsync(PostgresFixture postgres, Dictionary<string, string> settings, CancellationToken cancel)
    {
        await Libvips.RequireAsync();
        settings[LibvipsPackage.Variable] = (await Libvips.FolderAsync())!;
        settings.TryAdd("Jobs__LeaseSeconds", "2");
        var node = new MediaNode(await postgres.CreateDatabaseAsync(cancel), settings);
        await node.LaunchAsync(cancel);
        return node;
    }

    public async Task LaunchAsync(CancellationToken cancel) =>
        _coach = await CoachProcess.StartAsync(database, cancel, _port, settings);

    public async Task KillAsync()
    {
        await Coach.KillAsync();
        await Coach.DisposeAsync();
    }

    public async Task<HttpClient> SignUpAsync(string name, CancellationToken cancel)
    {
        var client = Coach.CreateClient();
        client.Timeout = TimeSpan.FromMinutes(3);
        var session = await client.SendAsync(
            HttpMethod.Post, "/v1/accounts", new { email = $"{name}@example.org", password = CoachFixture.Password, timeZone = "Etc/UTC" }, cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
        return client;
    }

    /// <summary>Waits until nothing is on its way in or out, and holds the store's listing and the rows to each other.</summary>
    public async Task BlobsShouldBeThoseOfTheRowsAsync(IBlobStore store, CancellationToken cancel)
    {
        await Eventually.TrueAsync(async () => await CountAsync("select from media.items where state <> 1", cancel) == 0, "nothing is on its way", cancel);
        List<string> photos = [];
        List<string> smaller = [];
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync(cancel);
        await using (var command = new NpgsqlCommand(
            "select i.user_id, i.id, t.width from media.items i left join media.thumbnails t on t.media_id = i.id", connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var folder = $"media/{reader.GetGuid(0):N}/{reader.GetGuid(1):N}/";
                photos.Add(folder);
                if (!await reader.IsDBNullAsync(2, cancel))
                {
                    smaller.Add($"{folder}w{reader.GetInt32(2)}.webp");
                }
            }
        }

        List<string> keys = [];
        for (string? after = null; ;)
        {
            var page = await store.ListAsync("", after, cancel);
            keys.AddRange(page.Items.Select(item => item.Key));
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        // A smaller version may be stored and not yet noted when its maker dies: it is the photo's all the same, and goes with it.
        keys.Select(key => key[..(key.LastIndexOf('/') + 1)]).Except(photos).ShouldBeEmpty();
        photos.Select(folder => $"{folder}full.webp").Concat(smaller).Except(keys).ShouldBeEmpty();
    }

    public Task<long> CountAsync(string rows, CancellationToken cancel) =>
        PostgresFixture.QueryAsync<long>(database + ";Pooling=false", $"select count(*) from ({rows}) counted", cancel);

    public ValueTask DisposeAsync() => Coach.DisposeAsync();
}
