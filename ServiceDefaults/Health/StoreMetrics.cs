using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireCoach.ServiceDefaults.Health;

/// <summary>
/// What <c>/health</c> would say of each store, as a metric: looked at now and then by the framework, so that an alert needs
/// neither a request nor a scrape of the store itself.
/// </summary>
internal sealed class StoreMetrics : IHealthCheckPublisher
{
    /// <summary>How often the stores are looked at, and how long all of it may take.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private volatile IReadOnlyList<Measurement<int>> _last = [];

    public StoreMetrics(IMeterFactory meters) =>
        meters.Create("AspireCoach.ServiceDefaults").CreateObservableGauge(
            "coach.store.up", () => _last, "", "1 while a store can be used by this process, 0 while it cannot.");

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        _last = [.. report.Entries.Select(check =>
            new Measurement<int>(check.Value.Status == HealthStatus.Healthy ? 1 : 0, new KeyValuePair<string, object?>("store", check.Key)))];
        return Task.CompletedTask;
    }
}
