namespace AspireCoach.Data.Cache;

/// <summary>What the shared cache holds under a key.</summary>
/// <param name="Version">Grows with what the value was read from.</param>
/// <param name="Value">The bytes that were put in.</param>
public readonly record struct CacheEntry(long Version, ReadOnlyMemory<byte> Value);

/// <summary>
/// Bytes by key that all processes see, each for a while. Nothing here throws because the store is away: what cannot be
/// read is not there, what cannot be written is not written. Losing all of it costs time and nothing else.
/// </summary>
public interface ISharedCache
{
    /// <summary>The version of what was removed: nothing is newer.</summary>
    const long Removed = long.MaxValue;

    /// <summary>Whether other processes see what is put here.</summary>
    bool IsShared { get; }

    /// <summary>Whether it cannot be reached at the moment.</summary>
    bool IsAway { get; }

    /// <summary>The entry; null where there is none, it cannot be read, or it is not one of ours.</summary>
    ValueTask<CacheEntry?> GetAsync(string key);

    /// <summary>Puts a value in, unless a newer one is there.</summary>
    /// <param name="key">The key.</param>
    /// <param name="version">At least 0 and less than <see cref="Removed"/>.</param>
    /// <param name="value">The bytes.</param>
    /// <param name="lifetime">How long it may stay; at least a millisecond.</param>
    /// <returns>False where it could not be put in; true also where a newer one is there.</returns>
    ValueTask<bool> SetAsync(string key, long version, ReadOnlyMemory<byte> value, TimeSpan lifetime);

    /// <summary>
    /// Takes a value out and lets none in for a while: whoever read the source before it changed must not put back what
    /// was removed.
    /// </summary>
    /// <returns>False where it could not be removed.</returns>
    ValueTask<bool> RemoveAsync(string key, TimeSpan closed);
}
