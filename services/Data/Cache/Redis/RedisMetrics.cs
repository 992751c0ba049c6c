using System.Diagnostics.Metrics;

namespace AspireCoach.Data.Cache.Redis;

/// <summary>What Redis is worth at the moment; reasons are bounded by <see cref="RedisFault"/>.</summary>
internal sealed class RedisMetrics
{
    private readonly Counter<long> _fallbacks;
    private volatile int _up;

    public RedisMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("AspireCoach.Data");
        meter.CreateObservableGauge("coach.cache.up", () => _up, "{store}", "1 while Redis is used, 0 while everything is done without it.");
        _fallbacks = meter.CreateCounter<long>("coach.cache.fallbacks", "{operation}", "Operations done without Redis because it was away, by reason.");
    }

    public void Up(bool isUp) => _up = isUp ? 1 : 0;

    public void Fallback(RedisFault fault) => _fallbacks.Add(1, new KeyValuePair<string, object?>("reason", fault.Reason));
}
