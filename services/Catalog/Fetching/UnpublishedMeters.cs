using System.Diagnostics.Metrics;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Meters under a name that nobody reads. The framework labels its measurements with the host of each request; other
/// people's redirects decide how many hosts there are, so theirs must not become labels.
/// </summary>
internal sealed class UnpublishedMeters : IMeterFactory
{
    private readonly Meter _meter = new("Unpublished.Catalog.Fetching");

    public Meter Create(MeterOptions options) => _meter;

    public void Dispose() => _meter.Dispose();
}
