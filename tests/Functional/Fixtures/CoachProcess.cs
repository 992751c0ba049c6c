using System.Collections.Concurrent;
using System.Diagnostics;
using AspireCoach.AppHost.Local;

namespace AspireCoach.Functional.Fixtures;

/// <summary>The real program as a process of its own, reached over HTTP only; it can be killed and started again.</summary>
public sealed class CoachProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _log = [];
    private readonly Process _process;

    private CoachProcess(Process process, Uri address)
    {
        _process = process;
        Address = address;
    }

    public Uri Address { get; }

    public int Id => _process.Id;

    /// <summary>What it has printed, the last 500 lines.</summary>
    public string Log => string.Join('\n', _log);

    /// <summary>Starts it and waits until it is healthy.</summary>
    public static async Task<CoachProcess> StartAsync(
        string connectionString, CancellationToken cancel, int? port = null, IReadOnlyDictionary<string, string>? settings = null,
        string roles = "all")
    {
        var coach = Launch(connectionString, ["--roles", roles], port, settings);
        try
        {
            await Eventually.TrueAsync(() => coach.IsHealthyAsync(cancel), () => $"the coach is healthy\n{coach.Log}", cancel);
            return coach;
        }
        catch
        {
            await coach.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it with any command line and does not wait.</summary>
    public static CoachProcess Launch(
        string connectionString, string[] arguments, int? port = null, IReadOnlyDictionary<string, string>? settings = null)
    {
        var address = new Uri($"http://127.0.0.1:{port ?? LoopbackPort.Free()}");
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = AppContext.BaseDirectory,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "coach.dll"));
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ASPNETCORE_URLS"] = address.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["ConnectionStrings__coachdb"] = connectionString;
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var coach = new CoachProcess(process, address);
        process.OutputDataReceived += (_, line) => coach.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => coach.Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return coach;
    }

    /// <summary>A client of it without a session.</summary>
    public HttpClient CreateClient() => CreateClient(CreateHandler(), Address);

    /// <summary>A client whose patience only a failing test exhausts.</summary>
    internal static HttpClient CreateClient(HttpMessageHandler handler, Uri address) => new(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(40) };

    /// <summary>Connections on which a request that expects to be told to go on sends nothing before it is, however busy the machine.</summary>
    internal static SocketsHttpHandler CreateHandler() => new() { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) };

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    public async Task<int> TerminateAsync(CancellationToken cancel)
    {
        await SignalAsync("TERM", cancel);
        return await EndAsync(cancel);
    }

    /// <summary>Sends a signal by its name (TERM, STOP, CONT) and does not wait for what it does.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(cancel);
    }

    /// <summary>Waits for its end; returns the exit code.</summary>
    public async Task<int> EndAsync(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The coach ended with {_process.ExitCode}:\n{Log}");
        }

        using var client = CreateClient();
        try
        {
            return (await client.GetAsync("/health", cancel)).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        _log.Enqueue(line);
        while (_log.Count > 500)
        {
            _log.TryDequeue(out _);
        }
    }
}
