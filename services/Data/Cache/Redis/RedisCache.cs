using System.Buffers.Text;
using System.Globalization;
using StackExchange.Redis;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>
/// The shared cache in Redis: a string a key, 20 digits of version, a colon, the bytes. Anything else under a key, or
/// an entry that would stay for ever, is not ours: it is nothing to read, and overwritten.
/// </summary>
internal sealed class RedisCache(RedisStore redis) : ISharedCache
{
    private const int Digits = 20;

    private const string SetScript =
        """
        local held = redis.pcall('GET', KEYS[1])
        if type(held) == 'string' then
            local version = string.match(held, '^(%d+):')
            if version and #version == 20 and version > ARGV[1] and redis.call('PTTL', KEYS[1]) > 0 then return 0 end
        end
        redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'PX', ARGV[3])
        return 1
        """;

    public bool IsShared => true;

    public bool IsAway => !redis.IsUp;

    public async ValueTask<CacheEntry?> GetAsync(string key)
    {
        try
        {
            var (done, value) = await redis.RunAsync(database => database.StringGetAsync(Key(key)));
            return done && Read(value) is { Version: not ISharedCache.Removed } entry ? entry : null;
        }
        catch (RedisServerException)
        {
            // Of another type than a string.
            return null;
        }
    }

    public async ValueTask<bool> SetAsync(string key, long version, ReadOnlyMemory<byte> value, TimeSpan lifetime) =>
        (await redis.RunAsync(
            SetScript, [Key(key)], [version.ToString("D20", CultureInfo.InvariantCulture), value.ToArray(), (long)Math.Ceiling(lifetime.TotalMilliseconds)])).Done;

    public ValueTask<bool> RemoveAsync(string key, TimeSpan closed) => SetAsync(key, ISharedCache.Removed, default, closed);

    internal static RedisKey Key(string key) => $"{RedisStore.Prefix}cache:{key}";

    private static CacheEntry? Read(byte[]? bytes) =>
        bytes is { Length: > Digits } && bytes[Digits] == ':'
        && Utf8Parser.TryParse(bytes.AsSpan(0, Digits), out long version, out var read) && read == Digits && version >= 0
            ? new CacheEntry(version, bytes.AsMemory(Digits + 1))
            : null;
}
