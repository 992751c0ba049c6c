using System.Collections.Concurrent;
using System.Diagnostics;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>
/// Works on the runs of some sources: begins those that are asked for, claims pages as their hosts may be asked, visits
/// them, keeps their leases, and ends what is read. Any number of processes do so side by side.
/// </summary>
internal sealed partial class IngestionEngine(
    PageQueue queue,
    PageVisitor visitor,
    RunStore runs,
    RunCloser closer,
    IngestionSignal signal,
    CatalogMetrics metrics,
    IOptions<CatalogOptions> options,
    TimeProvider time,
    ILogger<IngestionEngine> logger)
{
    /// <summary>Without news or anything due the queue is looked at so often: for news that were lost.</summary>
    private static readonly TimeSpan s_slowLook = TimeSpan.FromSeconds(5);

    /// <summary>A host that another worker is just claiming from seems due: not to be asked after at once.</summary>
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan s_away = TimeSpan.FromSeconds(1);
    private static readonly ActivitySource s_source = new("AspireCoach.Catalog");

    private readonly ConcurrentDictionary<(long Id, long Fence), RunningWork<ClaimedPage>> _running = [];

    /// <summary>Works until it is stopped; what is not done then is handed back at no cost.</summary>
    /// <param name="sources">The sources to work on, asked for each time: they change as their files do.</param>
    /// <param name="stop">Stops the work.</param>
    public async Task RunAsync(Func<IReadOnlyList<SourceDefinition>> sources, CancellationToken stop)
    {
        using var ended = new CancellationTokenSource();
        var renewing = ForeverAsync(RenewAsync, ended.Token);
        var carrying = signal.CarryAsync(ended.Token);
        await Task.WhenAll(
            ForeverAsync(cancel => ClaimAsync(sources(), cancel), stop),
            ForeverAsync(cancel => KeepRunsAsync(sources(), cancel), stop));
        var running = _running.Values.ToArray();
        foreach (var visit in running)
        {
            await visit.CancelAsync();
        }

        await Task.WhenAll(running.Select(visit => visit.Ended)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (running.Length > 0)
        {
            await signal.SendAsync();
        }

        await ended.CancelAsync();
        await Task.WhenAll(renewing, carrying);
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
                    LogStoreAway(exception);
                    reported = true;
                }

                await Task.Delay(s_away, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ClaimAsync(IReadOnlyList<SourceDefinition> sources, CancellationToken cancel)
    {
        var free = options.Value.Workers - _running.Count;
        var wait = s_slowLook;
        if (free > 0 && sources.Count > 0)
        {
            var (pages, next) = await queue.ClaimAsync([.. sources.Select(source => source.Name)], free, cancel);
            foreach (var page in pages)
            {
                Start(page, sources.First(source => source.Name == page.Source));
            }

            if (pages.Count < free)
            {
                wait = next is { } due && due < s_slowLook ? Longer(due + TimeSpan.FromMilliseconds(1), s_shortest) : s_slowLook;
                if (next is { } turn)
                {
                    metrics.Waited(turn);
                }
            }
        }

        await signal.WaitForPagesAsync(wait, cancel);
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private async Task KeepRunsAsync(IReadOnlyList<SourceDefinition> sources, CancellationToken cancel)
    {
        var begun = await runs.BeginAsync(sources, cancel);
        var closed = await closer.CloseAsync(sources, cancel);
        if (begun > 0 || closed > 0)
        {
            signal.Notify();
        }

        await signal.WaitForRunsAsync(TimeSpan.FromMilliseconds(options.Value.UpkeepMilliseconds), cancel);

        // Each end of a page wakes this: once in a while is often enough.
        await Task.Delay(TimeSpan.FromMilliseconds(Math.Min(50, options.Value.UpkeepMilliseconds)), time, cancel);
    }

    private void Start(ClaimedPage page, SourceDefinition source)
    {
        var visit = new RunningWork<ClaimedPage>(page, new CancellationTokenSource());
        _running[(page.Id, page.Fence)] = visit;
        visit.Ended = Task.Run(() => VisitAsync(visit, source), CancellationToken.None);
    }

    private async Task VisitAsync(RunningWork<ClaimedPage> visit, SourceDefinition source)
    {
        var page = visit.Work;
        using var activity = s_source.StartActivity($"page {page.Kind}", ActivityKind.Consumer);
        string outcome;
        try
        {
            outcome = await VisitAsync(page, source, visit.Cancel.Token);
        }
        catch (PageLostException lost)
        {
            LogLost(lost.Message);
            outcome = "lost";
        }
        catch (Exception exception)
        {
            // Not even the end could be recorded: its lease runs out and it is claimed again.
            LogUnrecorded(exception, page.Url);
            outcome = "lost";
        }

        metrics.Visited(source.Name, outcome);
        _running.TryRemove((page.Id, page.Fence), out _);
        visit.Cancel.Dispose();

        // Others wait for a place at a host that had none, for what an index page led to, and for the end of a run.
        if (page.HostWasFull || page.FetchRobots || outcome is "links" || page.Kind != PageKind.Item)
        {
            signal.Notify();
        }
        else
        {
            signal.Wake();
        }
    }

    private async Task<string> VisitAsync(ClaimedPage page, SourceDefinition source, CancellationToken cancel)
    {
        try
        {
            return await visitor.VisitAsync(page, source, cancel);
        }
        catch (Exception exception) when (cancel.IsCancellationRequested && exception is not PageLostException)
        {
            // Stopping costs no attempt.
            return await queue.ReleaseAsync(page, TimeSpan.Zero, new PageReturn(Refund: true), CancellationToken.None) ? "handed back" : "lost";
        }
        catch (Exception exception) when (exception is not (PageLostException or TimeoutException) && !Database.IsAway(exception))
        {
            LogFailed(exception, page.Url);
            return await visitor.FailAsync(page, source, $"{exception.GetType().Name}: {exception.Message}", CancellationToken.None);
        }
    }

    private async Task RenewAsync(CancellationToken cancel)
    {
        var held = _running.Values.ToArray();
        if (held.Length > 0)
        {
            var lost = await queue.RenewAsync([.. held.Select(visit => visit.Work)], cancel);
            foreach (var visit in held.Where(visit => lost.Contains((visit.Work.Id, visit.Work.Fence))))
            {
                await visit.CancelAsync();
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(options.Value.LeaseSeconds) / 4, time, cancel);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The queue of pages cannot be reached; trying again.")]
    private partial void LogStoreAway(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    private partial void LogLost(string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The visit to {Url} failed.")]
    private partial void LogFailed(Exception exception, Uri url);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of the visit to {Url} could not be recorded; it will be visited again.")]
    private partial void LogUnrecorded(Exception exception, Uri url);
}
