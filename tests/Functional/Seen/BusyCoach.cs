using System.Globalization;
using System.Net;
using AspireCoach.AppHost.Local;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Judging;
using AspireCoach.Functional.Chat;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Functional.Media;
using AspireCoach.Functional.Memory;
using Npgsql;

namespace AspireCoach.Functional.Seen;

/// <summary>A platform that has seen a bit of everything, good and bad, so that its metrics have all their labels.</summary>
public sealed class BusyCoach(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Devices = 12;
    private const string Operator = "operator@example.org";
    private readonly string _blobs = Directory.CreateTempSubdirectory("coach-seen-").FullName;
    private readonly string _sources = Directory.CreateTempSubdirectory("coach-seen-").FullName;
    private CoachProcess? _coach;
    private EmbeddingServer? _embeddings;
    private ScriptedModel? _model;
    private RedisServer? _redis;
    private Site? _site;
    private string? _libvips;

    public Uri Address => _coach!.Address;

    /// <summary>Whether there is a Redis, which was away for a while.</summary>
    public bool HasRedis => _redis is not null;

    /// <summary>Words that must not be met in metrics: ids of users, conversations, replies and photos, and what was said.</summary>
    public List<string> Private { get; } = ["peanuts", "oracle-key", "example.org", "127.0.0.1", "localhost"];

    public async ValueTask InitializeAsync()
    {
        var cancel = CancellationToken.None;
        _libvips = await Libvips.FolderAsync();
        _model = await ScriptedModel.StartAsync();
        _embeddings = await EmbeddingServer.StartAsync();
        _redis = RedisServer.Missing is null ? await RedisServer.StartAsync(cancel) : null;
        _site = await Site.StartAsync(new() { Devices = Devices });
        var source = new SourceFile(_site);
        await source.WriteAsync(_sources, cancel);
        var database = await postgres.CreateDatabaseAsync(cancel);
        _coach = await CoachProcess.StartAsync(
            database,
            cancel,
            settings: new Dictionary<string, string>(_model.Settings)
            {
                ["Models__Embeddings__Endpoint"] = _embeddings.Endpoint,
                ["Models__Embeddings__Model"] = "themes",
                ["Blobs__Folder"] = _blobs,
                ["Chat__MaxAttempts"] = "1",
                ["RateLimits__PerUser"] = "5",
                ["RateLimits__UserBurst"] = "200",
                ["Catalog__Sources__0"] = _sources,
                ["Accounts__Operators__0"] = Operator,
                ["ConnectionStrings__redis"] = _redis?.ConnectionString ?? "",
                [LibvipsPackage.Variable] = _libvips ?? "",
            });
        using var client = await Conversations.SignUpAsync(_coach.CreateClient(), cancel);
        await TalkAsync(client, cancel);
        await SendPhotoAsync(client, cancel);
        await client.GetJsonAsync("/v1/nowhere", cancel);
        await BreakAsync(client, database, cancel);
        await IngestAsync(source.Name, cancel);
        await VisitEverythingAsync(cancel);
        await Eventually.TrueAsync(
            async () => (await client.GetJsonAsync("/v1/habits", cancel)).Status == HttpStatusCode.TooManyRequests, "a limit is reached", cancel);
        if (_redis is not null)
        {
            await _redis.KillAsync();
            await client.GetJsonAsync("/v1/habits", cancel);
            await _redis.LaunchAsync(cancel);
        }
    }

    /// <summary>One more user tries everything there is.</summary>
    public async Task VisitEverythingAsync(CancellationToken cancel)
    {
        using var user = await Conversations.SignUpAsync(_coach!.CreateClient(), cancel);
        using var stranger = _coach.CreateClient();
        Private.AddRange(await EveryEndpoint.VisitAsync(user, stranger, cancel));
    }

    /// <summary>The metrics now.</summary>
    public async Task<Exposition> ScrapeAsync(CancellationToken cancel)
    {
        Assert.SkipWhen(_libvips is null, "libvips is not here and npm cannot fetch it");
        using var client = _coach!.CreateClient();
        return Exposition.Parse(await client.GetStringAsync(new Uri("/metrics", UriKind.Relative), cancel));
    }

    public async ValueTask DisposeAsync()
    {
        await (_coach?.DisposeAsync() ?? default);
        await (_model?.DisposeAsync() ?? default);
        await (_embeddings?.DisposeAsync() ?? default);
        await (_site?.DisposeAsync() ?? default);
        await (_redis?.DisposeAsync() ?? default);
        Directory.Delete(_blobs, recursive: true);
        Directory.Delete(_sources, recursive: true);
    }

    private async Task TalkAsync(HttpClient client, CancellationToken cancel)
    {
        _model!.When("Look it up", Replies.Calls("search_journal", new { query = "run" }), Replies.Says("Nothing there."));
        _model.When("Call nobody", Replies.Calls("call_+49_170_peanuts", new { a = 1 }), Replies.Says("No such thing."));
        _model.When("Fail", Replies.Refuse(400));
        var conversation = await Conversations.BeginAsync(client, cancel);
        Private.Add(conversation);
        foreach (var (number, text) in ((string[])["I am allergic to peanuts.", "What am I allergic to?", "Look it up", "Call nobody", "Fail"]).Index())
        {
            var url = $"/v1/conversations/{conversation}/messages";
            var sent = await client.SendAsync(HttpMethod.Post, url, new { text }, cancel, key: $"seen-{number}");
            var again = await client.SendAsync(HttpMethod.Post, url, new { text }, cancel, key: $"seen-{number}");
            again.Text("replyId").ShouldBe(sent.Text("replyId"));
            Private.Add(sent.Text("replyId"));
            (await new Reader(client, sent.Text("replyId")).ToEndAsync(cancel)).Status.ShouldBe(text == "Fail" ? "failed" : "done", _coach!.Log);
        }

        (await client.ExtractAsync(cancel)).Added.ShouldBeGreaterThan(0);
        await client.SearchAsync("allergic", cancel);
    }

    private static async Task BreakAsync(HttpClient client, string database, CancellationToken cancel)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var away = source.CreateCommand("alter table habits.journal rename to journal_gone");
        await away.ExecuteNonQueryAsync(cancel);
        (await client.GetJsonAsync("/v1/journal", cancel)).Status.ShouldBe(HttpStatusCode.InternalServerError);
        await using var back = source.CreateCommand("alter table habits.journal_gone rename to journal");
        await back.ExecuteNonQueryAsync(cancel);
    }

    private async Task IngestAsync(string source, CancellationToken cancel)
    {
        using var client = _coach!.CreateClient();
        var session = await client.SendAsync(HttpMethod.Post, "/v1/accounts", new { email = Operator, password = CoachFixture.Password, timeZone = "Etc/UTC" }, cancel);
        client.DefaultRequestHeaders.Authorization = new("Bearer", session.Text("token"));
        var run = (await client.SendAsync(HttpMethod.Post, $"/v1/catalog/sources/{source}/runs", null, cancel)).Text("runId");
        await Eventually.TrueAsync(
            async () => (await client.GetJsonAsync($"/v1/catalog/runs/{run}", cancel)).Text("status") is not ("queued" or "running"), "the run has ended", cancel);
    }

    private async Task SendPhotoAsync(HttpClient client, CancellationToken cancel)
    {
        if (_libvips is not null)
        {
            var photo = await client.UploadAsync(Pictures.Jpeg, cancel);
            photo.Status.ShouldBe(HttpStatusCode.Created);
            Private.Add(photo.Text("id"));
            (await client.GetByteArrayAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"/v1/media/{photo.Text("id")}"), UriKind.Relative), cancel)).ShouldNotBeEmpty();
        }
    }
}
