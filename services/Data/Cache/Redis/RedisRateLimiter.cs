using AspireCoach.Data.Limits;
using StackExchange.Redis;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>
/// Limits that all processes share, by Redis' own clock; the arithmetic is <see cref="InProcessRateLimiter"/>'s. A key
/// goes when its bucket is full again. Without Redis each process limits by itself.
/// </summary>
internal sealed class RedisRateLimiter(RedisStore redis, TimeProvider time) : IRateLimiter
{
    // A moment further ahead than the bucket is deep cannot be one of ours; nor can 'nan', which is neither less nor more.
    private const string Script =
        """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local left = 0
        for i, key in ipairs(KEYS) do
            local interval, capacity = tonumber(ARGV[2 * i - 1]), tonumber(ARGV[2 * i])
            local full = tonumber(redis.pcall('GET', key))
            if not (full and full >= now and full <= now + capacity) then full = now end
            local next = full + interval
            local wait = next - capacity - now
            if wait > 0 then return {i, 0, wait, now} end
            left = math.floor(-wait / interval)
            redis.call('SET', key, string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000))
        end
        return {0, left, 0, now}
        """;

    private readonly InProcessRateLimiter _here = new(time);

    public async ValueTask<RateDecision> TakeAsync(params RateBucket[] buckets)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        var keys = new RedisKey[buckets.Length];
        var sizes = new RedisValue[buckets.Length * 2];
        for (var i = 0; i < buckets.Length; i++)
        {
            keys[i] = Key(buckets[i].Limit, buckets[i].Key);
            (sizes[2 * i], sizes[(2 * i) + 1]) = (buckets[i].Limit.Interval, buckets[i].Limit.Capacity);
        }

        var (done, result) = await redis.RunAsync(Script, keys, sizes);
        if (!done)
        {
            return await _here.TakeAsync(buckets);
        }

        var values = (long[])result!;
        return new RateDecision(values[0] == 0 ? null : buckets[values[0] - 1].Limit, (int)values[1], TimeSpan.FromMicroseconds(values[2]), values[3]);
    }

    internal static RedisKey Key(RateLimit limit, string key) => $"{RedisStore.Prefix}limit:{limit.Name}:{key}";
}
