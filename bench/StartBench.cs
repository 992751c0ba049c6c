using AspireCoach.Bench.Load;

namespace AspireCoach.Bench;

/// <summary>How soon a process is ready, and what memory it holds when idle after work.</summary>
internal static class StartBench
{
    private const int Starts = 7;
    private const int Rate = 100;
    private static readonly TimeSpan Traffic = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(BenchRun run)
    {
        // The first one migrates the database and warms the disk's cache.
        await using (await CoachProcess.StartAsync(run.Database, run.Cancel))
        {
        }

        var ready = new Percentiles();
        for (var start = 0; start < Starts; start++)
        {
            await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel);
            BenchRun.Progress($"ready after {coach.ReadyAfter.TotalMilliseconds:0} ms");
            ready.Add(coach.ReadyAfter);
        }

        run.AtMost($"ready, slowest of {Starts} warm starts", 3, ready.Milliseconds(1) / 1_000, " s");
        run.Figure("ready, median", $"{BenchRun.Number(ready.Milliseconds(0.5) / 1_000)} s");
        await MemoryAsync(run);
        run.Note("Ready: from the start of the process to the first 200 on /health, all roles, Production, migrated database.");
    }

    private static async Task MemoryAsync(BenchRun run)
    {
        await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel, BenchUsers.Settings);
        var fresh = await coach.ResidentBytesAsync(run.Cancel);
        var conversations = await BenchUsers.CreateAsync(coach, users: 10, conversationsEach: 10, run.Cancel);
        BenchRun.Progress($"{Rate} messages/s for {Traffic.TotalSeconds} s, then {Rest.TotalSeconds} s of rest");
        var load = new FirstWordsLoad(conversations, Rate, TimeSpan.Zero, Traffic);
        await LoadLoop.RunAsync(coach.Address, load, run.Cancel);
        var busy = await coach.ResidentBytesAsync(run.Cancel);
        await Task.Delay(Rest, TimeProvider.System, run.Cancel);
        var idle = await coach.ResidentBytesAsync(run.Cancel);

        const double megabyte = 1_000_000;
        run.AtMost("resident, idle after work", 200, idle / megabyte, " MB");
        run.Figure("resident, just started", $"{BenchRun.Number(fresh / megabyte)} MB");
        run.Figure("resident, just after work", $"{BenchRun.Number(busy / megabyte)} MB");
        run.Note($"Work: {load.ToWords.Count} messages at {Rate}/s, each answered and polled ({load.ToWords} from due to first words); idle is {Rest.TotalSeconds} s later, as /metrics says.");
    }
}
