using System.Collections.Concurrent;
using System.Diagnostics;
using AspireCoach.Data.Erased;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Data.Jobs;

/// <summary>
/// Claims jobs for this process's handlers, runs them, renews their leases, and on SIGTERM lets them finish or hands
/// them back. One loop claims for all kinds, so an idle process asks the database once a second.
/// </summary>
internal sealed partial class JobWorker(
    JobStore store,
    JobHandlers handlers,
    JobSignal signal,
    JobCompletions completions,
    Database database,
    JobMetrics metrics,
    IHostApplicationLifetime lifetime,
    IOptions<JobsOptions> options,
    TimeProvider time,
    ILogger<JobWorker> logger) : BackgroundService
{
    /// <summary>How often a handler may fail to say what a dead letter means before the job goes without its word.</summary>
    private const int Farewells = 5;

    private static readonly ActivitySource Source = new("AspireCoach.Data.Jobs");

    // By claim, not by job: a job whose lease was lost can be claimed here again while its first run is still going on.
    private readonly ConcurrentDictionary<(long Id, long Fence), RunningWork<Job>> _running = [];
    private readonly ConcurrentDictionary<string, int> _busy = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _handBack = new();
    private readonly CancellationTokenSource _drained = new();
    private Task _renewals = Task.CompletedTask;
    private long _reached;

    // Some kind of job had no place free when the queue was last looked at: the end of a job is worth a look.
    private volatile bool _short;

    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var running = Task.WhenAll(_running.Values.Select(job => job.Ended));
        await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(options.Value.DrainSeconds), time, cancellationToken));
        await _handBack.CancelAsync();
        await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await completions.DrainAsync(cancellationToken);
        await _drained.CancelAsync();
        await _renewals.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        _drained.Cancel();
        _drained.Dispose();
        _handBack.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (handlers.All.Count == 0)
        {
            // Others do the work; where nobody does, somebody has to say so.
            await ForeverAsync(SampleAsync, stoppingToken);
            return;
        }

        _reached = time.GetTimestamp();
        // What is running keeps its leases until it has ended, also while the process drains.
        _renewals = ForeverAsync(RenewAsync, _drained.Token);
        // The first word of the stop counts, although requests may be served for a while after it.
        using var claiming = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, lifetime.ApplicationStopping);
        await Task.WhenAll(
            ForeverAsync(ClaimAsync, claiming.Token),
            ForeverAsync(ReapAsync, stoppingToken),
            ForeverAsync(SampleAsync, stoppingToken));
    }

    private async Task ForeverAsync(Func<CancellationToken, Task> step, CancellationToken cancel)
    {
        var reported = false;
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await step(cancel);
                reported = false;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                if (!reported)
                {
                    LogStoreAway(logger, exception);
                    reported = true;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(options.Value.SlowPollMilliseconds), time, cancel)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ClaimAsync(CancellationToken cancel)
    {
        List<string> kinds = [];
        List<int> limits = [];
        var full = false;
        _short = true;
        foreach (var handler in handlers.All)
        {
            var free = handler.Concurrency - _busy.GetValueOrDefault(handler.Kind);
            if (free > 0)
            {
                kinds.Add(handler.Kind);
                limits.Add(free);
            }
        }

        if (kinds.Count > 0)
        {
            // Not cancelled by the stop: a claim that was made must be known here, or its lease has to run out.
            var rows = await store.ClaimAsync([.. kinds], [.. limits], Lease, CancellationToken.None);
            foreach (var row in rows)
            {
                Start(row);
            }

            full = kinds.Zip(limits).Any(wanted => rows.Count(row => row.Kind == wanted.First) == wanted.Second);
        }

        // Set after the look: a job that ended meanwhile has woken this loop, whatever it freed.
        _short = kinds.Count < handlers.All.Count(handler => handler.Concurrency > 0);
        if (!full)
        {
            await signal.WaitAsync(TimeSpan.FromMilliseconds(options.Value.SlowPollMilliseconds), cancel);
        }
    }

    private void Start(JobRow row)
    {
        metrics.Claimed(row.Kind, row.Waited);
        _busy.AddOrUpdate(row.Kind, 1, (_, count) => count + 1);
        var running = new RunningWork<Job>(new Job(row, signal), CancellationTokenSource.CreateLinkedTokenSource(_handBack.Token));
        _running[(row.Id, row.Fence)] = running;
        running.Ended = Task.Run(() => RunAsync(running), CancellationToken.None);
    }

    private async Task RunAsync(RunningWork<Job> running)
    {
        var job = running.Work;
        using var activity = Source.StartActivity($"job {job.Kind}", ActivityKind.Consumer, job.Row.TraceParent);
        if (activity is { IsAllDataRequested: true })
        {
            // In seconds, by the database's clock.
            activity.SetTag("coach.job.wait", job.Row.Waited.TotalSeconds).SetTag("coach.job.attempt", job.Attempt);
        }

        var started = time.GetTimestamp();
        string outcome;
        try
        {
            outcome = await RunAsync(job, running.Cancel.Token);
        }
        catch (LeaseLostException exception)
        {
            LogLost(logger, exception.Message);
            outcome = "lost";
        }
        catch (Exception exception)
        {
            // Not even the end of the job could be recorded: its lease runs out and it is claimed again.
            LogUnrecorded(logger, exception, job.Id, job.Kind);
            outcome = "lost";
        }

        activity?.SetStatus(outcome is "done" ? ActivityStatusCode.Ok : ActivityStatusCode.Error, outcome);
        metrics.Ended(job.Kind, outcome, time.GetElapsedTime(started));
        _running.TryRemove((job.Id, job.Fence), out _);
        _busy.AddOrUpdate(job.Kind, 0, (_, count) => count - 1);
        running.Cancel.Dispose();
        if (_short || outcome is not "done")
        {
            signal.Wake();
        }
    }

    private async Task<string> RunAsync(Job job, CancellationToken cancel)
    {
        try
        {
            if (job.Attempt > job.Row.MaxAttempts)
            {
                return await BuryAsync(job, job.Row.Problem ?? "Every worker that started it died.", cancel);
            }

            await handlers.For(job.Kind).HandleAsync(job, cancel);
        }
        catch (Exception exception) when (job.Completed)
        {
            LogAfterEnd(logger, exception, job.Id, job.Kind);
        }
        catch (Exception exception) when (cancel.IsCancellationRequested && exception is not LeaseLostException)
        {
            // However a handler puts being cancelled: stopping costs no attempt.
            return await store.ReleaseAsync(job, TimeSpan.Zero, null, refund: true, CancellationToken.None) ? "handed back" : "lost";
        }
        catch (Exception exception) when (job.Attempt <= job.Row.MaxAttempts && exception is not LeaseLostException)
        {
            if (ErasedUsers.IsRefusal(exception))
            {
                // As it should be, and the next attempt finds the user gone.
                LogOfErased(logger, job.Id, job.Kind);
            }
            else
            {
                LogFailed(logger, exception, job.Id, job.Kind, job.Attempt);
            }

            var problem = $"{exception.GetType().Name}: {exception.Message}";
            problem = problem.Length > 2_000 ? problem[..2_000] : problem;
            if (job.Attempt >= job.Row.MaxAttempts)
            {
                return await BuryAsync(job, problem, CancellationToken.None);
            }

            var delay = JobBackoff.After(job.Attempt, options.Value, Random.Shared.NextDouble());
            return await store.ReleaseAsync(job, delay, problem.Replace('\0', ' '), refund: false, CancellationToken.None) ? "retry" : "lost";
        }

        return job.Completed || await completions.CompleteAsync(job) ? "done" : "lost";
    }

    private async Task<string> BuryAsync(Job job, string problem, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        if (job.Attempt <= job.Row.MaxAttempts + Farewells)
        {
            await handlers.For(job.Kind).DeadLetteredAsync(job, transaction, problem, cancel);
        }
        else
        {
            // It has failed each time, and the lane behind this job waits.
            LogBuriedWithoutWord(logger, job.Id, job.Kind);
        }

        var ready = await JobStore.BuryAsync(transaction, job, problem.Replace('\0', ' '), cancel);
        await transaction.CommitAsync(cancel);
        signal.Notify(ready);
        return "dead";
    }

    private async Task RenewAsync(CancellationToken cancel)
    {
        var held = _running.Values.ToArray();
        if (held.Length > 0)
        {
            var lost = await store.RenewAsync([.. held.Select(running => running.Work)], Lease, cancel);
            foreach (var running in held.Where(running => lost.Contains((running.Work.Id, running.Work.Fence))))
            {
                await running.CancelAsync();
            }
        }

        await Task.Delay(Lease / 4, time, cancel);
    }

    private async Task ReapAsync(CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(options.Value.SlowPollMilliseconds), time, cancel);
        if (time.GetElapsedTime(_reached) > Lease / 2)
        {
            // The database was away, so everybody's leases have run out: whoever lives renews before anyone is held for dead.
            await store.ReachAsync(cancel);
            await Task.Delay(Lease / 2, time, cancel);
        }

        var count = await store.ReapAsync(cancel);
        _reached = time.GetTimestamp();
        if (count > 0)
        {
            LogReaped(logger, count);
            signal.Wake();
        }
    }

    private async Task SampleAsync(CancellationToken cancel)
    {
        metrics.Sampled(await store.BacklogAsync([.. handlers.All.Select(handler => handler.Kind)], cancel));
        await Task.Delay(TimeSpan.FromSeconds(5), time, cancel);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The job queue cannot be reached; trying again.")]
    private static partial void LogStoreAway(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Id} of kind {Kind} failed in attempt {Attempt}.")]
    private static partial void LogFailed(ILogger logger, Exception exception, long id, string kind, int attempt);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Id} of kind {Kind} is of a user who has been erased: what it would have stored was refused.")]
    private static partial void LogOfErased(ILogger logger, long id, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Id} of kind {Kind} is done, but something failed after its end.")]
    private static partial void LogAfterEnd(ILogger logger, Exception exception, long id, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Id} of kind {Kind} is dead-lettered although its handler failed to take note of it.")]
    private static partial void LogBuriedWithoutWord(ILogger logger, long id, string kind);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of job {Id} of kind {Kind} could not be recorded; it will be run again.")]
    private static partial void LogUnrecorded(ILogger logger, Exception exception, long id, string kind);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    private static partial void LogLost(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} jobs of dead workers are ready again.")]
    private static partial void LogReaped(ILogger logger, int count);
}
