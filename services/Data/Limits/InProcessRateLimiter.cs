using System.Collections.Concurrent;

namespace AspireCoach.Data.Limits;

/// <summary>
/// Limits of this process alone: the generic cell rate algorithm (ITU-T I.371), one number a bucket, the moment at which
/// it is full again. Keys are spread over a fixed number of buckets by a hash that differs from process to process: no
/// stream of made-up keys can grow the memory, and nobody can choose whose bucket to share.
/// </summary>
internal sealed class InProcessRateLimiter(TimeProvider time) : IRateLimiter
{
    public const int Buckets = 65_536;

    private readonly ConcurrentDictionary<string, long[]> _full = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();

    public ValueTask<RateDecision> TakeAsync(params RateBucket[] buckets)
    {
        ArgumentNullException.ThrowIfNull(buckets);
        RateDecision decision = default;
        foreach (var (limit, key) in buckets)
        {
            decision = Take(limit, key);
            if (!decision.Allowed)
            {
                break;
            }
        }

        return ValueTask.FromResult(decision);
    }

    private RateDecision Take(RateLimit limit, string key)
    {
        ref var bucket = ref _full.GetOrAdd(limit.Name, _ => new long[Buckets])[string.GetHashCode(key) & (Buckets - 1)];
        var now = (long)time.GetElapsedTime(_start).TotalMicroseconds;
        while (true)
        {
            var full = Volatile.Read(ref bucket);
            var next = Math.Max(full, now) + limit.Interval;
            var wait = next - limit.Capacity - now;
            if (wait > 0)
            {
                return new RateDecision(limit, 0, TimeSpan.FromMicroseconds(wait), now);
            }

            if (Interlocked.CompareExchange(ref bucket, next, full) == full)
            {
                return new RateDecision(null, (int)(-wait / limit.Interval), TimeSpan.Zero, now);
            }
        }
    }
}
