namespace AspireCoach.AppHost.Local;

/// <summary>What all resources of one run share.</summary>
/// <param name="Folder">Where data, logs and run.json are kept.</param>
/// <param name="RandomPorts">Whether every port is a free one, as tests need it.</param>
/// <param name="Temporary">Whether <paramref name="Folder"/> goes when the run ends.</param>
/// <param name="Time">The clock.</param>
internal sealed record RunContext(string Folder, bool RandomPorts, bool Temporary, TimeProvider Time)
{
    /// <summary>Variables that send what programs tell of themselves to the runner; none where they send it elsewhere.</summary>
    public IReadOnlyDictionary<string, string> Telemetry { get; init; } = new Dictionary<string, string>();

    /// <summary>The wanted port of the page, or null for a free one.</summary>
    public int? PagePort { get; init; }

    /// <summary>Where the person who started this wants traces to go instead of to the page.</summary>
    public string? TelemetryElsewhere { get; init; }

    public string LogFolder => Path.Combine(Folder, "logs");

    /// <summary>Gives every endpoint its port: the wanted one, or a free one that no other endpoint has.</summary>
    public void AllocatePorts(IEnumerable<ResourceEndpoint> endpoints)
    {
        var given = new HashSet<int>();
        foreach (var endpoint in endpoints.OrderBy(endpoint => endpoint.WantedPort is null))
        {
            endpoint.Port = RandomPorts ? 0 : endpoint.WantedPort ?? 0;
            while (endpoint.Port == 0 || !given.Add(endpoint.Port))
            {
                if (endpoint.Port != 0 && endpoint.Port == endpoint.WantedPort)
                {
                    throw new InvalidOperationException($"Two endpoints want port {endpoint.Port}.");
                }

                endpoint.Port = LoopbackPort.Free();
            }
        }
    }
}
