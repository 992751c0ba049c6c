using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.ServiceDefaults.Health;

/// <summary>
/// Whether this process should get traffic: every health check tagged <see cref="Tag"/> passes, and it is not stopping.
/// </summary>
public sealed class Readiness
{
    /// <summary>The tag of checks that readiness asks; for <c>AddHealthChecks().AddCheck(…, tags: [Readiness.Tag])</c>.</summary>
    public const string Tag = "ready";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    private readonly HealthCheckService _checks;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly TimeProvider _time;
    private readonly SharedRun<HealthAnswer> _run;

    public Readiness(HealthCheckService checks, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        (_checks, _lifetime, _time) = (checks, lifetime, time);
        _run = new SharedRun<HealthAnswer>(CheckAsync);
    }

    /// <summary>Asks every check, at most once at a time, for at most 5 seconds.</summary>
    public async Task<HealthAnswer> GetAsync(CancellationToken cancel) =>
        _lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthAnswer.Draining
            : await _run.GetAsync().WaitAsync(cancel);

    private async Task<HealthAnswer> CheckAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline, _time);
        try
        {
            var report = await _checks.CheckHealthAsync(static check => check.Tags.Contains(Tag), deadline.Token);
            return _lifetime.ApplicationStopping.IsCancellationRequested
                ? HealthAnswer.Draining
                : new HealthAnswer(Name(report.Status), report.Entries.ToDictionary(e => e.Key, e => Name(e.Value.Status)));
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return new HealthAnswer(Name(HealthStatus.Unhealthy), new Dictionary<string, string>());
        }
    }

    private static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => HealthAnswer.Healthy,
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

/// <summary>What <c>/alive</c> and <c>/health</c> answer.</summary>
/// <param name="Status"><c>healthy</c>, <c>degraded</c>, <c>unhealthy</c> or <c>draining</c>; the last two come with 503.</param>
/// <param name="Checks">Each check's own status by its name.</param>
public sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string> Checks)
{
    internal const string Healthy = "healthy";

    internal static HealthAnswer Alive { get; } = new(Healthy, new Dictionary<string, string>());

    internal static HealthAnswer Draining { get; } = new("draining", new Dictionary<string, string>());

    internal bool Serves => Status is Healthy or "degraded";
}
