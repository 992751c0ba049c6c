using System.Net.Http.Json;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>What the runner starts to watch what it runs.</summary>
public sealed class MonitoringTests
{
    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_replica_is_scraped_the_rules_are_loaded_and_alertmanager_knows_who_is_alive()
    {
        Assert.SkipWhen(
            ProgramPath.Find("prometheus") is null || (ProgramPath.Find("prometheus-alertmanager") ?? ProgramPath.Find("alertmanager")) is null || EmbeddedRedis.Found is null,
            "prometheus, alertmanager or redis-server is not installed");
        await using var builder = await DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Topology", "services", "--Replicas", "2", "--Monitoring", "on"], Cancel);
        await using var app = await builder.BuildAsync(Cancel);
        await app.StartAsync(Cancel);
        string[] processes = ["web-0", "web-1", "agent-0", "agent-1", "extraction", "ingestion"];
        using var prometheus = app.CreateHttpClient("prometheus");
        using var alertmanager = app.CreateHttpClient("alertmanager");

        await Eventually.TrueAsync(
            async () =>
            {
                var targets = (await AskAsync(prometheus, "/api/v1/targets")).GetProperty("data").GetProperty("activeTargets").EnumerateArray().ToArray();
                return targets.Length == processes.Length && targets.All(target => target.GetProperty("health").GetString() == "up");
            },
            "all are scraped",
            Cancel);
        var scraped = (await AskAsync(prometheus, "/api/v1/targets")).GetProperty("data").GetProperty("activeTargets").EnumerateArray()
            .Select(target => new Uri(target.GetProperty("scrapeUrl").GetString()!).Port);
        scraped.ShouldBe(processes.Select(process => app.GetEndpoint(process).Port), ignoreOrder: true);
        (await AskAsync(prometheus, "/api/v1/rules")).GetProperty("data").GetProperty("groups").GetArrayLength().ShouldBeGreaterThan(5);
        await Eventually.TrueAsync(
            async () => await AskAsync(alertmanager, "/api/v2/alerts") is { ValueKind: JsonValueKind.Array } alerts && alerts.EnumerateArray().Any(alert => alert.GetProperty("labels").GetProperty("alertname").GetString() == "Watchdog"),
            "the Watchdog arrives",
            Cancel,
            TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task What_is_not_on_the_machine_is_passed_over_with_a_line_that_says_so()
    {
        var missing = new Missing();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        var ended = await missing.LaunchAsync(new RunContext(Path.GetTempPath(), RandomPorts: true, Temporary: false, TimeProvider.System), stop.Token);

        missing.State.ShouldBe(new ResourceState(ResourceStatus.NotRunHere, "no-such-program is not on PATH (apt install it)"));
        ended.IsCompleted.ShouldBeFalse();
        await stop.CancelAsync();
        await missing.StopAsync();
    }

    private async Task<JsonElement> AskAsync(HttpClient client, string path)
    {
        try
        {
            return await client.GetFromJsonAsync<JsonElement>(path, Cancel);
        }
        catch (HttpRequestException)
        {
            return JsonSerializer.Deserialize<JsonElement>("""{"data":{"activeTargets":[]}}""");
        }
    }

    private sealed class Missing() : MonitoringResource("watcher", ["no-such-program"], "apt install it")
    {
        protected override string[] Arguments => [];

        protected override string Configuration(string folder) => "";
    }
}
