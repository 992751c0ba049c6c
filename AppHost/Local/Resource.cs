using AspireCoach.AppHost.Local.Logs;

namespace AspireCoach.AppHost.Local;

/// <summary>How far a resource has come.</summary>
internal enum ResourceStatus
{
    Waiting,
    Starting,
    Running,
    Unhealthy,
    Restarting,
    Failed,
    Stopping,
    Stopped,
    NotRunHere,
}

/// <summary>What the console shows of a resource.</summary>
internal sealed record ResourceState(ResourceStatus Status, string Detail);

/// <summary>What sort of thing a resource is.</summary>
/// <param name="Name">In a word, for people.</param>
/// <param name="HasLog">Whether it writes lines of its own.</param>
/// <param name="CanBeHalted">Whether it can be ended and launched again while the others run.</param>
internal sealed record ResourceKind(string Name, bool HasLog = false, bool CanBeHalted = false);

/// <summary>An address that a resource serves HTTP at.</summary>
internal sealed class ResourceEndpoint(string name, int? wantedPort)
{
    public string Name => name;

    public int? WantedPort => wantedPort;

    /// <summary>The port it really has; 0 until it is allocated.</summary>
    public int Port { get; set; }

    public bool IsExternal { get; set; }

    public Uri Url => new UriBuilder("http", "localhost", Port).Uri;
}

/// <summary>A resource as the runner sees it.</summary>
public abstract class Resource(string name) : IResource
{
    private ResourceState _state = new(ResourceStatus.Waiting, "");

    public string Name => name;

    internal List<Resource> WaitsFor { get; } = [];

    internal List<ResourceEndpoint> Endpoints { get; } = [];

    internal virtual ResourceKind Kind => new("resource");

    /// <summary>The last lines that it wrote.</summary>
    internal LogTail Tail { get; } = new(TimeProvider.System);

    /// <summary>Those it stands in front of, where it is their one address.</summary>
    internal virtual IReadOnlyList<Resource> Replicas => [];

    /// <summary>The environment it was started with, beside what it inherits; a null was taken away.</summary>
    internal virtual IReadOnlyDictionary<string, string?> Given => new Dictionary<string, string?>();

    /// <summary>Which of <see cref="Given"/> are secret whatever they are called.</summary>
    internal virtual IReadOnlyCollection<string> SecretVariables => [];

    /// <summary>When it became ready for the last time; null where it never has.</summary>
    internal DateTimeOffset? StartedAt { get; set; }

    internal ResourceState State => Volatile.Read(ref _state);

    /// <summary>Raised after each change of <see cref="State"/>, on whichever thread changed it.</summary>
    internal event Action<Resource>? Changed;

    /// <summary>Ports of 127.0.0.1 that must be free before anything starts.</summary>
    internal virtual IEnumerable<int> FixedPorts => Endpoints.Where(endpoint => endpoint.Port > 0).Select(endpoint => endpoint.Port);

    /// <summary>What is run for it: itself, or several with it.</summary>
    internal virtual IEnumerable<Resource> Expand() => [this];

    /// <summary>Starts it and returns when it is ready. The result completes when it ends of its own accord.</summary>
    /// <exception cref="InvalidOperationException">It cannot be started; the message is for the person at the console.</exception>
    internal abstract Task<Task> LaunchAsync(RunContext context, CancellationToken cancel);

    internal virtual Task<bool> IsHealthyAsync(CancellationToken cancel) => Task.FromResult(true);

    /// <summary>Ends what runs, which <see cref="LaunchAsync"/> may start again. Harmless when it does not run.</summary>
    internal virtual Task HaltAsync() => Task.CompletedTask;

    /// <summary>Ends it for good, in order. Harmless when it does not run.</summary>
    internal virtual Task StopAsync() => Task.CompletedTask;

    internal void Show(ResourceStatus status, string detail = "")
    {
        var next = new ResourceState(status, detail);
        if (Interlocked.Exchange(ref _state, next) != next)
        {
            Changed?.Invoke(this);
        }
    }
}

/// <summary>Shows what is done for a resource before it starts.</summary>
internal sealed class ShownProgress(Resource resource) : IProgress<string>
{
    public void Report(string value) => resource.Show(ResourceStatus.Starting, value);
}
