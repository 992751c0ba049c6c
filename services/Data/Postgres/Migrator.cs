using System.Data;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCoach.Data.Postgres;

/// <summary>
/// Brings the database to the schemas of the registered modules. Safe to run in any number of processes at once: an
/// advisory lock lets one work while the others wait and find it done.
/// </summary>
public sealed partial class Migrator(Database database, IEnumerable<Schema> schemas, ILogger<Migrator> logger)
{
    private const long LockKey = 0x434F414348; // "COACH"

    /// <summary>Applies what is missing.</summary>
    /// <returns>How many files were applied.</returns>
    /// <exception cref="MigrationException">An applied file has changed since, or one fails.</exception>
    public async Task<int> MigrateAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await ExecuteAsync(connection, "select pg_advisory_lock($1)", cancel, LockKey);
        try
        {
            await ExecuteAsync(connection, "create schema if not exists migrations", cancel);
            await ExecuteAsync(
                connection,
                """
                create table if not exists migrations.applied (
                    module text not null, file text not null, checksum text not null,
                    applied_at timestamptz not null default now(), primary key (module, file))
                """,
                cancel);
            var applied = await AppliedAsync(connection, cancel);
            var count = 0;
            foreach (var schema in schemas)
            {
                foreach (var (file, sql) in Files(schema))
                {
                    count += await ApplyAsync(connection, schema, file, sql, applied, cancel) ? 1 : 0;
                }
            }

            return count;
        }
        finally
        {
            // With a connection that broke, the server has let go of the lock itself, and the reason is what counts.
            if (connection.State == ConnectionState.Open)
            {
                await ExecuteAsync(connection, "select pg_advisory_unlock($1)", CancellationToken.None, LockKey);
            }
        }
    }

    /// <summary>True when every file of every module is applied; what readiness asks.</summary>
    public async Task<bool> IsCurrentAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select to_regclass('migrations.applied') is not null", connection);
        if (await command.ExecuteScalarAsync(cancel) is not true)
        {
            return false;
        }

        var applied = await AppliedAsync(connection, cancel);
        return schemas.All(schema => Files(schema).All(file => applied.ContainsKey((schema.Name, file.Name))));
    }

    /// <summary>SHA-256 of the text with line ends as \n, so that a checkout's settings do not count as a change.</summary>
    internal static string Checksum(string sql) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql.ReplaceLineEndings("\n"))));

    private async Task<bool> ApplyAsync(
        NpgsqlConnection connection, Schema schema, string file, string sql,
        Dictionary<(string Module, string File), string> applied, CancellationToken cancel)
    {
        var checksum = Checksum(sql);
        if (applied.TryGetValue((schema.Name, file), out var known))
        {
            return known == checksum
                ? false
                : throw new MigrationException($"{schema.Name}/{file} was changed after it had been applied. Undo the change and add a new file instead.");
        }

        try
        {
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await ExecuteAsync(connection, $"create schema if not exists \"{schema.Name}\"", cancel);
            await ExecuteAsync(connection, sql, cancel);
            await using (var command = new NpgsqlCommand("insert into migrations.applied (module, file, checksum) values ($1, $2, $3)", connection))
            {
                foreach (var value in (string[])[schema.Name, file, checksum])
                {
                    command.Parameters.Add(new() { Value = value });
                }

                await command.ExecuteNonQueryAsync(cancel);
            }

            await transaction.CommitAsync(cancel);
        }
        catch (PostgresException exception)
        {
            throw new MigrationException($"{schema.Name}/{file} could not be applied: {exception.MessageText}", exception);
        }

        LogApplied(logger, schema.Name, file);
        return true;
    }

    private static async Task<Dictionary<(string Module, string File), string>> AppliedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select module, file, checksum from migrations.applied", connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        Dictionary<(string, string), string> applied = [];
        while (await reader.ReadAsync(cancel))
        {
            applied[(reader.GetString(0), reader.GetString(1))] = reader.GetString(2);
        }

        return applied;
    }

    private static IEnumerable<(string Name, string Sql)> Files(Schema schema)
    {
        foreach (var resource in schema.Assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (resource.StartsWith(schema.Prefix, StringComparison.Ordinal) && resource.EndsWith(".sql", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(schema.Assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
                yield return (resource[schema.Prefix.Length..], reader.ReadToEnd());
            }
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params long[] arguments)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        foreach (var argument in arguments)
        {
            command.Parameters.Add(new() { Value = argument });
        }

        await command.ExecuteNonQueryAsync(cancel);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Module}/{File}.")]
    private static partial void LogApplied(ILogger logger, string module, string file);
}

/// <summary>The database cannot be brought to the code's schema; the message says which file and why.</summary>
public sealed class MigrationException(string message, Exception? inner = null) : Exception(message, inner);
