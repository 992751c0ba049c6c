using System.Reflection;

// Aspire generates these classes, in this namespace, from the project references.
namespace Projects;

/// <summary>services/Host, the only executable of the platform.</summary>
public sealed class Host : IProjectMetadata
{
    public string ProjectPath => Recorded("ProjectPath");

    public string OutputPath => Recorded("ProjectOutput");

    private static string Recorded(string what) => typeof(Host).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == $"{what}:{nameof(Host)}").Value!;
}

/// <summary>This project, for <see cref="DistributedApplicationTestingBuilder"/>.</summary>
public sealed class AppHost
{
    private AppHost()
    {
    }
}
