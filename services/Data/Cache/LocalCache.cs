using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace AspireCoach.Data.Cache;

/// <summary>
/// Values kept in this process for a while: bounded in number, loaded once however many ask, and never kept when
/// they were removed while being loaded. Losing all of it costs time and nothing else.
/// </summary>
/// <param name="capacity">How many entries at most.</param>
/// <param name="time">The clock entries expire by.</param>
public sealed class LocalCache<TKey, TValue>(int capacity, TimeProvider time) : IDisposable
    where TKey : notnull
    where TValue : class
{
    private readonly MemoryCache _entries = new(Options.Create(new MemoryCacheOptions { SizeLimit = capacity, CompactionPercentage = 0.1 }));
    private readonly Dictionary<TKey, Task<TValue?>> _loading = [];
    private readonly Lock _changes = new();

    /// <summary>The value if it is here and fresh.</summary>
    public bool TryGet(TKey key, out TValue value)
    {
        if (_entries.TryGetValue(key, out var found) && found is Entry entry && time.GetElapsedTime(entry.Stored) < entry.Lifetime)
        {
            value = entry.Value;
            return true;
        }

        value = null!;
        return false;
    }

    /// <summary>The value from here or from <paramref name="load"/>; null is not kept.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Reads the source; runs once for all who ask meanwhile.</param>
    /// <param name="lifetime">How long the value may be kept.</param>
    /// <param name="cancel">Ends this caller's waiting, not the loading.</param>
    public async ValueTask<TValue?> GetAsync(
        TKey key, Func<TKey, CancellationToken, Task<TValue?>> load, Func<TValue, TimeSpan> lifetime, CancellationToken cancel)
    {
        if (TryGet(key, out var value))
        {
            return value;
        }

        Task<TValue?> loading;
        lock (_changes)
        {
            if (TryGet(key, out value))
            {
                return value;
            }

            if (!_loading.TryGetValue(key, out loading!))
            {
                loading = Start(key, load, lifetime);
            }
        }

        return await loading.WaitAsync(cancel);
    }

    /// <summary>Reads the source again in the background, unless that is under way; until then the old value is given.</summary>
    public void Refresh(TKey key, Func<TKey, CancellationToken, Task<TValue?>> load, Func<TValue, TimeSpan> lifetime)
    {
        lock (_changes)
        {
            if (!_loading.ContainsKey(key))
            {
                Start(key, load, lifetime);
            }
        }
    }

    /// <summary>Keeps a value that is known to be current, whatever is being loaded.</summary>
    public void Set(TKey key, TValue value, TimeSpan lifetime)
    {
        lock (_changes)
        {
            _loading.Remove(key);
            Keep(key, value, lifetime);
        }
    }

    /// <summary>Forgets a value, also one that is just being loaded.</summary>
    public void Remove(TKey key)
    {
        lock (_changes)
        {
            _loading.Remove(key);
            _entries.Remove(key);
        }
    }

    /// <summary>Forgets everything, also what is just being loaded.</summary>
    public void Clear()
    {
        lock (_changes)
        {
            _loading.Clear();
            _entries.Clear();
        }
    }

    public void Dispose() => _entries.Dispose();

    private Task<TValue?> Start(TKey key, Func<TKey, CancellationToken, Task<TValue?>> load, Func<TValue, TimeSpan> lifetime)
    {
        var started = new TaskCompletionSource<TValue?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _loading[key] = started.Task;
        _ = LoadAsync(key, load, lifetime, started);
        return started.Task;
    }

    private async Task LoadAsync(
        TKey key, Func<TKey, CancellationToken, Task<TValue?>> load, Func<TValue, TimeSpan> lifetime, TaskCompletionSource<TValue?> loading)
    {
        await Task.Yield();
        try
        {
            var value = await load(key, CancellationToken.None);
            var kept = value is null ? TimeSpan.Zero : lifetime(value);
            lock (_changes)
            {
                // No longer registered: the key was removed or set meanwhile, and what was read may be from before that.
                if (Forget(key, loading))
                {
                    if (value is not null)
                    {
                        Keep(key, value, kept);
                    }
                    else
                    {
                        _entries.Remove(key);
                    }
                }
            }

            loading.SetResult(value);
        }
        catch (Exception exception)
        {
            lock (_changes)
            {
                Forget(key, loading);
            }

            loading.SetException(exception);
        }
    }

    private bool Forget(TKey key, TaskCompletionSource<TValue?> loading) =>
        _loading.TryGetValue(key, out var current) && current == loading.Task && _loading.Remove(key);

    private void Keep(TKey key, TValue value, TimeSpan lifetime) =>
        _entries.Set(key, new Entry(value, time.GetTimestamp(), lifetime), new MemoryCacheEntryOptions
        {
            Size = 1,
            // What has run out is not only not given any more, it leaves the memory.
            AbsoluteExpirationRelativeToNow = lifetime,
        });

    private sealed record Entry(TValue Value, long Stored, TimeSpan Lifetime);
}
