namespace AspireCoach.AppHost.Local;

/// <summary>A value that comes from configuration.</summary>
public sealed class ParameterResource(string name, Func<string?> getter, bool secret) : IResource
{
    public string Name => name;

    public bool Secret => secret;

    /// <exception cref="InvalidOperationException">It is not configured.</exception>
    public string Value => getter() ?? throw new InvalidOperationException($"The parameter {Name} has no value: configure Parameters:{Name}.");
}

/// <summary>Something that runs elsewhere and is known by its connection string.</summary>
public sealed class ConnectionStringResource(string name, Func<string?> getter) : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    internal override ResourceKind Kind => new("connection");

    public ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(getter());

    internal override Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(getter()))
        {
            throw new InvalidOperationException($"configure ConnectionStrings:{Name}");
        }

        Show(ResourceStatus.Running, $"from ConnectionStrings:{Name}");
        return Task.FromResult(Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancel));
    }
}

/// <summary>A container. There is no container engine here, so it is listed with the reason and not run.</summary>
public sealed class ContainerResource(string name, string image, string tag)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    internal override ResourceKind Kind => new("container");

    internal override IEnumerable<int> FixedPorts => [];

    internal override Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
    {
        Show(ResourceStatus.NotRunHere, $"{image}:{tag} needs a container engine: run with UseAspire=true");
        return Task.FromResult(Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancel));
    }
}
