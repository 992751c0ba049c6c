using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text.Json;

namespace AspireCoach.Data.Cache;

/// <summary>
/// Reads of a slower source, kept in this process and in the shared cache. However many ask, the source is read once
/// for all of them; what is asked for often is read again in the background before it runs out. A removed value is gone
/// from every process at once, also where it was just being read; while the shared cache is away, within
/// <see cref="WithoutShared"/>.
/// </summary>
public sealed class CachedReads<TValue> : IDisposable
    where TValue : class
{
    /// <summary>How long copies are relied on while removals elsewhere are not heard of.</summary>
    public static readonly TimeSpan WithoutShared = TimeSpan.FromSeconds(2);

    // Longer than any read may take that began before the removal.
    private static readonly TimeSpan ClosedAfterRemoval = TimeSpan.FromMinutes(1);

    private const double EarlyShare = 0.8;
    private const int OwedAtMost = 10_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private readonly string _name;
    private readonly TimeSpan _lifetime;
    private readonly ISharedCache _shared;
    private readonly IWakeUps _wakeUps;
    private readonly TimeProvider _time;
    private readonly LocalCache<string, Copy> _copies;
    private readonly Counter<long>? _reads;
    private readonly ConcurrentDictionary<string, byte> _owed = new(StringComparer.Ordinal);
    private long _trustedFrom;

    /// <summary>Reads of one kind.</summary>
    /// <param name="name">A word for the kind and its form: another form wants another name.</param>
    /// <param name="capacity">How many copies this process keeps at most.</param>
    /// <param name="lifetime">How old a value may be that is given.</param>
    /// <param name="shared">The tier behind the process's own.</param>
    /// <param name="wakeUps">Carries removals.</param>
    /// <param name="time">The clock.</param>
    /// <param name="meters">Counts where values were found, under <paramref name="name"/>.</param>
    public CachedReads(
        string name, int capacity, TimeSpan lifetime, ISharedCache shared, IWakeUps wakeUps, TimeProvider time, IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(wakeUps);
        (_name, _lifetime, _shared, _wakeUps, _time) = (name, lifetime, shared, wakeUps, time);
        _copies = new(capacity, time);
        _reads = meters?.Create("AspireCoach.Data").CreateCounter<long>(
            "coach.cache.reads", "{read}", "Reads by where the value was: in the process, in the shared cache, or at the source.");
        wakeUps.Subscribe(name, _copies.Remove);
        wakeUps.Interrupted += Doubt;
    }

    /// <summary>The value, from as near as it is; null, which is not kept, where the source has none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="load">Reads the source.</param>
    /// <param name="cancel">Ends this caller's waiting, not the reading.</param>
    public ValueTask<TValue?> GetAsync(string key, Func<string, CancellationToken, Task<TValue?>> load, CancellationToken cancel)
    {
        if (!_copies.TryGet(key, out var copy))
        {
            return ReadAsync(key, load, cancel);
        }

        Found("process");
        if (copy.RefreshAt <= _time.GetUtcNow())
        {
            _copies.Refresh(key, (_, inner) => ReadAsync(key, load, early: true, inner), Left);
        }

        return ValueTask.FromResult<TValue?>(copy.Value);
    }

    /// <summary>This process's own copy, if it has one.</summary>
    public TValue? Known(string key) => _copies.TryGet(key, out var copy) ? copy.Value : null;

    /// <summary>Removes a value from every process; call it when the source has been changed.</summary>
    public async Task RemoveAsync(string key)
    {
        _copies.Remove(key);
        // Both on their way before either is waited for.
        var removing = _shared.RemoveAsync(Key(key), ClosedAfterRemoval);
        var telling = _wakeUps.PublishAsync(_name, key);
        if (!await removing && _owed.Count < OwedAtMost)
        {
            _owed[key] = 0;
        }

        await telling;
    }

    public void Dispose()
    {
        _wakeUps.Interrupted -= Doubt;
        _copies.Dispose();
    }

    private async ValueTask<TValue?> ReadAsync(string key, Func<string, CancellationToken, Task<TValue?>> load, CancellationToken cancel) =>
        (await _copies.GetAsync(key, (_, inner) => ReadAsync(key, load, early: false, inner), Left, cancel))?.Value;

    private async Task<Copy?> ReadAsync(string key, Func<string, CancellationToken, Task<TValue?>> load, bool early, CancellationToken cancel)
    {
        var now = _time.GetUtcNow();
        // Who refreshes early wants something newer than what runs out: perhaps another process has just read it. What
        // runs out later than clocks can differ is not one of ours.
        if (await _shared.GetAsync(Key(key)) is { } entry && entry.Version >= Volatile.Read(ref _trustedFrom)
            && Decode(key, entry.Value) is { } known && (early ? known.RefreshAt : known.Until) > now && known.Until - now <= _lifetime * 2)
        {
            Found("shared");
            return known;
        }

        Found("source");
        if (await load(key, cancel) is not { } value)
        {
            return null;
        }

        var copy = new Copy(Key(key), value, now + (_lifetime * EarlyShare), now + _lifetime);
        await _shared.SetAsync(Key(key), now.ToUnixTimeMilliseconds(), JsonSerializer.SerializeToUtf8Bytes(copy, Json), _lifetime);
        return copy;
    }

    private void Found(string where) => _reads?.Add(1, new("cache", _name), new("found", where));

    private Copy? Decode(string key, ReadOnlyMemory<byte> value)
    {
        try
        {
            return JsonSerializer.Deserialize<Copy>(value.Span, Json) is { } copy && copy.Key == Key(key) ? copy : null;
        }
        catch (JsonException)
        {
            // Not what was put there: read the source and replace it.
            return null;
        }
    }

    /// <summary>
    /// Removals may have been missed: copies go, and what others put into the shared cache before now is not believed.
    /// What could not be removed here is removed now.
    /// </summary>
    private void Doubt()
    {
        Volatile.Write(ref _trustedFrom, _time.GetUtcNow().ToUnixTimeMilliseconds());
        _copies.Clear();
        if (!_shared.IsAway)
        {
            foreach (var key in _owed.Keys)
            {
                if (_owed.TryRemove(key, out _))
                {
                    _ = RemoveAsync(key);
                }
            }
        }
    }

    private TimeSpan Left(Copy copy)
    {
        var left = copy.Until - _time.GetUtcNow();
        return _shared.IsAway && left > WithoutShared ? WithoutShared : left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1);
    }

    private string Key(string key) => $"{_name}:{key}";

    // The key is part of it: what was put under another is not believed.
    private sealed record Copy(string Key, TValue Value, DateTimeOffset RefreshAt, DateTimeOffset Until);
}
