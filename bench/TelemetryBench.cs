using AspireCoach.Bench.Load;

namespace AspireCoach.Bench;

/// <summary>
/// What being seen costs: accepts and polls a second of a process with everything on (metrics scraped and sent, traces, logs)
/// beside those of one with nothing on, in turns.
/// </summary>
internal static class TelemetryBench
{
    private const double Target = 0.93;
    private const int Users = 50;
    private const int ConversationsEach = 8;
    private const int Replies = 300;
    private const int Connections = 64;
    private const int Rounds = 6;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BetweenScrapes = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(BenchRun run)
    {
        var replies = (await PollBench.FinishedAsync(run, Replies)).Select(reply => reply.Reply).ToList();
        await using var sink = await TelemetrySink.StartAsync(run.Cancel);
        await using var off = await CoachProcess.StartAsync(run.Database, run.Cancel, [.. BenchUsers.Settings, ("Chat__AgentConcurrency", "0"), ("OTEL_SDK_DISABLED", "true"), ("Logging__LogLevel__Default", "None")]);
        await using var on = await CoachProcess.StartAsync(run.Database, run.Cancel, [.. BenchUsers.Settings, ("Chat__AgentConcurrency", "0"), ("OTEL_EXPORTER_OTLP_ENDPOINT", sink.Endpoint)]);
        var conversations = await BenchUsers.CreateAsync(on, Users, ConversationsEach, run.Cancel, firstUser: 1_000);
        using var scraping = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
        var scraped = ScrapeAsync(on, scraping.Token);
        long key = 0;

        // The two are measured one after the other, and who is first changes from round to round.
        await CompareAsync(run, "accepts", off, on, async (coach, warmUp) =>
        {
            key += 10_000_000;
            var load = new AcceptLoad(conversations, Connections, warmUp, Measured, key);
            await LoadLoop.RunAsync(coach.Address, load, run.Cancel);
            return (load.AcceptedInTime / Measured.TotalSeconds, load.Accepted);
        });
        await CompareAsync(run, "polls", off, on, async (coach, warmUp) =>
        {
            var load = new PollLoad(replies, Connections, warmUp, Measured);
            await LoadLoop.RunAsync(coach.Address, load, run.Cancel);
            return (load.AnsweredInTime / Measured.TotalSeconds, load.AnsweredInAll);
        });
        await scraping.CancelAsync();
        await scraped;
        var (requests, bytes) = await sink.ReceivedAsync(run.Cancel);
        run.Note($"On: /metrics scraped every {BetweenScrapes.TotalSeconds} s; metrics, one trace in twenty (what Production records) and logs sent by OTLP over gRPC to another process on the same cores, which took {BenchRun.Number(requests)} requests and {BenchRun.Number(bytes / 1e6)} MB; logs on the console.");
        run.Note("Off: no SDK, no listener to a meter, no logs; ids of traces are made in either.");
        run.Note($"{Rounds} rounds, each of {Measured.TotalSeconds} s of the one and {Measured.TotalSeconds} s of the other over {Connections} connections; the ratio is the median of the rounds'.");
        if (requests == 0)
        {
            throw new BenchException("Nothing was sent by OTLP.");
        }
    }

    private static async Task CompareAsync(
        BenchRun run, string what, CoachProcess off, CoachProcess on, Func<CoachProcess, TimeSpan, Task<(double PerSecond, long Count)>> measure)
    {
        BenchRun.Progress($"{what}, warming up");
        await measure(off, FirstWarmUp);
        await measure(on, FirstWarmUp);
        List<(Cost Off, Cost On)> rounds = [];
        for (var round = 0; round < Rounds; round++)
        {
            var first = await CostAsync(round % 2 == 0 ? off : on);
            var second = await CostAsync(round % 2 == 0 ? on : off);
            rounds.Add(round % 2 == 0 ? (first, second) : (second, first));
            BenchRun.Progress($"{what}: off {rounds[^1].Off}, on {rounds[^1].On}");
        }

        run.Figure($"{what}, telemetry off", $"{BenchRun.Number(Median(rounds.Select(round => round.Off.PerSecond)))}/s");
        run.Figure($"{what}, telemetry on", $"{BenchRun.Number(Median(rounds.Select(round => round.On.PerSecond)))}/s");
        run.AtLeast($"{what}, on to off", Target, Median(rounds.Select(round => round.On.PerSecond / round.Off.PerSecond)), "");
        run.Figure(
            "  processor time of the process each, off and on",
            $"{BenchRun.Number(Median(rounds.Select(round => round.Off.Microseconds)))} and {BenchRun.Number(Median(rounds.Select(round => round.On.Microseconds)))} µs");

        async Task<Cost> CostAsync(CoachProcess coach)
        {
            var before = coach.KernelSeconds();
            var (perSecond, count) = await measure(coach, WarmUp);
            return new(perSecond, (coach.KernelSeconds() - before) * 1e6 / count);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        var ordered = values.Order().ToArray();
        return (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    private static async Task ScrapeAsync(CoachProcess coach, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                await coach.ProcessorSecondsAsync(cancel);
                await Task.Delay(BetweenScrapes, TimeProvider.System, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // Enough was scraped.
        }
    }

    /// <param name="PerSecond">How many were answered a second.</param>
    /// <param name="Microseconds">What each took of the process' processor time.</param>
    private sealed record Cost(double PerSecond, double Microseconds)
    {
        public override string ToString() => $"{BenchRun.Number(PerSecond)}/s at {BenchRun.Number(Microseconds)} µs";
    }
}
