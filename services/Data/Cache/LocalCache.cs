using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<TKey, Lazy<Task<TValue?>>> _loading = [];
    private long _changes;

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

        var loading = _loading.GetOrAdd(key, k => new Lazy<Task<TValue?>>(() => LoadAsync(k, load, lifetime)));
        return await loading.Value.WaitAsync(cancel);
    }

    /// <summary>Keeps a value that is known to be current, whatever is just being loaded.</summary>
    public void Set(TKey key, TValue value, TimeSpan lifetime)
    {
        Interlocked.Increment(ref _changes);
        Keep(key, value, lifetime);
    }

    /// <summary>Forgets a value, also one that is just being loaded.</summary>
    public void Remove(TKey key)
    {
        Interlocked.Increment(ref _changes);
        _loading.TryRemove(key, out _);
        _entries.Remove(key);
    }

    public void Dispose() => _entries.Dispose();

    private void Keep(TKey key, TValue value, TimeSpan lifetime) =>
        _entries.Set(key, new Entry(value, time.GetTimestamp(), lifetime), new MemoryCacheEntryOptions { Size = 1 });

    private async Task<TValue?> LoadAsync(TKey key, Func<TKey, CancellationToken, Task<TValue?>> load, Func<TValue, TimeSpan> lifetime)
    {
        try
        {
            var changes = Interlocked.Read(ref _changes);
            var value = await load(key, CancellationToken.None);
            if (value is not null && changes == Interlocked.Read(ref _changes))
            {
                Keep(key, value, lifetime(value));
                if (changes != Interlocked.Read(ref _changes))
                {
                    _entries.Remove(key);
                }
            }

            return value;
        }
        finally
        {
            _loading.TryRemove(key, out _);
        }
    }

    private sealed record Entry(TValue Value, long Stored, TimeSpan Lifetime);
}
