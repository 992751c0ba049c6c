using System.Runtime.InteropServices;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// A .NET program that is built with the AppHost, run as a process of its own from its build output. With several replicas
/// it is the one address in front of them, and each replica is such a resource of its own, <c>NAME-0</c> and so on.
/// </summary>
public sealed class ProjectResource(string name, IProjectMetadata project)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(90);

    // What concerns this process and would mislead the one that it starts.
    private static readonly string[] NotInherited =
    [
        "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_HTTP_PORTS", "HTTP_PORTS", "ASPIRE_ALLOW_UNSECURED_TRANSPORT",
        "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL",
    ];

    private GuardedProcess? _process;
    private ResourceLog? _log;
    private ReplicaFront? _front;
    private IReadOnlyDictionary<string, string?> _given = new Dictionary<string, string?>();

    internal override ResourceKind Kind => _front is null ? new("program", HasLog: true, CanBeHalted: true) : new("replicas");

    internal override IReadOnlyList<Resource> Replicas => _front?.Replicas ?? [];

    /// <summary>What the running program was given, by name; nothing before it was started.</summary>
    internal override IReadOnlyDictionary<string, string?> Given => _given;

    internal override IReadOnlyCollection<string> SecretVariables => Secrets;

    /// <summary>Raised with each line that the program writes.</summary>
    internal event Action<string>? Wrote;

    /// <summary>The name that telemetry knows it by: replicas share it.</summary>
    internal string ServiceName { get; private init; } = name;

    internal int ReplicaCount { get; set; } = 1;

    internal List<string> Arguments { get; private init; } = [];

    /// <summary>Variables in the order in which Program.cs names them; values are asked for at each start.</summary>
    internal List<(string Name, Func<ValueTask<string?>> Value)> Environment { get; private init; } = [];

    /// <summary>Names of variables whose values are secret by what Program.cs says of them.</summary>
    internal HashSet<string> Secrets { get; private init; } = [];

    /// <summary>The path, the expected status and the endpoint's name of the health check.</summary>
    internal (string Path, int Status, string Endpoint)? HealthCheck { get; set; }

    /// <summary>The environment contract of every service: addresses, telemetry's name, and what Program.cs adds.</summary>
    internal async Task<Dictionary<string, string?>> GetEnvironmentAsync(TimeProvider time)
    {
        var variables = NotInherited.ToDictionary(variable => variable, _ => (string?)null);
        variables["OTEL_SERVICE_NAME"] = ServiceName;
        variables["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={Guid.CreateVersion7(time.GetUtcNow())}";
        variables["ASPNETCORE_URLS"] = string.Join(';', Endpoints.Select(endpoint => endpoint.Url.ToString().TrimEnd('/')));
        foreach (var (variable, value) in Environment)
        {
            variables[variable] = await value();
        }

        return variables;
    }

    internal override IEnumerable<Resource> Expand()
    {
        if (ReplicaCount == 1)
        {
            return [this];
        }

        var replicas = Enumerable.Range(0, ReplicaCount).Select(Replica).ToList();
        _front = new ReplicaFront(Endpoints, replicas);
        WaitsFor.Clear();
        WaitsFor.AddRange(replicas);
        return [.. replicas, this];
    }

    internal override async Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
    {
        if (_front is not null)
        {
            _front.Start();
            Show(ResourceStatus.Running, $"in front of {ReplicaCount} replicas");
            return Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancel);
        }

        _log ??= new ResourceLog(context.LogFolder, Name, Tail);
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        if (!File.Exists(project.OutputPath))
        {
            throw new InvalidOperationException($"{project.OutputPath} is missing: build {project.ProjectPath} first.");
        }

        var environment = await GetEnvironmentAsync(context.Time);
        await AddLibvipsAsync(environment, cancel);
        if (!environment.ContainsKey("OTEL_EXPORTER_OTLP_ENDPOINT"))
        {
            foreach (var (variable, value) in context.Telemetry)
            {
                environment[variable] = value;
            }
        }

        _given = environment;
        Show(ResourceStatus.Starting, Path.GetFileName(project.OutputPath));
        _process = GuardedProcess.Start(
            new(DotNet(), [project.OutputPath, .. Arguments], Path.GetDirectoryName(project.ProjectPath)!) { Environment = environment },
            line =>
            {
                _log.Write(line);
                Wrote?.Invoke(line);
            });
        await WaitUntilHealthyAsync(_process, context.Time, cancel);
        Show(ResourceStatus.Running);
        return _process.Exited;
    }

    internal override async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        if (_front is not null)
        {
            return _front.IsHealthy;
        }

        if (HealthCheck is not { } check)
        {
            return true;
        }

        var endpoint = Endpoints.Single(endpoint => endpoint.Name == check.Endpoint);
        try
        {
            using var response = await Client.GetAsync(new Uri(endpoint.Url, check.Path), HttpCompletionOption.ResponseHeadersRead, cancel);
            return (int)response.StatusCode == check.Status;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (TaskCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    internal override async Task HaltAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    internal override async Task StopAsync()
    {
        if (_front is not null)
        {
            await _front.StopAsync();
        }

        await HaltAsync();
        _log?.Dispose();
    }

    /// <summary>Says where libvips is, which is fetched where it is not here yet. A service runs without, and refuses images only.</summary>
    private async Task AddLibvipsAsync(Dictionary<string, string?> environment, CancellationToken cancel)
    {
        if (environment.ContainsKey(LibvipsPackage.Variable) || !string.IsNullOrEmpty(System.Environment.GetEnvironmentVariable(LibvipsPackage.Variable)))
        {
            return;
        }

        try
        {
            environment[LibvipsPackage.Variable] = await LibvipsPackage.InstallAsync(new ShownProgress(this), cancel);
        }
        catch (InvalidOperationException exception)
        {
            _log!.Write($"Photos are refused: {exception.Message}");
        }
    }

    private ProjectResource Replica(int number)
    {
        var replica = new ProjectResource($"{Name}-{number}", project)
        {
            ServiceName = Name,
            Arguments = Arguments,
            Environment = Environment,
            Secrets = Secrets,
            HealthCheck = HealthCheck,
        };
        replica.WaitsFor.AddRange(WaitsFor);
        replica.Endpoints.AddRange(Endpoints.Select(endpoint => new ResourceEndpoint(endpoint.Name, wantedPort: null)));
        return replica;
    }

    private async Task WaitUntilHealthyAsync(GuardedProcess started, TimeProvider time, CancellationToken cancel)
    {
        var since = time.GetTimestamp();
        while (!await IsHealthyAsync(cancel))
        {
            if (started.Exited.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException($"it ended with exit code {await started.Exited} before it was ready{_log!.Tail()}");
            }

            if (time.GetElapsedTime(since) > StartTimeout)
            {
                throw new InvalidOperationException($"{HealthCheck?.Path} did not answer {HealthCheck?.Status} within {StartTimeout.TotalSeconds:0} s{_log!.Tail()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancel);
        }
    }

    /// <summary>The dotnet command that runs this very process, whatever PATH says.</summary>
    private static string DotNet()
    {
        var root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        var command = Path.Combine(root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
        return File.Exists(command) ? command : "dotnet";
    }
}
