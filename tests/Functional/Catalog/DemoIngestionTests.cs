using System.Text.Json;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Faults;
using AspireCoach.DemoSite.Judging;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Catalog;

/// <summary>The pipeline against a site that misbehaves; what it has is compared with what there is.</summary>
public sealed class DemoIngestionTests(CatalogFixture coach) : IClassFixture<CatalogFixture>
{
    private static readonly SiteOptions s_small = new() { Devices = 150, Brands = 6 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_device_and_every_field_is_read_whatever_the_markup_and_the_charset_and_no_garbage_from_what_is_no_device()
    {
        await using var site = await Site.StartAsync(s_small with { Charsets = true, Ghosts = Ghost.Quick });
        var run = await IngestAsync(new SourceFile(site) { Name = "whole", Kind = "whole" });

        (await coach.AccuracyAsync(File(site, "whole"), Cancel)).ShouldSatisfy(accuracy => accuracy.IsPerfect);
        (run["inserted"], run["updated"]).ShouldBe((150, 0), run.ToString());
        RequestLog.Disallowed(site.Log.All).Select(request => request.Target).ShouldBeEmpty();
        site.InsideHits.ShouldBe(0, "a redirect led inwards");
        site.Log.All.ShouldAllBe(request => request.UserAgent.Length > 0 && request.AcceptsGzip);
        site.Log.All.GroupBy(request => request.Target).Where(same => same.Count() > 1 && same.All(request => request.Fault is null)).Select(same => same.Key).ShouldBeEmpty("asked more than once");
    }

    [Fact]
    public async Task Faults_that_pass_cost_attempts_and_nothing_else()
    {
        Fault[] faults =
        [
            new(FaultKind.Reset) { Share = 0.05 }, new(FaultKind.CutBody) { Share = 0.05 }, new(FaultKind.CutChunks) { Share = 0.05 }, new(FaultKind.Broken) { Share = 0.05 },
            new(FaultKind.RetryAfterSeconds) { Share = 0.01, For = TimeSpan.FromSeconds(6) }, new(FaultKind.RetryAfterDate) { Share = 0.01, For = TimeSpan.FromSeconds(6) },
            new(FaultKind.Reset) { Prefix = "/sitemaps/" }, new(FaultKind.Broken) { Prefix = "/brands/", Share = 0.3 },
        ];
        await using var site = await Site.StartAsync(s_small with { Faults = faults });
        var run = await IngestAsync(File(site, "passing"));

        (await coach.AccuracyAsync(File(site, "passing"), Cancel)).ShouldSatisfy(accuracy => accuracy.IsPerfect);
        run.Status.ShouldBe("done", run.ToString());
        // At 100/s on a busy machine a dozen requests are on their way until the answer to one is read.
        RequestLog.TooEarly(site.Log.All, TimeSpan.FromSeconds(4)).Select(request => request.Target).ShouldBeEmpty("asked before Retry-After was over");
        // The page itself is not on its way twice.
        var told = site.Log.All.Where(request => request.NotBefore is not null).ToList();
        told.ShouldNotBeEmpty();
        site.Log.All.Where(request => told.Any(other => other.Target == request.Target && request.Arrived > other.Answered && request.Arrived < other.NotBefore))
            .Select(request => request.Target).ShouldBeEmpty("asked again before its own Retry-After was over");
    }

    [Fact]
    public async Task A_second_run_asks_conditionally_and_writes_nothing_and_an_edit_is_one_field_and_one_change()
    {
        await using var site = await Site.StartAsync(s_small);
        var file = File(site, "again");
        await IngestAsync(file);
        var before = await SnapshotAsync(file);
        site.Log.Clear();
        var second = await coach.RunAsync(file.Name, Cancel);

        (second["inserted"], second["updated"], second["quarantined"]).ShouldBe((0, 0, 0), second.ToString());
        (await SnapshotAsync(file)).ShouldBe(before);
        var devices = site.Log.All.Where(request => request.Target.Contains("/devices/", StringComparison.Ordinal)).ToList();
        RequestLog.Share(devices, 304).ShouldBeGreaterThanOrEqualTo(0.99, second.ToString());

        var edited = site.Truth[41];
        site.EditBattery(edited.Number, 4_321);
        var third = await coach.RunAsync(file.Name, Cancel);

        (third["inserted"], third["updated"]).ShouldBe((0, 1), third.ToString());
        var item = (await coach.ItemsAsync(file.Kind, Cancel)).Single(item => item.GetProperty("url").GetString() == edited.Url);
        var changes = (await coach.User.GetJsonAsync($"/v1/catalog/items/{item.GetProperty("id").GetGuid()}/changes", Cancel)).Items;
        var change = changes.ShouldHaveSingleItem();
        change.GetProperty("field").GetString().ShouldBe("battery");
        change.GetProperty("from").GetProperty("value").GetDecimal().ShouldBe((decimal)edited.Fields["battery"]["value"]!);
        change.GetProperty("to").GetProperty("value").GetDecimal().ShouldBe(4_321);
        change.GetProperty("runId").GetGuid().ShouldBe(third.Id);
        (await coach.AccuracyAsync(file, Cancel)).ShouldSatisfy(accuracy => accuracy.IsPerfect);
    }

    [Fact]
    public async Task Pages_that_turn_bad_overwrite_nothing()
    {
        await using var site = await Site.StartAsync(s_small);
        var file = File(site, "bad");
        await IngestAsync(file);
        // Not conditional answers: what a client has is no excuse for these.
        site.SetFaults(
            new Fault(FaultKind.SoftNotFound) { Share = 0.05, Times = 100 }, new Fault(FaultKind.Challenge) { Share = 0.05, Times = 100 },
            new Fault(FaultKind.Empty) { Share = 0.05, Times = 100 }, new Fault(FaultKind.CutBody) { Share = 0.03, Times = 100 });
        await coach.RunAsync(file.Name, Cancel);

        (await coach.AccuracyAsync(file, Cancel)).ShouldSatisfy(accuracy => accuracy.IsPerfect);
    }

    [Fact]
    public async Task A_site_that_answers_nothing_but_emptiness_ends_the_run_as_degraded_and_overwrites_nothing()
    {
        await using var site = await Site.StartAsync(s_small);
        var file = File(site, "empty");
        await IngestAsync(file);
        site.Log.Clear();
        site.SetFaults(new Fault(FaultKind.Empty) { Prefix = "/devices/", Times = 100 }, new Fault(FaultKind.Empty) { Prefix = "/private/", Times = 100 });
        var run = await coach.RunAsync(file.Name, Cancel);

        run.Status.ShouldBe("degraded", run.ToString());
        (await coach.AccuracyAsync(file, Cancel)).ShouldSatisfy(accuracy => accuracy.IsPerfect);
        site.Log.All.Count.ShouldBeLessThan(150, "the circuit opens before every page was asked");
    }

    [Fact]
    public async Task A_robots_file_that_cannot_be_read_is_no_permission()
    {
        await using var site = await Site.StartAsync(s_small with { Faults = [new(FaultKind.Unavailable) { Prefix = "/robots.txt", Times = 1_000 }] });
        var file = File(site, "robots");
        await coach.InstallAsync(file, Cancel);
        await coach.Operator.SendAsync(HttpMethod.Post, $"/v1/catalog/sources/{file.Name}/runs", null, Cancel);
        await Eventually.TrueAsync(() => Task.FromResult(site.Log.All.Count(request => request.Target == "/robots.txt") > 1), "robots.txt is asked for once more", Cancel);

        site.Log.All.ShouldAllBe(request => request.Target == "/robots.txt");
    }

    [Fact]
    public async Task A_redesign_overwrites_nothing_names_exactly_the_fields_that_broke_and_two_selectors_mend_it()
    {
        await using var site = await Site.StartAsync(s_small);
        var file = File(site, "redesign");
        await IngestAsync(file);
        await coach.RunAsync(file.Name, Cancel);
        site.Redesign();
        var broken = await coach.RunAsync(file.Name, Cancel);

        (await coach.AccuracyAsync(file, Cancel)).ShouldSatisfy(accuracy => accuracy.IsPerfect);
        broken["updated"].ShouldBe(0, broken.ToString());
        foreach (var (name, value) in (await CoverageAsync(file)).OrderBy(field => field.Key))
        {
            (value < 0.5).ShouldBe(name is "battery" or "price", $"{name} is at {value}");
        }

        await Eventually.TrueAsync(
            async () => await CoverageMetricAsync("battery") < 0.5 && await CoverageMetricAsync("price") < 0.5 && await CoverageMetricAsync("weight") > 0.95,
            "/metrics tells of it",
            Cancel);

        site.EditBattery(site.Truth[10].Number, 4_444);
        await (file with { Mended = true }).WriteAsync(coach.Sources, Cancel);
        await Eventually.TrueAsync(
            async () =>
            {
                await coach.RunAsync(file.Name, Cancel);
                return (await CoverageAsync(file))["battery"] > 0.95;
            },
            "the mended source is read",
            Cancel);
        (await coach.AccuracyAsync(file, Cancel)).ShouldSatisfy(accuracy => accuracy.IsPerfect);
    }

    [Fact]
    public async Task Devices_come_and_go_and_a_page_that_is_gone_takes_no_value_with_it()
    {
        await using var site = await Site.StartAsync(s_small);
        var file = File(site, "moving");
        await IngestAsync(file);
        site.Add(20);
        site.Remove(site.Truth[3].Number);
        var run = await coach.RunAsync(file.Name, Cancel);

        (run["inserted"], run["updated"]).ShouldBe((20, 0), run.ToString());
        var accuracy = await coach.AccuracyAsync(file, Cancel);
        (accuracy.Found, accuracy.Right, accuracy.Garbage).ShouldBe((169, accuracy.Fields, 0), accuracy.ToString());
    }

    private Task<double?> CoverageMetricAsync(string field) =>
        coach.MetricAsync("coach_ingestion_field_coverage_ratio", Cancel, "source=\"redesign\"", $"field=\"{field}\"");

    private async Task<RunAnswer> IngestAsync(SourceFile file)
    {
        await coach.InstallAsync(file, Cancel);
        return await coach.RunAsync(file.Name, Cancel);
    }

    private static SourceFile File(Site site, string name) => new(site) { Name = name, Kind = name };

    /// <summary>Items with everything that an idle run could change.</summary>
    private async Task<IReadOnlyList<string>> SnapshotAsync(SourceFile file) =>
        [.. (await coach.ItemsAsync(file.Kind, Cancel)).Select(item => item.GetRawText()).Order(StringComparer.Ordinal)];

    private async Task<IReadOnlyDictionary<string, double>> CoverageAsync(SourceFile file)
    {
        var sources = (await coach.Operator.GetJsonAsync("/v1/catalog/sources", Cancel)).Items;
        var coverage = sources.Single(source => source.GetProperty("name").GetString() == file.Name).GetProperty("coverage");
        return coverage.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.GetDouble());
    }
}

/// <summary>Says the whole figure where one is not what it should be.</summary>
internal static class AccuracyAssertion
{
    public static void ShouldSatisfy(this Accuracy accuracy, Func<Accuracy, bool> condition) => condition(accuracy).ShouldBeTrue(accuracy.ToString());
}
