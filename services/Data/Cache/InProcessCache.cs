namespace AspireCoach.Data.Cache;

/// <summary>The shared cache of a platform that is one process.</summary>
/// <param name="capacity">How many entries at most.</param>
/// <param name="time">The clock entries expire by.</param>
internal sealed class InProcessCache(int capacity, TimeProvider time) : ISharedCache, IDisposable
{
    private readonly LocalCache<string, Entry> _entries = new(capacity, time);
    private readonly Lock _changes = new();

    public bool IsShared => false;

    public bool IsAway => false;

    public ValueTask<CacheEntry?> GetAsync(string key) => ValueTask.FromResult<CacheEntry?>(
        _entries.TryGet(key, out var entry) && entry.Version != ISharedCache.Removed ? new CacheEntry(entry.Version, entry.Value) : null);

    public ValueTask<bool> SetAsync(string key, long version, ReadOnlyMemory<byte> value, TimeSpan lifetime)
    {
        lock (_changes)
        {
            if (!_entries.TryGet(key, out var held) || held.Version <= version)
            {
                _entries.Set(key, new Entry(version, value), lifetime);
            }
        }

        return ValueTask.FromResult(true);
    }

    public ValueTask<bool> RemoveAsync(string key, TimeSpan closed) => SetAsync(key, ISharedCache.Removed, default, closed);

    public void Dispose() => _entries.Dispose();

    private sealed record Entry(long Version, ReadOnlyMemory<byte> Value);
}
