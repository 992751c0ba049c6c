using AspireCoach.Bench.Drills;

namespace AspireCoach.Functional.Seen;

/// <summary>A store of a running platform goes away, and somebody is told: with real servers from the metric to the webhook, by the drill that anybody can run.</summary>
public sealed class AlertDeliveryTests
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(2);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_goes_away_and_a_page_with_runbook_and_dashboard_comes_and_it_is_resolved_when_mended()
    {
        Assert.SkipWhen(AlertServers.Missing is not null, AlertServers.Missing ?? "");

        var drill = await DrillRun.RunAsync("PostgresDown", Cancel);

        drill.ToWebhook.ShouldBeLessThan(Most);
        var page = drill.Fired;
        page.Channel.ShouldBe("slack_page");
        page.Title.ShouldBe("PAGE Postgres is down · drill");
        page.Color.ShouldBe("danger");
        page.TitleLink.ShouldBe("https://grafana.test/d/coach-stores");
        page.Text.ShouldContain("nothing can be accepted");
        page.Text.ShouldContain("<https://runbooks.test/postgres-down.md|Runbook>");
        page.Text.ShouldContain("<https://grafana.test/d/coach-stores|Dashboard>");
        drill.Resolved.Title.ShouldBe("RESOLVED Postgres is down · drill");
        drill.Resolved.Color.ShouldBe("good");
        drill.Resolved.Text.ShouldContain("over at");
    }

    [Fact]
    public void Every_alert_has_its_drill() => DrillRun.Names.ShouldBe(Monitoring.Alerts.Select(alert => alert.Name), ignoreOrder: true);

    [Fact]
    public void Every_runbook_names_the_drill_of_its_alerts()
    {
        foreach (var alert in Monitoring.Alerts)
        {
            var runbook = File.ReadAllText(Path.Combine(Monitoring.Folder, "runbooks", alert.Annotations.GetProperty("runbook_url").GetString()!.Split('/')[^1]));
            runbook.ShouldContain($"bench -- drill {alert.Name}`");
        }
    }
}
