using System.Globalization;
using System.Net;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Chat;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Functional.Media;
using AspireCoach.Functional.Memory;

namespace AspireCoach.Functional.Seen;

/// <summary>A platform that has seen a bit of everything, good and bad, so that its metrics have all their labels.</summary>
public sealed class BusyCoach(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly string _blobs = Directory.CreateTempSubdirectory("coach-seen-").FullName;
    private CoachProcess? _coach;
    private EmbeddingServer? _embeddings;
    private ScriptedModel? _model;
    private string? _libvips;

    /// <summary>Words that must not be met in metrics: ids of users, conversations, replies and photos, and what was said.</summary>
    public List<string> Private { get; } = ["peanuts", "oracle-key", "example.org", "127.0.0.1", "localhost"];

    public async ValueTask InitializeAsync()
    {
        var cancel = CancellationToken.None;
        _libvips = await Libvips.FolderAsync();
        _model = await ScriptedModel.StartAsync();
        _embeddings = await EmbeddingServer.StartAsync();
        _coach = await CoachProcess.StartAsync(
            await postgres.CreateDatabaseAsync(cancel),
            cancel,
            settings: new Dictionary<string, string>(_model.Settings)
            {
                ["Models__Embeddings__Endpoint"] = _embeddings.Endpoint,
                ["Models__Embeddings__Model"] = "themes",
                ["Blobs__Folder"] = _blobs,
                ["Chat__MaxAttempts"] = "1",
                ["RateLimits__PerUser"] = "5",
                ["RateLimits__UserBurst"] = "200",
                [LibvipsPackage.Variable] = _libvips ?? "",
            });
        using var client = await Conversations.SignUpAsync(_coach.CreateClient(), cancel);
        await TalkAsync(client, cancel);
        await SendPhotoAsync(client, cancel);
        await client.GetJsonAsync("/v1/nowhere", cancel);
        await Eventually.TrueAsync(
            async () => (await client.GetJsonAsync("/v1/habits", cancel)).Status == HttpStatusCode.TooManyRequests, "a limit is reached", cancel);
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
        Directory.Delete(_blobs, recursive: true);
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
