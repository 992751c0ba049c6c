using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Faults;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Bench.Catalog;

/// <summary>Four processes that ingest one site together, judged by the site's own log.</summary>
internal static class IngestPoliteBench
{
    private const int Processes = 4;
    private const int Rate = 5;
    private const int Burst = 5;
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(90);

    /// <summary>What was on its way when an answer said "later" is no disobedience.</summary>
    private static readonly TimeSpan OnTheWay = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(BenchRun run)
    {
        await using var site = await Site.StartAsync(new()
        {
            Faults =
            [
                new(FaultKind.RetryAfterSeconds) { Share = 0.02, For = TimeSpan.FromSeconds(3) },
                new(FaultKind.RetryAfterDate) { Share = 0.02, For = TimeSpan.FromSeconds(2) },
                new(FaultKind.RetryAfterSeconds) { Prefix = "/brands/", Share = 0.05, For = TimeSpan.FromSeconds(4) },
            ],
        });
        var source = new SourceFile(site) { Rate = Rate, Burst = Burst, Concurrency = 2 };
        await using var coach = await IngestingCoach.StartAsync(run, Processes, source);
        BenchRun.Progress($"{Processes} processes ingest for {Watched.TotalSeconds:0} s at {Rate}/s together");
        await coach.BeginAsync(source.Name, run.Cancel);
        while (site.Log.All.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, run.Cancel);
        }

        var from = site.Log.All[0].Arrived;
        await Task.Delay(Watched, TimeProvider.System, run.Cancel);
        Judge(run, site.Log.Between(from, from + Watched), from);
    }

    private static void Judge(BenchRun run, IReadOnlyList<LoggedRequest> requests, TimeSpan from)
    {
        var parked = RequestLog.Parked(requests).Select(stretch => (stretch.From, To: Min(stretch.To, from + Watched))).ToList();
        var free = Watched - TimeSpan.FromTicks(parked.Sum(stretch => (stretch.To - stretch.From).Ticks));
        var inFree = requests.Count(request => !parked.Any(stretch => request.Arrived > stretch.From && request.Arrived < stretch.To));
        run.AtMost("most requests in any second of the site's log, rate + burst", Rate + Burst, RequestLog.MostWithin(requests, TimeSpan.FromSeconds(1)), "");
        run.AtLeast("of the allowed rate used while the site had not asked to be left alone", 97, 100 * inFree / (Rate * free.TotalSeconds), " %");
        run.AtMost("requests before a Retry-After was over", 0, RequestLog.TooEarly(requests, OnTheWay).Count, "");
        run.AtMost("requests to what robots.txt disallows", 0, RequestLog.Disallowed(requests).Count, "");
        var told = requests.Count(request => request.NotBefore is not null);
        run.AtLeast("answers with Retry-After, or nothing was shown", 3, told, "");
        run.Figure("longest pause beside those that were asked for", $"{LongestPause(requests, parked).TotalSeconds:0.00} s");
        run.Figure("requests", $"{requests.Count} in {Watched.TotalSeconds:0} s, of which parked {(Watched - free).TotalSeconds:0.0} s");
        run.Note($"{Processes} processes, {Rate}/s and a burst of {Burst} for all of them together; instants are those of arrival at the site. What arrives within {OnTheWay.TotalMilliseconds:0} ms of a 429 was on its way.");
    }

    /// <summary>A pause longer than the burst fills in loses a part of the rate: on a busy machine, this says why.</summary>
    private static TimeSpan LongestPause(IReadOnlyList<LoggedRequest> requests, List<(TimeSpan From, TimeSpan To)> parked)
    {
        var arrivals = requests.Select(request => request.Arrived).Concat(parked.Select(stretch => stretch.To)).Order().ToList();
        return arrivals.Zip(arrivals.Skip(1)).Where(pair => !parked.Any(stretch => stretch.From < pair.Second && stretch.To > pair.First))
            .Select(pair => pair.Second - pair.First).DefaultIfEmpty().Max();
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
