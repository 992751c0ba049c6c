namespace AspireCoach.ServiceDefaults.Metrics;

/// <summary>One collection at a time, however many ask for <c>/metrics</c>.</summary>
internal sealed class MetricsScrape(PrometheusExporter exporter)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly SharedRun<byte[]?> _run = new(() => Task.FromResult(exporter.Scrape(Timeout)));

    /// <summary>The exposition; null when collecting failed.</summary>
    public Task<byte[]?> GetAsync(CancellationToken cancel) => _run.GetAsync().WaitAsync(cancel);
}
