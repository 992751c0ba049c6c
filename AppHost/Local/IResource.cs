namespace AspireCoach.AppHost.Local;

/// <summary>Something that the application consists of. The interfaces below it say what can be configured, as Aspire's do.</summary>
public interface IResource
{
    /// <summary>Letters, digits and single hyphens, beginning with a letter.</summary>
    string Name { get; }
}

public interface IResourceWithEnvironment : IResource;

public interface IResourceWithArgs : IResource;

public interface IResourceWithEndpoints : IResource;

public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;

public interface IResourceWithWaitSupport : IResource;

public interface IResourceWithConnectionString : IResource
{
    /// <summary>The value of <c>ConnectionStrings__NAME</c>, known once the resource is ready.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default);
}

/// <summary>A resource while Program.cs describes it.</summary>
public interface IResourceBuilder<out T>
    where T : IResource
{
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    T Resource { get; }
}

internal sealed record ResourceBuilder<T>(IDistributedApplicationBuilder ApplicationBuilder, T Resource) : IResourceBuilder<T>
    where T : IResource;

/// <summary>A project that is built with the AppHost and run by it.</summary>
public interface IProjectMetadata
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>The assembly it is built to.</summary>
    string OutputPath { get; }
}
