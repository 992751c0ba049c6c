using System.Diagnostics;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Seen;

/// <summary>A store of a running platform goes away, and somebody is told: with real servers from the metric to the webhook.</summary>
public sealed class AlertDeliveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-drill-").FullName;
    private EmbeddedPostgres? _postgres;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _postgres = AlertServers.Missing is null ? await StartAsync(null) : null;

    public async ValueTask DisposeAsync()
    {
        await (_postgres?.DisposeAsync() ?? default);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Postgres_goes_away_and_a_page_with_runbook_and_dashboard_comes_and_it_is_resolved_when_mended()
    {
        Assert.SkipWhen(AlertServers.Missing is not null, AlertServers.Missing ?? "");
        await using var coach = await CoachProcess.StartAsync(await _postgres!.CreateDatabaseAsync("coach", Cancel), Cancel);
        await using var servers = await AlertServers.StartAsync(coach.Address, Cancel);
        await ReceivedAsync(servers, "dead_mans_switch", "Alerts arrive");
        servers.Received.ShouldNotContain(message => message.Channel == "slack_page");

        var port = _postgres.Port;
        await _postgres.DisposeAsync();
        var clock = Stopwatch.StartNew();
        var page = await ReceivedAsync(servers, "slack_page", "PAGE Postgres is down · test");
        clock.Elapsed.ShouldBeLessThan(Most);
        page.GetProperty("color").GetString().ShouldBe("danger");
        page.GetProperty("title_link").GetString().ShouldBe("https://grafana.test/d/coach-stores");
        var text = page.GetProperty("text").GetString()!;
        text.ShouldContain("nothing can be accepted");
        text.ShouldContain("<https://runbooks.test/postgres-down.md|Runbook>");
        text.ShouldContain("<https://grafana.test/d/coach-stores|Dashboard>");

        _postgres = await StartAsync(port);
        var resolved = await ReceivedAsync(servers, "slack_page", "RESOLVED Postgres is down · test");
        resolved.GetProperty("color").GetString().ShouldBe("good");
        resolved.GetProperty("text").GetString()!.ShouldContain("over at");
    }

    private Task<EmbeddedPostgres> StartAsync(int? port) =>
        EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(Path.Combine(_folder, "postgres")) { Port = port }, null, Cancel);

    private static async Task<JsonElement> ReceivedAsync(AlertServers servers, string channel, string title)
    {
        JsonElement? found = null;
        await Eventually.TrueAsync(
            () =>
            {
                found = servers.Received.Where(message => message.Channel == channel)
                    .Select(message => (JsonElement?)message.Message.GetProperty("attachments")[0])
                    .FirstOrDefault(message => message!.Value.GetProperty("title").GetString() == title);
                return Task.FromResult(found is not null);
            },
            $"'{title}' comes to {channel}",
            Cancel,
            Most);
        return found!.Value;
    }
}
