using System.Diagnostics;
using System.Text.Json.Nodes;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Faults;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Bench.Catalog;

/// <summary>5,000 devices behind every fault there is, compared with what they are; then the site is redesigned.</summary>
internal static class IngestAccuracyBench
{
    public static async Task RunAsync(BenchRun run)
    {
        // A page that drips each time is given up after two and a half minutes, in each of five runs: here such pages drip once.
        await using var site = await Site.StartAsync(new()
        {
            Devices = IngestingCoach.Devices,
            Charsets = true,
            Ghosts = [.. Ghost.All.Except([GhostKind.SlowBody])],
            Faults = [.. Fault.Passing, new(FaultKind.SlowBody) { Share = 0.001 }],
        });
        var source = new SourceFile(site) { Rate = 5_000, Burst = 1_000, Concurrency = 64 };
        // What is measured is what comes of faults, not how long one is kept waiting by them.
        await using var coach = await IngestingCoach.StartAsync(run, 1, source, ("Catalog__RetryMilliseconds", "200"), ("Catalog__MaxBackoffSeconds", "2"));
        await FirstAsync(run, site, coach, source);
        await RedesignAsync(run, site, coach, source);
    }

    private static async Task FirstAsync(BenchRun run, Site site, IngestingCoach coach, SourceFile source)
    {
        BenchRun.Progress($"{site.Truth.Count} devices, all faults on");
        var clock = Stopwatch.StartNew();
        var first = await coach.RunAsync(source.Name, run.Cancel);
        run.Figure("the first run", $"{first.Status} in {clock.Elapsed.TotalSeconds:0} s; {first["failed"]} pages failed, {first["quarantined"]} values quarantined");
        var items = await coach.ItemsAsync(run.Cancel);
        Judge(run, site, items, "");
        run.AtMost("requests that redirects led inwards", 0, site.InsideHits, "");
        run.AtMost("requests to what robots.txt disallows", 0, RequestLog.Disallowed(site.Log.All).Count, "");
        run.AtMost("requests before a Retry-After was over", 0, RequestLog.TooEarly(site.Log.All, TimeSpan.FromMilliseconds(250)).Count, "");
        foreach (var fault in site.Log.All.Where(request => request.Fault is not null).GroupBy(request => request.Fault!).OrderBy(fault => fault.Key, StringComparer.Ordinal))
        {
            run.Figure($"  answered by {fault.Key}", $"{fault.Count()}");
        }
    }

    private static async Task RedesignAsync(BenchRun run, Site site, IngestingCoach coach, SourceFile source)
    {
        site.SetFaults();
        BenchRun.Progress("the site is redesigned");
        site.Redesign();
        var broken = await coach.RunAsync(source.Name, run.Cancel);
        Judge(run, site, await coach.ItemsAsync(run.Cancel), " after the redesign");
        run.AtMost("items that the redesign changed", 0, broken["updated"], "");
        var coverage = await coach.CoverageAsync(source.Name, run.Cancel);
        var drifted = string.Join(' ', coverage.Where(field => field.Value < 0.5).Select(field => field.Key).Order(StringComparer.Ordinal));
        run.Figure("fields whose coverage fell", "battery price", drifted, drifted == "battery price");

        BenchRun.Progress("two selectors are added");
        // What the mended matrix must find is not what is there already.
        var edited = site.Truth[site.Truth.Count / 2].Number;
        site.EditBattery(edited, 4_321);
        await coach.ReplaceAsync(source with { Mended = true }, run.Cancel);
        var turns = 0;
        do
        {
            await coach.RunAsync(source.Name, run.Cancel);
            coverage = await coach.CoverageAsync(source.Name, run.Cancel);
        }
        while (coverage["battery"] < 0.5 && ++turns < 3);

        Judge(run, site, await coach.ItemsAsync(run.Cancel), " after the mend");
        run.Figure("coverage of battery and price after the mend", "≥ 90 %", $"{coverage["battery"]:P0}, {coverage["price"]:P0}", coverage["battery"] >= 0.9 && coverage["price"] >= 0.9);
    }

    private static void Judge(BenchRun run, Site site, IReadOnlyList<JsonObject> items, string when)
    {
        var whole = Accuracy.Of(site.Truth, items);
        run.Figure($"devices found{when}", $"{whole.Devices}", $"{whole.Found}", whole.Found == whole.Devices);
        foreach (var markup in site.Truth.GroupBy(device => device.Markup).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var known = markup.Select(device => (device.Brand, device.Model)).ToHashSet();
            var part = Accuracy.Of([.. markup], items.Where(item => known.Contains(((string?)item["brand"] ?? "", (string?)item["model"] ?? ""))));
            run.Figure($"values right in markup {markup.Key}{when}", $"{part.Fields}", $"{part.Right}", part.Right == part.Fields);
        }

        run.AtMost($"values of garbage, and items that are none{when}", 0, whole.Garbage + whole.Invented, "");
        whole.Examples.ToList().ForEach(run.Note);
    }
}
