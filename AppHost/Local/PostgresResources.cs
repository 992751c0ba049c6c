using System.Globalization;

namespace AspireCoach.AppHost.Local;

/// <summary>A PostgreSQL server; here the embedded one.</summary>
public sealed class PostgresServerResource(string name, ParameterResource? userName, ParameterResource? password, int? port)
    : Resource(name), IResourceWithEnvironment, IResourceWithConnectionString, IResourceWithWaitSupport
{
    private EmbeddedPostgres? _server;
    private ResourceLog? _log;
    private int? _usedPort;

    internal override ResourceKind Kind => new("PostgreSQL", HasLog: true, CanBeHalted: true);

    /// <summary>Whether the data outlives the run.</summary>
    internal bool HasVolume { get; set; }

    internal override IEnumerable<int> FixedPorts => _usedPort is { } fixedPort ? [fixedPort] : [];

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_server?.ConnectionString("postgres"));

    internal void AllocatePort(RunContext context) => _usedPort = context.RandomPorts ? null : port;

    internal string ConnectionString(string database) =>
        _server?.ConnectionString(database) ?? throw new InvalidOperationException($"{Name} has not started yet.");

    internal Task<string> CreateDatabaseAsync(string database, CancellationToken cancel) => _server!.CreateDatabaseAsync(database, cancel);

    internal override async Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
    {
        _log ??= new ResourceLog(context.LogFolder, Name, Tail);
        if (_server is not null)
        {
            await _server.StopAsync();
        }

        var options = new EmbeddedPostgresOptions(Path.Combine(context.Folder, Name))
        {
            // After a restart it has to be where the others look for it.
            Port = _server?.Port ?? _usedPort,
            UserName = userName?.Value ?? "postgres",
            Password = password?.Value,
            Log = _log.Write,
            Temporary = !HasVolume || context.Temporary,
        };
        _server = await EmbeddedPostgres.StartAsync(options, new ShownProgress(this), cancel);
        Show(ResourceStatus.Running, string.Create(CultureInfo.InvariantCulture, $"PostgreSQL {_server.Version} on 127.0.0.1:{_server.Port}"));
        return _server.Exited;
    }

    internal override Task<bool> IsHealthyAsync(CancellationToken cancel) => _server!.IsHealthyAsync(cancel);

    internal override Task HaltAsync() => _server?.StopAsync() ?? Task.CompletedTask;

    internal override async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _log?.Dispose();
    }
}

/// <summary>A database of a server, created when it is missing.</summary>
public sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource parent)
    : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    public string DatabaseName => databaseName;

    public PostgresServerResource Parent => parent;

    internal override ResourceKind Kind => new("database");

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(parent.ConnectionString(databaseName));

    internal override async Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
    {
        await parent.CreateDatabaseAsync(databaseName, cancel);
        Show(ResourceStatus.Running, $"database of {parent.Name}");
        return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
    }

    internal override Task<bool> IsHealthyAsync(CancellationToken cancel) => parent.IsHealthyAsync(cancel);
}
