using System.Reflection;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Host;
using Xunit.v3;

[assembly: SkippedWhereTopologyCannotRun]

namespace AspireCoach.Functional.Fixtures;

/// <summary>Which roles run in how many processes each.</summary>
internal sealed record Topology(string Name, IReadOnlyList<(string Roles, int Count)> Processes)
{
    public static Topology Monolith { get; } = new("monolith", [(Roles.All, 1)]);

    /// <summary>As AppHost divides them, two of each: what serves apart from what works.</summary>
    public static Topology Services { get; } = new(
        "services",
        [(Names(Roles.Table.Where(role => role.Map is not null)), 2), (Names(Roles.Table.Where(role => role.Map is null)), 2)]);

    /// <summary>The one that this assembly's project file names.</summary>
    public static Topology OfThisAssembly { get; } = typeof(Topology).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == nameof(Topology)).Value == Services.Name ? Services : Monolith;

    public bool NeedsRedis => Processes is not [(Roles.All, _)];

    /// <summary>Why it cannot run here, or null.</summary>
    public string? Missing => NeedsRedis && EmbeddedRedis.Found is null ? "neither redis-server nor valkey-server is installed" : null;

    private static string Names(IEnumerable<Role> roles) => string.Join(',', roles.Select(role => role.Name));
}

/// <summary>Skips each test, with the reason, where the topology cannot run.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class SkippedWhereTopologyCannotRunAttribute : BeforeAfterTestAttribute
{
    public override void Before(MethodInfo methodUnderTest, IXunitTest test) =>
        Assert.SkipWhen(Topology.OfThisAssembly.Missing is not null, Topology.OfThisAssembly.Missing ?? "");
}
