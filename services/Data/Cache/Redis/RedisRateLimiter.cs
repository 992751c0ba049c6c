using AspireCoach.Data.Limits;
using StackExchange.Redis;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>
/// Limits that all processes share, by Redis' own clock; the arithmetic is <see cref="InProcessRateLimiter"/>'s. A key
/// goes when its bucket is full again. Without Redis each process limits by itself.
/// </summary>
internal sealed class RedisRateLimiter(RedisStore redis, TimeProvider time) : IRateLimiter
{
    // A moment further ahead than the bucket is deep cannot be one of ours.
    private const string Script =
        """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local interval, capacity = tonumber(ARGV[1]), tonumber(ARGV[2])
        local full = tonumber(redis.pcall('GET', KEYS[1]))
        if not full or full < now or full > now + capacity then full = now end
        local next = full + interval
        local wait = next - capacity - now
        if wait > 0 then return {0, 0, wait, now} end
        redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
        return {1, math.floor(-wait / interval), 0, now}
        """;

    private readonly InProcessRateLimiter _here = new(time);

    public async ValueTask<RateDecision> TakeAsync(RateLimit limit, string key)
    {
        ArgumentNullException.ThrowIfNull(limit);
        var (done, result) = await redis.RunAsync(Script, [Key(limit, key)], [limit.Interval, limit.Capacity]);
        if (!done)
        {
            return await _here.TakeAsync(limit, key);
        }

        var values = (long[])result!;
        return new RateDecision(values[0] == 1, (int)values[1], TimeSpan.FromMicroseconds(values[2]), values[3]);
    }

    internal static RedisKey Key(RateLimit limit, string key) => $"{RedisStore.Prefix}limit:{limit.Name}:{key}";
}
