using AspireCoach.AppHost.Local;
using Npgsql;

namespace AspireCoach.Bench;

/// <summary>A new, empty database: in an embedded server of the bench's own, or in the one COACH_BENCH_POSTGRES names.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private const string Variable = "COACH_BENCH_POSTGRES";
    private EmbeddedPostgres? _server;
    private readonly string? _folder;
    private readonly string? _maintenance;
    private readonly string _name;

    private BenchDatabase(EmbeddedPostgres? server, string? folder, string? maintenance, string name, string connectionString)
    {
        (_server, _folder, _maintenance, _name, ConnectionString) = (server, folder, maintenance, name, connectionString);
    }

    public string ConnectionString { get; }

    /// <summary>The server's version, and whether its commits are durable.</summary>
    public string Version { get; private set; } = "";

    public static async Task<BenchDatabase> CreateAsync(CancellationToken cancel)
    {
        var name = $"bench_{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}";
        var database = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } maintenance
            ? await CreateAsync(maintenance, name, cancel)
            : await CreateEmbeddedAsync(name, cancel);
        try
        {
            var durable = await database.QueryAsync<string>(
                "select current_setting('fsync') || ' ' || current_setting('synchronous_commit') || ' ' || current_setting('full_page_writes')", cancel);
            if (durable != "on on on")
            {
                throw new BenchException("The server's commits are not durable (fsync, synchronous_commit, full_page_writes): figures from it would mean nothing.");
            }

            database.Version = await database.QueryAsync<string>("select split_part(current_setting('server_version'), ' ', 1)", cancel)
                + " (fsync, synchronous_commit, full_page_writes on)";
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first value of a query.</summary>
    public async Task<T> QueryAsync<T>(string sql, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(ConnectionString, cancel);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        return (T)(await command.ExecuteScalarAsync(cancel))!;
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(ConnectionString, cancel);
        await ExecuteAsync(connection, sql, cancel);
    }

    /// <summary>Stops the embedded server in order and starts it again on its port.</summary>
    public async Task RestartAsync(CancellationToken cancel)
    {
        await StopAsync();
        await StartAsync(cancel);
    }

    /// <summary>Stops the embedded server in order.</summary>
    public Task StopAsync() => _server?.StopAsync() ?? throw new BenchException($"This stops PostgreSQL: leave {Variable} unset.");

    /// <summary>Starts it again on its port.</summary>
    public async Task StartAsync(CancellationToken cancel) =>
        _server = await EmbeddedPostgres.StartAsync(Options(_folder!) with { Port = _server!.Port }, cancel: cancel);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            Directory.Delete(_folder!, recursive: true);
            return;
        }

        await using var connection = await OpenAsync(_maintenance!, CancellationToken.None);
        await ExecuteAsync(connection, $"drop database \"{_name}\" with (force)", CancellationToken.None);
    }

    private static async Task<BenchDatabase> CreateAsync(string maintenance, string name, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(maintenance, cancel);
        await ExecuteAsync(connection, $"create database \"{name}\"", cancel);
        return new(null, null, maintenance, name, new NpgsqlConnectionStringBuilder(maintenance) { Database = name }.ConnectionString);
    }

    private static async Task<BenchDatabase> CreateEmbeddedAsync(string name, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("coach-bench-").FullName;
        try
        {
            var server = await EmbeddedPostgres.StartAsync(Options(folder), cancel: cancel);
            return new(server, folder, null, name, await server.CreateDatabaseAsync(name, cancel));
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    private static EmbeddedPostgresOptions Options(string folder) => new(Path.Combine(folder, "postgres")) { Temporary = true };

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(cancel);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
