using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Blobs;

/// <summary>Makes the store ready while the process starts, and goes on trying where that fails: everything else can be used without it.</summary>
internal sealed partial class BlobsStart(IBlobStore store, TimeProvider time, ILogger<BlobsStart> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var told = false; ;)
        {
            try
            {
                await store.ReadyAsync(stoppingToken);
                return;
            }
            catch (BlobUnavailableException exception)
            {
                if (!told)
                {
                    LogAway(logger, exception.Message);
                    told = true;
                }

                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for the blob store: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}

/// <summary>Degraded, and not unhealthy, while the store is away: a process that cannot serve photos still serves all else.</summary>
internal sealed class BlobsHealth(IBlobStore store) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // The other checks are not to wait for this one.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await store.ReadyAsync(deadline.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is BlobUnavailableException or OperationCanceledException)
        {
            return HealthCheckResult.Degraded("The blob store cannot be used.");
        }
    }
}
