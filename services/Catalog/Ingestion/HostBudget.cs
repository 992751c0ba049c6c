using System.Collections.Concurrent;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>What a host may be asked, by all processes together: tokens for requests beyond a page's first, and rest for a host that asks for it.</summary>
internal sealed class HostBudget(Database database, IOptions<CatalogOptions> options, CatalogMetrics metrics, TimeProvider time)
{
    /// <summary>
    /// A worker waits no longer than this for a host, or than two of its intervals where it is slow: the page goes back and
    /// holds nobody. With less, a page that redirects would never get its second token.
    /// </summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan s_longestPatience = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan s_century = TimeSpan.FromDays(36_500);

    private readonly ConcurrentDictionary<(string Source, string Host), Politeness> _known = [];

    /// <summary>The name a host has here: with its port where that is not the scheme's own.</summary>
    public static string NameOf(Uri url) => url.IsDefaultPort ? url.IdnHost : $"{url.IdnHost}:{url.Port}";

    /// <summary>Says with which politeness a source has pages on hosts; the strictest of all sources counts.</summary>
    public async Task KnowAsync(SourceDefinition source, IEnumerable<string> hosts, CancellationToken cancel)
    {
        foreach (var host in hosts.Distinct(StringComparer.Ordinal))
        {
            if (_known.TryGetValue((source.Name, host), out var known) && known == source.Politeness)
            {
                continue;
            }

            await using var connection = await database.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("select catalog.know_host($1, $2, $3, $4, $5)", connection)
            {
                Parameters =
                {
                    new() { Value = source.Name },
                    new() { Value = host },
                    new() { Value = source.Politeness.Rate },
                    new() { Value = source.Politeness.Burst },
                    new() { Value = source.Politeness.Concurrency },
                },
            };
            await command.ExecuteNonQueryAsync(cancel);
            _known[(source.Name, host)] = source.Politeness;
        }
    }

    /// <summary>Waits for a token, and for one of the places that the host has for requests at once.</summary>
    /// <param name="source">On whose behalf.</param>
    /// <param name="host">The host.</param>
    /// <param name="page">The page that takes the place, and leaves the one it had; null where none is taken.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>When it was got, by the database's clock.</returns>
    /// <exception cref="HostParkedException">It would take too long to be waited for.</exception>
    public async Task<DateTime> TakeAsync(SourceDefinition source, string host, ClaimedPage? page, CancellationToken cancel)
    {
        await KnowAsync(source, [host], cancel);
        var started = time.GetTimestamp();
        while (true)
        {
            var (wait, at, every) = await TryTakeAsync(host, page, cancel);
            if (wait is not { } seconds)
            {
                metrics.Waited(time.GetElapsedTime(started));
                return at;
            }

            var rest = TimeSpan.FromSeconds(Math.Min(seconds, s_century.TotalSeconds));
            var patience = TimeSpan.FromSeconds(Math.Clamp(2 * every, s_patience.TotalSeconds, s_longestPatience.TotalSeconds));
            if (time.GetElapsedTime(started) + rest > patience)
            {
                throw new HostParkedException(host, rest);
            }

            await Task.Delay(rest + TimeSpan.FromMilliseconds(1), time, cancel);
        }
    }

    /// <summary>Gives back a token that no request was made with.</summary>
    public async Task GiveBackAsync(string host, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select catalog.give_back($1)", connection) { Parameters = { new() { Value = host } } };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>A host said "not now".</summary>
    /// <param name="host">The host.</param>
    /// <param name="begun">When the request began that it said so to, by the database's clock.</param>
    /// <param name="notBefore">Until when, by its own word and this process' clock; null where it did not say.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task ThrottleAsync(string host, DateTime begun, DateTimeOffset? notBefore, CancellationToken cancel)
    {
        double? told = notBefore is { } until ? Math.Clamp((until - time.GetUtcNow()).TotalSeconds, 0, s_century.TotalSeconds) : null;
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select catalog.throttle($1, $2, $3, $4, $5, $6)", connection)
        {
            Parameters =
            {
                new() { Value = host },
                new() { Value = begun, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = (object?)told ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
                new() { Value = options.Value.RetryMilliseconds / 1_000.0 },
                new() { Value = (double)options.Value.MaxBackoffSeconds },
                new() { Value = Random.Shared.NextDouble() },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<(double? Wait, DateTime At, double Every)> TryTakeAsync(string host, ClaimedPage? page, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select wait, at, every from catalog.take_token($1, $2, $3)", connection)
        {
            Parameters =
            {
                new() { Value = host },
                new() { Value = (object?)page?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = (object?)page?.Fence ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (await reader.IsDBNullAsync(0, cancel) ? null : reader.GetDouble(0), reader.GetDateTime(1), reader.GetDouble(2));
    }
}

/// <summary>A host is to be left alone for longer than a worker waits.</summary>
internal sealed class HostParkedException(string host, TimeSpan wait) : Exception($"{host} is to be left alone for {wait.TotalSeconds:0} s.")
{
    public string Host => host;

    public TimeSpan Wait => wait;
}
