using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace AspireCoach.Functional.Fixtures;

/// <summary>One real PostgreSQL server for the run; every test that asks gets a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-tests-").FullName;
    private EmbeddedPostgres? _server;
    private int _databases;

    public async ValueTask InitializeAsync() =>
        _server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions(Path.Combine(_folder, "postgres")) { Temporary = true });

    /// <summary>A new, empty database.</summary>
    /// <returns>Its connection string.</returns>
    public Task<string> CreateDatabaseAsync(CancellationToken cancel) =>
        _server!.CreateDatabaseAsync($"test_{Interlocked.Increment(ref _databases)}", cancel);

    /// <summary>Runs one statement and returns its first value.</summary>
    public static async Task<T> QueryAsync<T>(string connectionString, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }
}
