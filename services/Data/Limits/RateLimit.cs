namespace AspireCoach.Data.Limits;

/// <summary>A token bucket's size: <paramref name="Burst"/> at once, <paramref name="PerSecond"/> regained.</summary>
/// <param name="Name">What is limited; names whose settings differ must differ.</param>
/// <param name="PerSecond">More than 0, at most 1,000,000.</param>
/// <param name="Burst">At least 1.</param>
public sealed record RateLimit(string Name, double PerSecond, int Burst)
{
    private const double Day = 86_400e6;

    /// <summary>What one token takes to come back, in microseconds: at most a day, and rounded up, so that the limit is never exceeded.</summary>
    public long Interval { get; } = (long)Math.Clamp(Math.Ceiling(1e6 / PerSecond), 1, Day);

    /// <summary>What the whole bucket takes to fill.</summary>
    public long Capacity => Interval * Burst;
}

/// <summary>The bucket of a key under a limit.</summary>
public readonly record struct RateBucket(RateLimit Limit, string Key);

/// <summary>What a limiter says.</summary>
/// <param name="Refused">The limit that was reached; null where a token was taken from each bucket.</param>
/// <param name="Remaining">The tokens that are left in the last bucket asked.</param>
/// <param name="RetryAfter">When there will be one again; zero where <paramref name="Refused"/> is null.</param>
/// <param name="At">The moment it was decided at, in microseconds of the limiter's own clock.</param>
public readonly record struct RateDecision(RateLimit? Refused, int Remaining, TimeSpan RetryAfter, long At)
{
    public bool Allowed => Refused is null;
}

/// <summary>A request feature: how much a user may still ask for.</summary>
/// <param name="Left">The share of the user's bucket that is left, 0 to 1.</param>
public sealed record RateAllowance(double Left);

/// <summary>Token buckets by key. In any time t no more than PerSecond · t + Burst tokens of a key are given out.</summary>
public interface IRateLimiter
{
    /// <summary>Takes a token from one bucket after the other, up to the first that has none, in one step.</summary>
    ValueTask<RateDecision> TakeAsync(params RateBucket[] buckets);

    /// <summary>Takes a token from the bucket of a key, if there is one.</summary>
    ValueTask<RateDecision> TakeAsync(RateLimit limit, string key) => TakeAsync(new RateBucket(limit, key));
}
