using System.Diagnostics;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Bench.Catalog;

/// <summary>The same site ingested a hundred times: what the first run wrote is all that is ever written.</summary>
internal static class IngestIdempotentBench
{
    private const int Runs = 100;

    public static async Task RunAsync(BenchRun run)
    {
        var devices = IngestingCoach.Devices;
        await using var site = await Site.StartAsync(new() { Devices = devices });
        var source = new SourceFile(site) { Rate = 5_000, Burst = 1_000, Concurrency = 64 };
        await using var coach = await IngestingCoach.StartAsync(run, 1, source);
        BenchRun.Progress($"{devices} devices for the first time");
        var first = Stopwatch.StartNew();
        var began = await coach.RunAsync(source.Name, run.Cancel);
        run.Figure($"devices that the first run inserted, of {devices}", $"{devices}", $"{began["inserted"]}", began["inserted"] == devices);
        run.Figure("  in", $"{first.Elapsed.TotalSeconds:0} s, {devices / first.Elapsed.TotalSeconds:0} devices/s");
        var accuracy = Accuracy.Of(site.Truth, await coach.ItemsAsync(run.Cancel));
        run.Figure("values right after the first run", "100 %", $"{accuracy.Right} of {accuracy.Fields}", accuracy.IsPerfect);
        await AgainAsync(run, site, coach, source);
        await EditAsync(run, site, coach, source);
        run.Note($"{devices} devices in 40 brands; conditional requests, no throttle. {IngestingCoach.DevicesVariable} sets another number.");
        accuracy.Examples.ToList().ForEach(run.Note);
    }

    private static async Task AgainAsync(BenchRun run, Site site, IngestingCoach coach, SourceFile source)
    {
        var state = await StateAsync(run);
        site.Log.Clear();
        var clock = Stopwatch.StartNew();
        var (inserted, updated, notDone) = (0L, 0L, 0);
        for (var turn = 2; turn <= Runs; turn++)
        {
            if (turn % 10 == 0)
            {
                BenchRun.Progress($"run {turn} of {Runs}, {clock.Elapsed.TotalSeconds:0} s");
            }

            var again = await coach.RunAsync(source.Name, run.Cancel);
            (inserted, updated, notDone) = (inserted + again["inserted"], updated + again["updated"], notDone + (again.Status == "done" ? 0 : 1));
        }

        run.AtMost($"runs of the other {Runs - 1} that did not end as done", 0, notDone, "");
        run.AtMost("items that they inserted", 0, inserted, "");
        run.AtMost("items that they updated", 0, updated, "");
        run.Figure("items, changes and their contents", state, await StateAsync(run), await StateAsync(run) == state);
        run.Figure("of their requests answered 304", $"{BenchRun.Number(100 * RequestLog.Share(site.Log.All, 304))} %");
        run.AtLeast("  of those that were not led on by a redirect", 99, 100 * RequestLog.Share([.. site.Log.All.Where(request => request.Status != 301)], 304), " %");
        run.Figure("  pages a second", $"{site.Log.All.Count / clock.Elapsed.TotalSeconds:0}, {clock.Elapsed.TotalSeconds / (Runs - 1):0.0} s a run");
    }

    private static async Task EditAsync(BenchRun run, Site site, IngestingCoach coach, SourceFile source)
    {
        var changes = await CountAsync(run, "select count(*) from catalog.changes");
        site.EditBattery(site.Truth[site.Truth.Count / 2].Number, 4_321);
        var edited = await coach.RunAsync(source.Name, run.Cancel);
        run.Figure("items updated after one field was edited", "1", $"{edited["updated"]}", edited["updated"] == 1);
        var more = await CountAsync(run, "select count(*) from catalog.changes") - changes;
        run.Figure("changes written after one field was edited", "1", $"{more}", more == 1);
        var accuracy = Accuracy.Of(site.Truth, await coach.ItemsAsync(run.Cancel));
        run.Figure("values right after it", "100 %", $"{accuracy.Right} of {accuracy.Fields}", accuracy.IsPerfect);
    }

    /// <summary>Counts and a digest of all that a run could change.</summary>
    private static Task<string> StateAsync(BenchRun run) => run.Database.QueryAsync<string>(
        """
        select (select count(*) from catalog.items) || ' ' || (select count(*) from catalog.changes) || ' '
            || left(md5(string_agg(key::text || fields::text || identity::text || url || first_seen::text || last_changed::text, '' order by key)), 8)
        from catalog.items
        """,
        run.Cancel);

    private static Task<long> CountAsync(BenchRun run, string sql) => run.Database.QueryAsync<long>(sql, run.Cancel);
}
