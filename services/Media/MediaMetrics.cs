using System.Diagnostics.Metrics;

namespace AspireCoach.Media;

/// <summary>The module's instruments.</summary>
internal sealed class MediaMetrics
{
    private readonly Meter _meter;
    private readonly Counter<long> _uploads;
    private readonly Counter<long> _received;
    private readonly Counter<long> _stored;
    private readonly Counter<long> _served;
    private readonly Histogram<double> _conversions;

    public MediaMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("AspireCoach.Media");
        _uploads = _meter.CreateCounter<long>("coach.media.uploads", "{upload}", "Uploads by outcome: stored, known, refused, overloaded.");
        _received = _meter.CreateCounter<long>("coach.media.received", "By", "Bytes of photos as they were uploaded.");
        _stored = _meter.CreateCounter<long>("coach.media.stored", "By", "Bytes of the same photos as they are stored.");
        _served = _meter.CreateCounter<long>("coach.media.served", "By", "Bytes of photos and their smaller versions that were read by clients.");
        _conversions = _meter.CreateHistogram<double>("coach.media.conversion", "s", "Time a conversion took, waiting excluded.");
    }

    public void Waiting(Func<int> count) =>
        _meter.CreateObservableUpDownCounter("coach.media.converting", count, "{image}", "Images that are being converted or wait for it.");

    public void Uploaded(string outcome) => _uploads.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void Stored(long received, long stored)
    {
        Uploaded("stored");
        _received.Add(received);
        _stored.Add(stored);
    }

    public void Served(int bytes) => _served.Add(bytes);

    public void Converted(TimeSpan took) => _conversions.Record(took.TotalSeconds);
}
