using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireCoach.Memory;

/// <summary>Instruments of what is read and what becomes of it.</summary>
internal sealed class MemoryMetrics
{
    private readonly Counter<long> _turns;
    private readonly Counter<long> _facts;
    private readonly Histogram<double> _duration;
    private long _unread;

    public MemoryMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("AspireCoach.Memory");
        _turns = meter.CreateCounter<long>("coach.memory.turns_read", "{turn}", "Turns that were read for facts.");
        _facts = meter.CreateCounter<long>("coach.memory.facts", "{fact}", "What became of facts, by outcome.");
        _duration = meter.CreateHistogram(
            "coach.memory.extraction", "s", "How long one reading of some turns took, the model's time included.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] });
        meter.CreateObservableGauge("coach.memory.unread", () => Interlocked.Read(ref _unread), "{turn}", "Turns that are not read yet, counted up to a bound.");
    }

    public void Read(Reconciled outcome, TimeSpan took)
    {
        _turns.Add(outcome.TurnsRead);
        Count("added", outcome.Added);
        Count("superseded", outcome.Superseded);
        Count("reinforced", outcome.Reinforced);
        Count("ignored", outcome.Ignored - outcome.Reinforced);
        _duration.Record(took.TotalSeconds);
    }

    /// <param name="outcome">edited, pinned or forgotten.</param>
    public void ByUser(string outcome) => Count(outcome, 1);

    public void Unread(long turns) => Interlocked.Exchange(ref _unread, turns);

    private void Count(string outcome, int facts)
    {
        if (facts > 0)
        {
            _facts.Add(facts, new TagList { { "outcome", outcome } });
        }
    }
}
