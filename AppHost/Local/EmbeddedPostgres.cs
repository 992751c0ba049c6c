using System.Globalization;
using Npgsql;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// A real PostgreSQL server that belongs to this process: it needs no root, listens on 127.0.0.1 only, and ends with this
/// process however that ends. Data left by a crash is recovered by PostgreSQL at the next start.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    // A laptop's server for a queue: durable commits that wait for one another's flush, and prompt vacuuming.
    private static readonly string[] Settings =
    [
        "listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "shared_buffers=256MB",
        "fsync=on", "synchronous_commit=on", "wal_compression=on", "max_wal_size=2GB", "checkpoint_timeout=15min",
        "autovacuum_naptime=5s", "random_page_cost=1.1", "jit=off", "timezone=UTC", "log_timezone=UTC", "log_line_prefix=%m [%p] ",
    ];

    private readonly FileStream _taken;
    private readonly EmbeddedPostgresOptions _options;
    private readonly EmbeddedPostgresFolder _folder;
    private readonly string _password;
    private readonly Queue<string> _lastLines = new();
    private GuardedProcess _process = null!;
    private bool _disposed;

    private EmbeddedPostgres(FileStream taken, EmbeddedPostgresOptions options, EmbeddedPostgresFolder folder, EmbeddedPostgresServer server, string password)
    {
        _taken = taken;
        _options = options;
        _folder = folder;
        _password = password;
        Server = server;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>The server's version, such as 18.4.</summary>
    public string Version => Server.Version;

    /// <summary>Completes with the exit code when the server has ended, for whatever reason.</summary>
    public Task<int> Exited => _process.Exited;

    internal EmbeddedPostgresServer Server { get; }

    /// <summary>PostgreSQL's data directory.</summary>
    internal string DataFolder => _folder.Data;

    /// <summary>Starts a server and returns when it accepts connections.</summary>
    /// <exception cref="InvalidOperationException">It cannot start; the message says why and what to do.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(
        EmbeddedPostgresOptions options, IProgress<string>? progress = null, CancellationToken cancel = default)
    {
        if (options.Port is { } wanted && LoopbackPort.IsTaken(wanted))
        {
            throw new InvalidOperationException($"Port {wanted} for PostgreSQL is taken by another program. Choose another port.");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(options.Folder))!);
        var taken = FolderLock.TryTake(options.Folder + ".lock")
            ?? throw new InvalidOperationException($"Another process is running the database in {options.Folder}. Stop it first.");
        EmbeddedPostgresFolder? folder = null;
        try
        {
            folder = await EmbeddedPostgresFolder.OpenAsync(options.Folder, options.Temporary, progress, cancel);
            var server = await EmbeddedPostgresServer.FindAsync(options.Server, folder.MadeBy, folder.UserName, progress, cancel);
            var password = await folder.InitializeAsync(server, options.UserName, options.Password, progress, cancel);
            await folder.RecoverAsync(progress, cancel);
            var postgres = new EmbeddedPostgres(taken, options, folder, server, password);
            await postgres.LaunchAsync(cancel);
            return postgres;
        }
        catch
        {
            if (options.Temporary)
            {
                folder?.Delete();
            }

            await taken.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to connect to a database of this server, in Npgsql's format.</summary>
    public string ConnectionString(string database) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username={_options.UserName};Password={_password};Database={database}");

    /// <summary>Creates a database unless it is there.</summary>
    /// <returns>How to connect to it.</returns>
    public async Task<string> CreateDatabaseAsync(string database, CancellationToken cancel = default)
    {
        await using var connection = new NpgsqlConnection(Unpooled("postgres"));
        await connection.OpenAsync(cancel);
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection) { Parameters = { new() { Value = database } } };
        if (await exists.ExecuteScalarAsync(cancel) is null)
        {
            await using var create = new NpgsqlCommand($"CREATE DATABASE \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            await create.ExecuteNonQueryAsync(cancel);
        }

        return ConnectionString(database);
    }

    /// <summary>Whether the server answers a query.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        try
        {
            await using var connection = new NpgsqlConnection(Unpooled("postgres"));
            await connection.OpenAsync(cancel);
            await using var command = new NpgsqlCommand("SELECT 1", connection);
            return await command.ExecuteScalarAsync(cancel) is 1;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Stops the server in order, with connections closed and the data flushed, and lets others use the folder.</summary>
    public async Task StopAsync()
    {
        await _process.DisposeAsync();
        await _taken.DisposeAsync();
    }

    /// <summary>Stops the server, and removes its data if that is temporary.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (!_options.Temporary || _disposed)
        {
            return;
        }

        _disposed = true;
        _folder.Delete();
        File.Delete(_taken.Name);
    }

    private async Task LaunchAsync(CancellationToken cancel)
    {
        // Between choosing a free port and listening on it, another process may take it.
        for (var attempt = 1; ; attempt++)
        {
            Port = _options.Port ?? LoopbackPort.Free();
            string[] arguments =
            [
                "-D", _folder.Data, "-p", Port.ToString(CultureInfo.InvariantCulture), .. Settings.SelectMany(setting => new[] { "-c", setting }),
            ];
            lock (_lastLines)
            {
                _lastLines.Clear();
            }

            _process = GuardedProcess.Start(
                new(Server.Postgres, arguments, _folder.Data)
                {
                    UserName = _folder.UserName,
                    Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C" },
                    StopSignal = "INT",
                    ForceSignal = "QUIT",
                    Grace = TimeSpan.FromSeconds(3),
                },
                Write);
            try
            {
                if (await IsReadyAsync(cancel))
                {
                    return;
                }
            }
            catch
            {
                await _process.DisposeAsync();
                throw;
            }

            await _process.DisposeAsync();
            string log;
            lock (_lastLines)
            {
                log = string.Join('\n', _lastLines);
            }

            if (_options.Port is not null || attempt == 3 || !log.Contains("Address already in use", StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"PostgreSQL {Version} did not start on port {Port}:\n{log}");
            }
        }
    }

    /// <summary>Waits for the first answer; false when the server ends or stays silent.</summary>
    private async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!_process.Exited.IsCompleted && TimeProvider.System.GetElapsedTime(started) < StartTimeout)
        {
            if (await IsHealthyAsync(cancel))
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, cancel);
        }

        return false;
    }

    private string Unpooled(string database) => ConnectionString(database) + ";Pooling=false;Timeout=5";

    private void Write(string line)
    {
        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 20)
            {
                _lastLines.Dequeue();
            }
        }

        _options.Log?.Invoke(line);
    }
}
