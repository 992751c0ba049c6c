using System.Globalization;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// A program of this machine that watches the others. Nobody waits for it: where it is missing or does not start, the
/// platform runs without.
/// </summary>
internal abstract class MonitoringResource : Resource
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(2) };

    private readonly string[] _programs;
    private readonly string _package;
    private GuardedProcess? _process;
    private ResourceLog? _log;

    /// <param name="name">As it is shown.</param>
    /// <param name="programs">What it may be called on PATH.</param>
    /// <param name="package">What brings it, for the line that says that it is missing.</param>
    protected MonitoringResource(string name, string[] programs, string package)
        : base(name)
    {
        (_programs, _package) = (programs, package);
        Endpoints.Add(new ResourceEndpoint("http", wantedPort: null));
    }

    /// <summary>Where <c>host:port</c> is asked for.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Endpoints[0].Port}");

    internal override ResourceKind Kind => new("monitoring", HasLog: _process is not null, CanBeHalted: _process is not null);

    internal override async Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
    {
        if (_programs.Select(ProgramPath.Find).FirstOrDefault(found => found is not null) is not { } program)
        {
            Show(ResourceStatus.NotRunHere, $"{_programs[0]} is not on PATH ({_package})");
            return Task.Delay(Timeout.InfiniteTimeSpan, context.Time, cancel);
        }

        _log ??= new ResourceLog(context.LogFolder, Name, Tail);
        await HaltAsync();
        var folder = Directory.CreateDirectory(Path.Combine(context.Folder, Name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, $"{Name}.yml"), Configuration(folder), cancel);
        _process = GuardedProcess.Start(
            new(program, [$"--config.file={Name}.yml", $"--web.listen-address={Address}", "--log.level=warn", .. Arguments], folder), _log.Write);
        Show(ResourceStatus.Running, Endpoints[0].Url.ToString());
        return _process.Exited;
    }

    internal override async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await Client.GetAsync(new Uri($"http://{Address}/-/healthy"), HttpCompletionOption.ResponseHeadersRead, cancel);
            return _process is null || answer.IsSuccessStatusCode;
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

    internal override async Task HaltAsync() => await (_process?.DisposeAsync() ?? default);

    internal override async Task StopAsync()
    {
        await HaltAsync();
        _log?.Dispose();
    }

    /// <summary>What else it is started with; its folder is where it runs.</summary>
    protected abstract string[] Arguments { get; }

    protected abstract string Configuration(string folder);
}
