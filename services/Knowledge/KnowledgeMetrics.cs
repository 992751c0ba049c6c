using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireCoach.Knowledge;

/// <summary>Instruments of recall and of what keeps it up to date.</summary>
internal sealed class KnowledgeMetrics
{
    private readonly Histogram<double> _searches;
    private readonly Counter<long> _indexed;
    private long _cacheBytes;
    private long _pending;

    public KnowledgeMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("AspireCoach.Knowledge");
        _searches = meter.CreateHistogram(
            "coach.search.duration", "s", "A search, from the question to the entries with their texts.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5] });
        _indexed = meter.CreateCounter<long>("coach.recall.indexed", "{entry}", "Entries embedded or written to Qdrant.");
        meter.CreateObservableGauge("coach.recall.cache.size", () => Volatile.Read(ref _cacheBytes), "By", "What the users' indexes hold in this process.");
        meter.CreateObservableGauge("coach.recall.behind", () => Volatile.Read(ref _pending), "{user}", "Users whose vectors or whose part of Qdrant is behind; counted to 1,000.");
    }

    /// <param name="took">How long.</param>
    /// <param name="outcome">found, nothing or unavailable.</param>
    public void Searched(TimeSpan took, string outcome) => _searches.Record(took.TotalSeconds, new TagList { { "outcome", outcome } });

    /// <param name="count">How many entries.</param>
    /// <param name="step">embedded or written.</param>
    public void Indexed(int count, string step) => _indexed.Add(count, new TagList { { "step", step } });

    public void CacheBytes(long bytes) => Volatile.Write(ref _cacheBytes, bytes);

    public void Pending(long users) => Volatile.Write(ref _pending, users);
}
