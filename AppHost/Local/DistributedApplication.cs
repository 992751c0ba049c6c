using AspireCoach.AppHost.Local.Page;

namespace AspireCoach.AppHost.Local;

/// <summary>The described application: started in the order of WaitFor, stopped in the reverse.</summary>
public sealed class DistributedApplication : IAsyncDisposable, IPageSubject
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _running = [];
    private RunContext _context;
    private IReadOnlyList<ResourceRunner> _runners = [];
    private FileStream? _taken;

    internal DistributedApplication(IReadOnlyList<Resource> resources, RunContext context)
    {
        Resources = resources;
        _context = context;
    }

    internal IReadOnlyList<Resource> Resources { get; }

    /// <summary>The page about what runs here, once the start has begun.</summary>
    internal RunnerPage? Page { get; private set; }

    /// <summary>Raised with the page's address before anything else starts.</summary>
    internal event Action<Uri>? PageOpened;

    IReadOnlyList<Resource> IPageSubject.Resources => Resources;

    string? IPageSubject.Ask(Resource resource, ResourceCommand command) =>
        _runners.FirstOrDefault(runner => runner.Resource == resource) is { } runner ? runner.Ask(command) : $"{resource.Name} has not begun to start yet: try again in a moment.";

    internal string Folder => _context.Folder;

    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => new DistributedApplicationBuilder(args);

    /// <summary>Runs until Ctrl+C, SIGTERM or a failed start; a failure sets the process's exit code to 1.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        await using (this)
        {
            await new ConsoleRun(this).RunAsync(cancellationToken);
        }
    }

    /// <summary>Starts everything and returns when all of it is ready.</summary>
    /// <exception cref="InvalidOperationException">Something could not be started; the message says what and why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(_context.Folder);
        _taken = FolderLock.TryTake(Path.Combine(_context.Folder, "apphost.lock"))
            ?? throw new InvalidOperationException($"Another AppHost is running with the folder {_context.Folder}. Stop it first, or choose another one with --Folder.");
        RunFile.Remove(_context.Folder);
        Page = await RunnerPage.StartAsync(this, _context, cancellationToken);
        if (_context.TelemetryElsewhere is null)
        {
            _context = _context with { Telemetry = Page.Telemetry };
        }

        AllocatePorts();
        PageOpened?.Invoke(Page.Login);

        using var link = cancellationToken.Register(_stopping.Cancel);
        _runners = [.. Resources.Select(resource => new ResourceRunner(resource, _context))];
        foreach (var runner in _runners)
        {
            var waitsFor = _runners.Where(other => runner.Resource.WaitsFor.Contains(other.Resource)).ToList();
            _running.Add(Task.Run(() => runner.RunAsync(waitsFor, _stopping.Token), CancellationToken.None));
        }

        // The first failure counts: the others are those that waited for it.
        await foreach (var done in Task.WhenEach(_runners.Select(runner => runner.Ready)))
        {
            await done;
        }

        await RunFile.WriteAsync(_context.Folder, Resources, Page.Login);
    }

    /// <summary>Stops everything, that which others wait for last.</summary>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        await _stopping.CancelAsync();
        if (_taken is null)
        {
            return;
        }

        RunFile.Remove(_context.Folder);
        await Task.WhenAll(_running);
        for (var left = Resources.ToList(); left.Count > 0;)
        {
            var free = left.Where(resource => !left.Any(other => other.WaitsFor.Contains(resource))).ToList();
            await Task.WhenAll(free.Select(StopAsync));
            left.RemoveAll(free.Contains);
        }

        if (Page is not null)
        {
            await Page.DisposeAsync();
        }

        await _taken.DisposeAsync();
        _taken = null;
    }

    /// <summary>Stops what runs and, for tests, removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (_context.Temporary && Directory.Exists(_context.Folder))
        {
            Directory.Delete(_context.Folder, recursive: true);
        }

        _stopping.Dispose();
    }

    /// <summary>The address of a resource's endpoint, the first one where none is named.</summary>
    public Uri GetEndpoint(string resourceName, string? endpointName = null) =>
        Resources.Single(resource => resource.Name == resourceName).Endpoints.First(endpoint => endpointName is null || endpoint.Name == endpointName).Url;

    /// <summary>A client whose base address is that endpoint.</summary>
    public HttpClient CreateHttpClient(string resourceName, string? endpointName = null) =>
        new() { BaseAddress = GetEndpoint(resourceName, endpointName) };

    /// <summary>How to connect to a resource, once it is ready.</summary>
    public ValueTask<string?> GetConnectionStringAsync(string resourceName, CancellationToken cancellationToken = default) =>
        ((IResourceWithConnectionString)Resources.Single(resource => resource.Name == resourceName)).GetConnectionStringAsync(cancellationToken);

    private static async Task StopAsync(Resource resource)
    {
        // What failed or never began keeps saying so.
        var shown = resource.State.Status is not (ResourceStatus.Waiting or ResourceStatus.Failed or ResourceStatus.NotRunHere);
        if (shown)
        {
            resource.Show(ResourceStatus.Stopping);
        }

        await resource.StopAsync();
        if (shown)
        {
            resource.Show(ResourceStatus.Stopped);
        }
    }

    /// <summary>Gives out the ports, and refuses to begin while one of the chosen ones is taken.</summary>
    private void AllocatePorts()
    {
        _context.AllocatePorts(Resources.Where(resource => resource is not ContainerResource).SelectMany(resource => resource.Endpoints));
        foreach (var server in Resources.OfType<PostgresServerResource>())
        {
            server.AllocatePort(_context);
        }

        foreach (var resource in Resources)
        {
            foreach (var port in resource.FixedPorts.Where(LoopbackPort.IsTaken))
            {
                var option = resource is PostgresServerResource ? "--PostgresPort" : "--Port";
                throw new InvalidOperationException($"Port {port} for {resource.Name} is taken by another program. End that one, or choose another port with {option} N.");
            }
        }
    }
}
