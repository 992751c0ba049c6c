using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Catalog;

/// <summary>The catalogue as users and operators meet it: over HTTP, through a tool, and as metrics.</summary>
public sealed class CatalogOverHttpTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Devices = 12;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private CatalogSite _site = null!;
    private SourceFolder _folder = null!;
    private CoachProcess _coach = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await CatalogSite.StartAsync(Devices, _cancel);
        _folder = new SourceFolder(_site);
        _coach = await CoachProcess.StartAsync(
            await postgres.CreateDatabaseAsync(_cancel),
            _cancel,
            settings: new Dictionary<string, string>
            {
                ["Catalog__Sources__0"] = _folder.Path,
                ["Catalog__UpkeepMilliseconds"] = "100",
                ["Accounts__Operators__0"] = "Operator@Example.org",
            });
    }

    public async ValueTask DisposeAsync()
    {
        await _coach.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_operator_runs_a_source_and_everybody_finds_what_it_brought()
    {
        using var anyone = await SignUpAsync("anyone@example.org");
        using var operators = await SignUpAsync("operator@example.org");
        const string runs = $"/v1/catalog/sources/{SourceFolder.Phones}/runs";

        (await anyone.SendAsync(HttpMethod.Post, runs, null, _cancel)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await operators.SendAsync(HttpMethod.Post, "/v1/catalog/sources/none/runs", null, _cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        var started = await operators.SendAsync(HttpMethod.Post, runs, null, _cancel, key: "one");
        started.Status.ShouldBe(HttpStatusCode.Accepted);
        var again = await operators.SendAsync(HttpMethod.Post, runs, null, _cancel, key: "one");
        again.Text("runId").ShouldBe(started.Text("runId"));

        var run = await EndAsync(anyone, started.Text("runId"));
        (run.Text("status"), run["inserted"].GetInt32(), run["found"].GetInt32()).ShouldBe(("done", Devices, Devices + 1), "one address is disallowed");

        var (names, cursor) = (new List<string>(), "");
        do
        {
            var page = await anyone.GetJsonAsync($"/v1/catalog/items?kind=phone&limit=5{cursor}", _cancel);
            names.AddRange(page.Items.Select(item => item.GetProperty("identity").GetProperty("model").GetString()!));
            cursor = page["nextCursor"].GetString() is { } next ? $"&cursor={next}" : "";
        }
        while (cursor != "");
        names.Order().ShouldBe(_site.Devices.Values.Select(device => device.Model).Order());
        (await anyone.GetJsonAsync("/v1/catalog/items?kind=recipe", _cancel)).Items.ShouldBeEmpty();
        var found = (await anyone.GetJsonAsync("/v1/catalog/items?q=M7", _cancel)).Items.ShouldHaveSingleItem();
        found.GetProperty("fields").GetProperty("battery").GetProperty("value").GetInt32().ShouldBe(4_007);

        _site.Change(7, device => device with { Price = "7" });
        await EndAsync(anyone, (await operators.SendAsync(HttpMethod.Post, runs, null, _cancel)).Text("runId"));
        var change = (await anyone.GetJsonAsync($"/v1/catalog/items/{found.GetProperty("id").GetString()}/changes", _cancel)).Items.ShouldHaveSingleItem();
        (change.GetProperty("field").GetString(), change.GetProperty("from").GetInt32(), change.GetProperty("to").GetInt32()).ShouldBe(("price", 107, 7));
        (await anyone.GetJsonAsync($"/v1/catalog/items/{Guid.Empty}/changes", _cancel)).Status.ShouldBe(HttpStatusCode.NotFound);

        var source = (await anyone.GetJsonAsync("/v1/catalog/sources", _cancel)).Items.Single(item => item.GetProperty("name").GetString() == SourceFolder.Phones);
        (source.GetProperty("kind").GetString(), source.GetProperty("lastRun").GetProperty("status").GetString(), source.GetProperty("coverage").GetProperty("battery").GetDouble()).ShouldBe(("phone", "done", 1));

        await ToolShouldFindAsync(anyone, "M9", "M9");
        await MetricShouldBeAsync("coach_ingestion_field_coverage_ratio", "battery", "1");
        await MetricShouldBeAsync("coach_ingestion_field_drift", "battery", "0");
    }

    private async Task ToolShouldFindAsync(HttpClient client, string query, string model)
    {
        await Eventually.TrueAsync(
            async () =>
            {
                var call = new { jsonrpc = "2.0", id = 1, method = "tools/call", @params = new { name = "search_catalog", arguments = new { query } } };
                using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(JsonSerializer.Serialize(call), System.Text.Encoding.UTF8, "application/json") };
                request.Headers.Accept.ParseAdd("application/json");
                request.Headers.Accept.ParseAdd("text/event-stream");
                using var answer = await client.SendAsync(request, _cancel);
                var text = await answer.Content.ReadAsStringAsync(_cancel);
                return text.Contains($"\"label\":\"Brand {9 % 3} {model}\"", StringComparison.Ordinal) || text.Contains($"\\u0022label\\u0022:\\u0022Brand {9 % 3} {model}", StringComparison.Ordinal)
                    || text.Contains($"\\\"label\\\":\\\"Brand {9 % 3} {model}", StringComparison.Ordinal);
            },
            "the tool finds the item",
            _cancel);
    }

    private Task MetricShouldBeAsync(string name, string field, string value) => Eventually.TrueAsync(
        async () =>
        {
            using var client = _coach.CreateClient();
            return (await client.GetStringAsync("/metrics", _cancel)).Split('\n').Any(line => line.StartsWith(name, StringComparison.Ordinal)
                && line.Contains($"source=\"{SourceFolder.Phones}\"", StringComparison.Ordinal) && line.Contains($"field=\"{field}\"", StringComparison.Ordinal) && line.TrimEnd().EndsWith($" {value}", StringComparison.Ordinal));
        },
        $"{name} of {field} is {value}",
        _cancel);

    private async Task<Answer> EndAsync(HttpClient client, string run)
    {
        Answer answer = null!;
        await Eventually.TrueAsync(
            async () => (answer = await client.GetJsonAsync($"/v1/catalog/runs/{run}", _cancel)).Text("status") is not ("queued" or "running"), "the run has ended", _cancel);
        return answer;
    }

    private async Task<HttpClient> SignUpAsync(string email)
    {
        var client = _coach.CreateClient();
        var session = await client.SendAsync(HttpMethod.Post, "/v1/accounts", new { email, password = CoachFixture.Password, timeZone = "Etc/UTC" }, _cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
        return client;
    }
}
