using AspireCoach.AppHost.Local;

namespace AspireCoach.Functional.Seen;

/// <summary>What stands in <c>grafana/</c>, read by the programs that will read it.</summary>
public sealed class RuleTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promtool_accepts_the_rules_and_the_configuration()
    {
        await RunAsync("promtool", ["check", "rules", .. Monitoring.RuleFiles]);
        await RunAsync("promtool", "check", "config", Path.Combine(Monitoring.Folder, "prometheus", "prometheus.yml"));
    }

    [Fact]
    public Task Each_alert_fires_and_stays_silent_as_its_cases_say() => RunAsync("promtool", ["test", "rules", .. Monitoring.RuleTestFiles]);

    [Theory]
    [InlineData("slack-page", "alertname=PostgresDown", "severity=page")]
    [InlineData("slack-ticket", "alertname=DeadLetters", "severity=ticket")]
    [InlineData("slack-ticket", "alertname=NobodyThoughtOfASeverity")]
    [InlineData("dead-mans-switch", "alertname=Watchdog", "severity=none")]
    public async Task Amtool_accepts_the_configuration_and_tells_the_right_people(string receiver, params string[] labels)
    {
        var file = Path.Combine(Monitoring.Folder, "alertmanager", "alertmanager.yml");
        await RunAsync("amtool", "check-config", file);
        (await RunAsync("amtool", ["config", "routes", "test", $"--config.file={file}", .. labels])).Split('\n').ShouldContain(receiver);
    }

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_is_silent()
    {
        var cases = (from file in Monitoring.RuleTestFiles
                     from test in Monitoring.Yaml(file).GetProperty("tests").EnumerateArray()
                     from rule in test.GetProperty("alert_rule_test").EnumerateArray()
                     select (Name: rule.GetProperty("alertname").GetString()!, Fires: rule.GetProperty("exp_alerts").GetArrayLength() > 0)).ToHashSet();
        var names = Monitoring.Alerts.Select(alert => alert.Name).ToArray();
        names.ShouldBeUnique();
        names.Where(name => !cases.Contains((name, true))).ShouldBeEmpty();
        // The Watchdog is the one that must not be silent.
        names.Where(name => !cases.Contains((name, false))).ShouldBe(["Watchdog"]);
        cases.Select(test => test.Name).Except(names).ShouldBeEmpty();
    }

    [Fact]
    public void Every_alert_says_what_is_wrong_and_leads_to_a_runbook_and_a_dashboard_that_exist()
    {
        var dashboards = Monitoring.Dashboards.Select(dashboard => dashboard.GetProperty("uid").GetString()).ToArray();
        dashboards.ShouldBeUnique();
        foreach (var alert in Monitoring.Alerts)
        {
            string Of(string annotation) => alert.Annotations.GetProperty(annotation).GetString()!;
            new[] { "page", "ticket", "none" }.ShouldContain(alert.Severity, alert.Name);
            Of("summary").ShouldNotBeNullOrWhiteSpace(alert.Name);
            Of("description").ShouldNotBeNullOrWhiteSpace(alert.Name);
            dashboards.ShouldContain(Of("dashboard_url").Replace("{{ $externalLabels.grafana }}/d/", "", StringComparison.Ordinal), alert.Name);
            var page = Path.Combine(Monitoring.Folder, "runbooks", Of("runbook_url").Replace("{{ $externalLabels.runbooks }}/", "", StringComparison.Ordinal));
            File.Exists(page).ShouldBeTrue($"{alert.Name}: {page}");
            var text = File.ReadAllText(page);
            text.Split('\n')[0].ShouldContain(alert.Name);
            text.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal))
                .ShouldBe(["## What it means", "## How to see it", "## What to do first", "## How to be sure it is over"], page);
        }
    }

    [Fact]
    public void No_runbook_is_of_an_alert_that_does_not_exist()
    {
        var linked = Monitoring.Alerts.Select(alert => alert.Annotations.GetProperty("runbook_url").GetString()!.Split('/')[^1]).ToHashSet();
        Directory.GetFiles(Path.Combine(Monitoring.Folder, "runbooks")).Select(file => Path.GetFileName(file)).ShouldAllBe(file => linked.Contains(file));
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        var path = ProgramPath.Find(program);
        Assert.SkipWhen(path is null, $"{program} is not installed (Debian packages prometheus and prometheus-alertmanager).");
        var (code, output) = await ProgramPath.RunAsync(path!, arguments, Cancel);
        code.ShouldBe(0, output);
        return output;
    }
}
