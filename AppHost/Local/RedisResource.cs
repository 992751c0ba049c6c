using System.Globalization;

namespace AspireCoach.AppHost.Local;

/// <summary>A Redis server; here one that is found on the machine.</summary>
public sealed class RedisResource(string name, int? port, ParameterResource? password)
    : Resource(name), IResourceWithEnvironment, IResourceWithConnectionString, IResourceWithWaitSupport
{
    private EmbeddedRedis? _server;
    private ResourceLog? _log;

    internal override ResourceKind Kind => new("Redis", HasLog: true, CanBeHalted: true);

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(_server?.ConnectionString);

    internal override async Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
    {
        _log ??= new ResourceLog(context.LogFolder, Name, Tail);
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        // After a restart it has to be where the others look for it.
        var wanted = _server?.Port ?? (context.RandomPorts ? null : port);
        _server = await EmbeddedRedis.StartAsync(Path.Combine(context.Folder, Name), wanted, password?.Value, _log.Write, cancel);
        Show(ResourceStatus.Running, string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileName(_server.Program)} on 127.0.0.1:{_server.Port}"));
        return _server.Exited;
    }

    internal override Task<bool> IsHealthyAsync(CancellationToken cancel) => _server!.IsHealthyAsync(cancel);

    internal override async Task HaltAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    internal override async Task StopAsync()
    {
        await HaltAsync();
        _log?.Dispose();
    }
}
