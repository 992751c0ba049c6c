using AspireCoach.AppHost.Local;

namespace AspireCoach.Functional.Fixtures;

/// <summary>
/// The coach as its topology has it. Where several processes serve, each request goes to the next one, so that no test
/// passes because one process remembers what another must be told.
/// </summary>
internal sealed class CoachProcesses : IAsyncDisposable
{
    private readonly List<CoachProcess> _all = [];
    private readonly List<CoachProcess> _serving = [];
    private string? _folder;
    private EmbeddedRedis? _redis;
    private int _next = -1;

    public Uri Address => _serving[(int)((uint)Interlocked.Increment(ref _next) % (uint)_serving.Count)].Address;

    /// <summary>What they have printed.</summary>
    public string Log => string.Join('\n', _all.Select(process => process.Log));

    /// <summary>Starts the topology of this assembly; null where that cannot run, and every test says so.</summary>
    public static async Task<CoachProcesses?> StartAsync(
        string connectionString, IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var topology = Topology.OfThisAssembly;
        if (topology.Missing is not null)
        {
            return null;
        }

        var coach = new CoachProcesses();
        try
        {
            await coach.StartAsync(topology, connectionString, new Dictionary<string, string>(settings), cancel);
            return coach;
        }
        catch
        {
            await coach.DisposeAsync();
            throw;
        }
    }

    public HttpClient CreateClient() => CoachProcess.CreateClient(new NextProcess(this), Address);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all)
        {
            await process.DisposeAsync();
        }

        if (_redis is not null)
        {
            await _redis.DisposeAsync();
        }

        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private async Task StartAsync(Topology topology, string connectionString, Dictionary<string, string> settings, CancellationToken cancel)
    {
        if (topology.NeedsRedis)
        {
            _folder = Directory.CreateTempSubdirectory("coach-redis-").FullName;
            _redis = await EmbeddedRedis.StartAsync(Path.Combine(_folder, "redis"), port: null, password: null, _ => { }, cancel);
            settings["ConnectionStrings__redis"] = _redis.ConnectionString;
        }

        foreach (var (roles, count) in topology.Processes)
        {
            // At once: their migrations must not get in each other's way.
            var started = await Task.WhenAll(
                Enumerable.Range(0, count).Select(_ => CoachProcess.StartAsync(connectionString, cancel, settings: settings, roles: roles)));
            _all.AddRange(started);
            if (_serving.Count == 0)
            {
                _serving.AddRange(started);
                // As an AppHost tells the others where the tools are.
                for (var at = 0; at < started.Length; at++)
                {
                    settings[$"services__web__http__{at}"] = started[at].Address.ToString();
                }
            }
        }
    }

    private sealed class NextProcess(CoachProcesses coach) : DelegatingHandler(CoachProcess.CreateHandler())
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = coach.Address;
            request.RequestUri = new UriBuilder(request.RequestUri!) { Host = address.Host, Port = address.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
