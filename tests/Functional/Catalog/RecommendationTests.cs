using System.Net.Http.Headers;
using AspireCoach.Functional.Chat;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Catalog;

/// <summary>The coach without a model recommends from what was ingested, by the API from end to end.</summary>
public sealed class RecommendationTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private CatalogSite _site = null!;
    private SourceFolder _folder = null!;
    private CoachProcess _coach = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await CatalogSite.StartAsync(12, _cancel);
        _folder = new SourceFolder(_site);
        _coach = await CoachProcess.StartAsync(
            await postgres.CreateDatabaseAsync(_cancel),
            _cancel,
            settings: new Dictionary<string, string>
            {
                ["Catalog__Sources__0"] = _folder.Path, ["Catalog__UpkeepMilliseconds"] = "100", ["Accounts__Operators__0"] = "operator@example.org",
            });
    }

    public async ValueTask DisposeAsync()
    {
        await _coach.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Which_phone_has_the_best_battery_is_answered_from_what_a_run_brought_and_follows_its_changes()
    {
        using var operators = _coach.CreateClient();
        var session = await operators.SendAsync(HttpMethod.Post, "/v1/accounts", new { email = "operator@example.org", password = CoachFixture.Password, timeZone = "Etc/UTC" }, _cancel);
        operators.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
        using var user = await Conversations.SignUpAsync(_coach.CreateClient(), _cancel);
        await IngestAsync(operators);

        var reader = await AskAsync(user);
        reader.Text.ShouldContain("M12");
        reader.Text.ShouldContain("4012 mAh");
        reader.Last.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("kind").GetString()).ShouldContain("catalog");

        _site.Change(4, device => device with { Battery = "9000 mAh" });
        await IngestAsync(operators);
        (await AskAsync(user)).Text.ShouldContain("M4");
    }

    private async Task IngestAsync(HttpClient operators)
    {
        var run = (await operators.SendAsync(HttpMethod.Post, $"/v1/catalog/sources/{SourceFolder.Phones}/runs", null, _cancel)).Text("runId");
        await Eventually.TrueAsync(async () => (await operators.GetJsonAsync($"/v1/catalog/runs/{run}", _cancel)).Text("status") == "done", "the run is done", _cancel);
    }

    private async Task<Reader> AskAsync(HttpClient user)
    {
        var reply = await Conversations.SendAsync(user, await Conversations.BeginAsync(user, _cancel), "Which phone has the best battery?", _cancel);
        return await new Reader(user, reply).ToEndAsync(_cancel);
    }
}
