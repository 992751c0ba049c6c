using System.Diagnostics.Metrics;

namespace AspireCoach.Catalog;

/// <summary>The module's instruments. Sources and fields are bounded by the source files, outcomes by the code.</summary>
internal sealed class CatalogMetrics
{
    private readonly Counter<long> _pages;
    private readonly Counter<long> _bytes;
    private readonly Histogram<double> _waits;
    private readonly Histogram<double> _runs;
    private IReadOnlyList<SourceStanding> _standing = [];

    public CatalogMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("AspireCoach.Catalog");
        _pages = meter.CreateCounter<long>("coach.ingestion.pages", "{page}", "Visits to pages by outcome.");
        _bytes = meter.CreateCounter<long>("coach.ingestion.fetched", "By", "Bytes of fetched pages, after decompression.");
        _waits = meter.CreateHistogram(
            "coach.ingestion.host_wait", "s", "How long a worker that had nothing else to do had to wait for a host's turn.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5] });
        _runs = meter.CreateHistogram(
            "coach.ingestion.run_duration", "s", "How long runs took, by how they came out.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10, 60, 300, 1_800, 3_600, 14_400, 43_200, 86_400] });
        meter.CreateObservableGauge("coach.ingestion.queue_open", () => Observe(source => source.Open), "{page}", "Pages of open runs that wait or are being worked on, counted up to a bound.");
        meter.CreateObservableGauge("coach.ingestion.dead_letters", () => Observe(source => source.Dead), "{page}", "Pages that were given up when they were last visited.");
        meter.CreateObservableGauge(
            "coach.ingestion.field_coverage", () => Observe(source => source.Fields.Select(field => (field.Name, field.Coverage))), "1", "The share of pages that gave the field, in the last run that was judged.");
        meter.CreateObservableGauge(
            "coach.ingestion.field_drift", () => Observe(source => source.Fields.Select(field => (field.Name, field.Drifted ? 1.0 : 0))), "", "1 while the field is found much less often than in the good runs before, and is not written.");
    }

    public void Visited(string source, string outcome) => _pages.Add(1, new("source", source), new("outcome", outcome));

    public void Fetched(string source, long bytes) => _bytes.Add(bytes, new KeyValuePair<string, object?>("source", source));

    public void Waited(TimeSpan time) => _waits.Record(time.TotalSeconds);

    public void RunEnded(string source, string status, TimeSpan took) => _runs.Record(took.TotalSeconds, new("source", source), new("status", status));

    /// <summary>What the last look at the database found.</summary>
    public void Sampled(IReadOnlyList<SourceStanding> standing) => _standing = standing;

    private IEnumerable<Measurement<double>> Observe(Func<SourceStanding, double> value) =>
        _standing.Select(source => new Measurement<double>(value(source), new KeyValuePair<string, object?>("source", source.Source)));

    private IEnumerable<Measurement<double>> Observe(Func<SourceStanding, IEnumerable<(string Field, double Value)>> values) =>
        from source in _standing
        from field in values(source)
        select new Measurement<double>(field.Value, new("source", source.Source), new("field", field.Field));
}

/// <summary>How a source does.</summary>
/// <param name="Open">Pages to be visited.</param>
/// <param name="Dead">Pages given up.</param>
/// <param name="Fields">As the last judged run found them.</param>
internal sealed record SourceStanding(string Source, long Open, long Dead, IReadOnlyList<FieldStanding> Fields);

/// <param name="Coverage">0 to 1.</param>
internal sealed record FieldStanding(string Name, double Coverage, bool Drifted);
