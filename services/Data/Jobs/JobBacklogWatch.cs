using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace AspireCoach.Data.Jobs;

/// <summary>
/// How far the workers are behind, for processes that only enqueue. Asking costs nothing: the answer is the last look
/// at the queue, and one that is older than a second starts the next look in the background.
/// </summary>
public sealed class JobBacklogWatch(JobStore store, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<string, Kept> _kinds = new(StringComparer.Ordinal);

    /// <summary>How long the oldest job of this kind that could be run has waited; zero where none has.</summary>
    public TimeSpan OldestWait(string kind)
    {
        var kept = _kinds.GetOrAdd(kind, _ => new Kept());
        var look = kept.Look;
        if ((look is null || time.GetElapsedTime(look.At) > Lifetime) && Interlocked.Exchange(ref kept.Looking, 1) == 0)
        {
            _ = LookAsync(kind, kept);
        }

        return look?.Waited ?? TimeSpan.Zero;
    }

    private async Task LookAsync(string kind, Kept kept)
    {
        // No part of the request that happened to ask: its trace tells of its own statements.
        Activity.Current = null;
        var waited = kept.Look?.Waited ?? TimeSpan.Zero;
        try
        {
            waited = await store.OldestWaitAsync(kind, CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            // Whoever asked has its own trouble with the database and says so; what was known stays.
        }
        finally
        {
            kept.Look = new Look(time.GetTimestamp(), waited);
            Volatile.Write(ref kept.Looking, 0);
        }
    }

    private sealed record Look(long At, TimeSpan Waited);

    private sealed class Kept
    {
        public int Looking;
        public volatile Look? Look;
    }
}
