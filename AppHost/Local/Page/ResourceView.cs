namespace AspireCoach.AppHost.Local.Page;

/// <summary>A resource as the page shows it. No secret is in it.</summary>
/// <param name="Health"><c>healthy</c>, <c>unhealthy</c>, or null where nothing can be said.</param>
/// <param name="FrontedBy">The resource that stands in front of it and its like.</param>
/// <param name="Commands">What can be asked for now.</param>
internal sealed record ResourceView(
    string Name,
    string Type,
    string State,
    string? Health,
    string Detail,
    DateTimeOffset? StartedAt,
    IReadOnlyList<Uri> Urls,
    IReadOnlyList<string> Replicas,
    string? FrontedBy,
    IReadOnlyList<string> Arguments,
    IReadOnlyList<ShownVariable> Environment,
    bool HasLog,
    IReadOnlyList<string> Commands)
{
    public static IReadOnlyList<ResourceView> Of(IReadOnlyList<Resource> resources) =>
        [.. resources.Select(resource => Of(resource, resources.FirstOrDefault(front => front.Replicas.Contains(resource))?.Name))];

    private static ResourceView Of(Resource resource, string? front)
    {
        var (status, detail) = resource.State;
        return new ResourceView(
            resource.Name,
            resource.Kind.Name,
            Words(status),
            status switch { ResourceStatus.Running => "healthy", ResourceStatus.Unhealthy => "unhealthy", _ => null },
            detail,
            status is ResourceStatus.Running or ResourceStatus.Unhealthy ? resource.StartedAt : null,
            [.. resource.Endpoints.Where(endpoint => endpoint.Port > 0 && status != ResourceStatus.NotRunHere).Select(endpoint => endpoint.Url)],
            [.. resource.Replicas.Select(replica => replica.Name)],
            front,
            resource is ProjectResource project ? project.Arguments : [],
            [.. resource.Given.Where(variable => variable.Value is not null).OrderBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase).Select(variable => Shown(resource, variable))],
            resource.Kind.HasLog,
            resource.Kind.CanBeHalted && resource.StartedAt is not null ? Possible(status) : []);
    }

    public static string Words(ResourceStatus status) => status == ResourceStatus.NotRunHere ? "not run here" : status.ToString().ToLowerInvariant();

    private static ShownVariable Shown(Resource resource, KeyValuePair<string, string?> variable)
    {
        var (text, hidden) = ShownValue.Of(variable.Key, variable.Value!, resource.SecretVariables.Contains(variable.Key));
        return new ShownVariable(variable.Key, text, hidden);
    }

    private static IReadOnlyList<string> Possible(ResourceStatus status) => status switch
    {
        ResourceStatus.Running or ResourceStatus.Unhealthy or ResourceStatus.Restarting => ["restart", "stop"],
        ResourceStatus.Starting => ["stop"],
        ResourceStatus.Stopped => ["start"],
        _ => [],
    };
}

/// <summary>A variable of a program's environment.</summary>
/// <param name="Hidden">Whether some of the value is not shown.</param>
internal sealed record ShownVariable(string Name, string Value, bool Hidden);
