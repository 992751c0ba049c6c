namespace AspireCoach.AppHost.Local;

/// <summary>
/// The one address in front of several replicas, as Aspire's proxy is it: each connection goes to the next replica that
/// is healthy, or where none is to the next that runs: it says what is wrong better than a broken connection does
/// (docs/adr/0007).
/// </summary>
internal sealed class ReplicaFront(IReadOnlyList<ResourceEndpoint> endpoints, IReadOnlyList<Resource> replicas)
{
    private readonly List<LoopbackForwarder> _forwarders = [];

    public IReadOnlyList<Resource> Replicas => replicas;

    public bool IsHealthy => replicas.Any(IsUp);

    public void Start()
    {
        for (var i = 0; i < endpoints.Count; i++)
        {
            var at = i;
            _forwarders.Add(LoopbackForwarder.Start(endpoints[at].Port, () => [.. Targets().Select(replica => replica.Endpoints[at].Port)]));
        }
    }

    /// <summary>Accepts no more connections; those that there are end with their replica.</summary>
    public async Task StopAsync()
    {
        await Task.WhenAll(_forwarders.Select(forwarder => forwarder.DisposeAsync().AsTask()));
        _forwarders.Clear();
    }

    private IEnumerable<Resource> Targets() =>
        IsHealthy ? replicas.Where(IsUp) : replicas.Where(replica => replica.State.Status == ResourceStatus.Unhealthy);

    private static bool IsUp(Resource replica) => replica.State.Status == ResourceStatus.Running;
}
