using System.Diagnostics;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;

namespace AspireCoach.Bench;

/// <summary>The measurements of <see cref="JobsBench"/>.</summary>
internal sealed class QueueBench(Database database, JobQueue queue, JobStore store, JobSignal signal, CountingHandler handler, BenchRun run)
{
    public const string Kind = "bench.live";
    private const string ReadyKind = "bench.ready";
    private const int Rate = 200;
    private const int LiveJobs = 2_000;
    private const int Claims = 1_000;
    private const int ClaimSize = 16;

    /// <summary>From the first enqueue to the moment when no job is left; jobs a second, and how long each waited.</summary>
    public async Task<(double Rate, Percentiles Waited)> EndToEndAsync(int jobs, int jobsPerTransaction, int producers, int mostWaiting)
    {
        handler.Reset();
        var clock = Stopwatch.StartNew();
        var left = jobs / jobsPerTransaction;
        var begun = 0;
        await Task.WhenAll(Enumerable.Range(0, producers).Select(async _ =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                while (Volatile.Read(ref begun) - handler.Handled > mostWaiting)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, run.Cancel);
                }

                Interlocked.Add(ref begun, jobsPerTransaction);
                await EnqueueAsync(jobsPerTransaction, null);
            }
        }));
        await DrainedAsync();
        clock.Stop();
        Check(jobs);
        return (jobs / clock.Elapsed.TotalSeconds, Waited());
    }

    /// <summary>How soon a job is claimed while others wait: for later, behind their lanes, or ready as well.</summary>
    public async Task ClaimLatencyAsync(int waiting)
    {
        var others = BenchRun.Number(waiting);
        await FillAsync($"select '{Kind}', null, 1, now() + interval '1 day', 5, '{{}}' from generate_series(1, {waiting})");
        run.AtMost($"ready to claimed, {others} wait for later, p99", 20, (await LiveAsync(others)).Milliseconds(0.99), " ms");
        await FillAsync(
            $"select '{Kind}', 'lane ' || i % 1000, case when i <= 1000 then 1 else 0 end, now() + interval '1 day', 5, '{{}}' from generate_series(1, {waiting + 1_000}) i");
        run.AtMost($"ready to claimed, {others} wait behind their lanes, p99", 20, (await LiveAsync(others)).Milliseconds(0.99), " ms");
        await FillAsync($"select '{ReadyKind}', null, 1, now() - interval '1 hour' + i * interval '1 ms', 5, '{{}}' from generate_series(1, {waiting + Claims * ClaimSize}) i");
        run.AtMost($"a claim of {ClaimSize}, {others} ready as well, p99", 20, (await ClaimsAsync()).Milliseconds(0.99), " ms");
        await run.Database.ExecuteAsync("truncate jobs.jobs", run.Cancel);
    }

    private async Task FillAsync(string rows)
    {
        await run.Database.ExecuteAsync("truncate jobs.jobs", run.Cancel);
        await run.Database.ExecuteAsync($"insert into jobs.jobs (kind, lane, state, run_at, max_attempts, payload) {rows}", run.Cancel);
        await run.Database.ExecuteAsync("vacuum analyze jobs.jobs", run.Cancel);
    }

    /// <summary>Jobs at a constant rate, half of them in lanes of their own; how long each was ready before its claim.</summary>
    private async Task<Percentiles> LiveAsync(string others)
    {
        BenchRun.Progress($"{LiveJobs} jobs at {Rate}/s among {others}");
        handler.Reset();
        var started = Stopwatch.GetTimestamp();
        List<Task> enqueued = [];
        for (var i = 0; i < LiveJobs; i++)
        {
            var due = TimeSpan.FromSeconds((double)i / Rate) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, run.Cancel);
            }

            enqueued.Add(EnqueueAsync(1, i % 2 == 0 ? null : $"live {i}"));
        }

        await Task.WhenAll(enqueued);
        await DrainedAsync();
        Check(LiveJobs);
        return Waited();
    }

    /// <summary>Claims and ends ready jobs as a worker does, one claim after another; how long each claim took.</summary>
    private async Task<Percentiles> ClaimsAsync()
    {
        var took = new Percentiles();
        for (var claim = 0; claim < Claims; claim++)
        {
            var started = Stopwatch.GetTimestamp();
            var rows = await store.ClaimAsync([ReadyKind], [ClaimSize], TimeSpan.FromMinutes(1), run.Cancel);
            took.Add(Stopwatch.GetElapsedTime(started));
            if (rows.Count != ClaimSize)
            {
                throw new BenchException($"A claim found {rows.Count} jobs of {ClaimSize}.");
            }

            await store.CompleteManyAsync([.. rows.Select(row => new Job(row, signal))], run.Cancel);
        }

        return took;
    }

    private async Task EnqueueAsync(int jobs, string? lane)
    {
        if (jobs == 1)
        {
            // As a message is accepted: one statement that is its own transaction.
            await using var connection = await database.OpenAsync(run.Cancel);
            await JobStore.InsertAsync(connection, new JobRequest(Kind, "{}") { Lane = lane }, run.Cancel);
            signal.Notify(Kind);
            return;
        }

        await using var transaction = await database.BeginAsync(run.Cancel);
        for (var i = 0; i < jobs; i++)
        {
            await queue.EnqueueAsync(transaction, new JobRequest(Kind, "{}") { Lane = lane }, run.Cancel);
        }

        await transaction.CommitAsync(run.Cancel);
    }

    /// <summary>Returns when nothing is left that could run or is running.</summary>
    private async Task DrainedAsync()
    {
        while (await run.Database.QueryAsync<bool>("select exists (select from jobs.jobs where state > 0 and run_at <= now() and kind = '" + Kind + "')", run.Cancel))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, run.Cancel);
        }
    }

    private void Check(int jobs)
    {
        if (handler.Handled != jobs || handler.Waited.Count != jobs)
        {
            throw new BenchException($"{jobs} jobs were enqueued, {handler.Waited.Count} were run, {handler.Handled} times.");
        }
    }

    private Percentiles Waited()
    {
        var waited = new Percentiles();
        foreach (var duration in handler.Waited.Values)
        {
            waited.Add(duration);
        }

        return waited;
    }
}
