using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace AspireCoach.Data.Postgres;

/// <summary>Ready when the primary answers and every migration of this program is applied.</summary>
internal sealed class PostgresHealth(Database database, Migrator migrator) : IHealthCheck
{
    private bool _current;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            if (!_current)
            {
                _current = await migrator.IsCurrentAsync(cancellationToken);
                return _current ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("Migrations are missing.");
            }

            await using var connection = await database.OpenAsync(cancellationToken);
            await using var command = new NpgsqlCommand("select 1", connection);
            await command.ExecuteScalarAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("Postgres does not answer.");
        }
    }
}
