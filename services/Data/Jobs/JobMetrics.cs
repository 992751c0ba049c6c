using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireCoach.Data.Jobs;

/// <summary>The queue's instruments; kinds and outcomes are bounded by the code.</summary>
internal sealed class JobMetrics
{
    private readonly Histogram<double> _claimLatency;
    private readonly Histogram<double> _duration;
    private Dictionary<string, JobBacklog> _backlog = [];

    public JobMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("AspireCoach.Data");
        var seconds = new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300] };
        _claimLatency = meter.CreateHistogram("coach.jobs.claim_latency", "s", "From the moment a job could be claimed to its claim.", null, seconds);
        _duration = meter.CreateHistogram("coach.jobs.duration", "s", "How long a run of a job took, by outcome.", null, seconds);
        meter.CreateObservableGauge("coach.jobs.pending", () => Observe(backlog => backlog.Pending), "{job}", "Jobs that could be claimed now, counted up to a bound.");
        meter.CreateObservableGauge("coach.jobs.oldest_age", () => Observe(backlog => backlog.OldestSeconds), "s", "How long the oldest claimable job has waited.");
        meter.CreateObservableGauge("coach.jobs.dead", () => Observe(backlog => backlog.Dead), "{job}", "Dead letters, counted up to a bound.");
    }

    public void Claimed(string kind, TimeSpan waited) => _claimLatency.Record(Math.Max(0, waited.TotalSeconds), new TagList { { "kind", kind } });

    public void Ended(string kind, string outcome, TimeSpan took) =>
        _duration.Record(took.TotalSeconds, new TagList { { "kind", kind }, { "outcome", outcome } });

    /// <summary>What the last look at the queue found.</summary>
    public void Sampled(IEnumerable<JobBacklog> backlog) => _backlog = backlog.ToDictionary(kind => kind.Kind);

    private IEnumerable<Measurement<double>> Observe(Func<JobBacklog, double> value) =>
        _backlog.Values.Select(kind => new Measurement<double>(value(kind), new KeyValuePair<string, object?>("kind", kind.Kind)));
}

/// <summary>The queue's depth for one kind; counts stop at <see cref="JobStore.CountedAtMost"/>.</summary>
internal sealed record JobBacklog(string Kind, int Pending, double OldestSeconds, int Dead);
