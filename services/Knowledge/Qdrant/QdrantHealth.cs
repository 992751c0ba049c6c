using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>Degraded, and not unhealthy, while Qdrant is away: answers do without what was said before, and all else is served.</summary>
internal sealed class QdrantHealth(QdrantTransport transport) : IHealthCheck
{
    private const int Milliseconds = 1_000;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await transport.SendAsync(HttpMethod.Get, "collections", null, Milliseconds, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is KnowledgeUnavailableException or QdrantException)
        {
            return HealthCheckResult.Degraded("Qdrant cannot be used.");
        }
    }
}
