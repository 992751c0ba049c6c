using System.Collections.Concurrent;

namespace AspireCoach.Data.Jobs;

/// <summary>
/// Says that there is work: to this process at once, to others through <see cref="JobNotifications"/>. A wake-up may
/// be lost; the workers' slow poll finds the job a second later.
/// </summary>
public sealed class JobSignal : IDisposable
{
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly SemaphoreSlim _outgoing = new(0, 1);
    private readonly ConcurrentDictionary<string, byte> _kinds = new(StringComparer.Ordinal);

    /// <summary>A job of this kind is ready; call it after the commit. An empty kind says nothing.</summary>
    public void Notify(string kind)
    {
        if (string.IsNullOrEmpty(kind))
        {
            return;
        }

        Wake();
        if (_kinds.TryAdd(kind, 0))
        {
            Release(_outgoing);
        }
    }

    /// <summary>Wakes this process's worker only.</summary>
    internal void Wake() => Release(_work);

    /// <summary>Returns when there is work or the time is up.</summary>
    internal Task WaitAsync(TimeSpan atMost, CancellationToken cancel) => _work.WaitAsync(atMost, cancel);

    /// <summary>The kinds other processes have not been told of yet; waits until there is one.</summary>
    internal async Task<string[]> TakeOutgoingAsync(CancellationToken cancel)
    {
        await _outgoing.WaitAsync(cancel);
        var kinds = _kinds.Keys.ToArray();
        foreach (var kind in kinds)
        {
            _kinds.TryRemove(kind, out _);
        }

        return kinds;
    }

    public void Dispose()
    {
        _work.Dispose();
        _outgoing.Dispose();
    }

    // A full semaphore means that a wake-up is on its way already: one is enough for any number of jobs.
    private static void Release(SemaphoreSlim semaphore)
    {
        if (semaphore.CurrentCount > 0)
        {
            return;
        }

        try
        {
            semaphore.Release();
        }
        catch (SemaphoreFullException)
        {
        }
    }
}
