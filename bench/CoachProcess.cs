using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Reflection;
using AspireCoach.AppHost.Local;

namespace AspireCoach.Bench;

/// <summary>The coach's own Release output as a process of its own, in the Production environment.</summary>
internal sealed class CoachProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly ConcurrentQueue<string> _log = [];
    private readonly HttpClient _http;
    private GuardedProcess _process = null!;

    private CoachProcess(IPEndPoint address)
    {
        Address = address;
        _http = CreateClient();
    }

    public IPEndPoint Address { get; }

    /// <summary>From the start of the process to the first 200 on /health.</summary>
    public TimeSpan ReadyAfter { get; private set; }

    public static string Configuration => Metadata("Configuration");

    /// <summary>Starts it and waits until it is healthy.</summary>
    public static Task<CoachProcess> StartAsync(BenchDatabase database, CancellationToken cancel, params (string Name, string Value)[] settings) =>
        StartAsync(database, "all", LoopbackPort.Free(), cancel, settings);

    /// <summary>Starts one with some roles at a port, which may be that of one that has ended.</summary>
    public static async Task<CoachProcess> StartAsync(
        BenchDatabase database, string roles, int port, CancellationToken cancel, params (string Name, string Value)[] settings)
    {
        var coach = new CoachProcess(new IPEndPoint(IPAddress.Loopback, port));
        var program = Path.GetFullPath(Metadata("Coach"));
        var environment = new Dictionary<string, string?>
        {
            ["ASPNETCORE_URLS"] = $"http://{coach.Address}",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["DOTNET_ENVIRONMENT"] = null,
            ["ConnectionStrings__coachdb"] = database.ConnectionString,
            // All of the load comes from one address and few users.
            ["RateLimits__PerUser"] = "0",
            ["RateLimits__PerAddress"] = "0",
        };
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        var clock = Stopwatch.StartNew();
        coach._process = GuardedProcess.Start(
            new("dotnet", [program, "--roles", roles], Path.GetDirectoryName(program)!) { Environment = environment, Grace = TimeSpan.FromSeconds(15) },
            coach.Keep);
        try
        {
            while (!await coach.IsHealthyAsync(cancel))
            {
                if (coach._process.Exited.IsCompleted || clock.Elapsed > Patience)
                {
                    throw new BenchException($"The coach did not become healthy:\n{string.Join('\n', coach._log)}");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancel);
            }
        }
        catch
        {
            await coach.DisposeAsync();
            throw;
        }

        coach.ReadyAfter = clock.Elapsed;
        return coach;
    }

    /// <summary>Runs one of the program's commands to its end; its exit code.</summary>
    public static async Task<int> CommandAsync(BenchDatabase database, string[] command, CancellationToken cancel)
    {
        var program = Path.GetFullPath(Metadata("Coach"));
        await using var process = GuardedProcess.Start(
            new("dotnet", [program, .. command], Path.GetDirectoryName(program)!)
            {
                Environment = new Dictionary<string, string?> { ["ConnectionStrings__coachdb"] = database.ConnectionString },
            },
            _ => { });
        return await process.Exited.WaitAsync(cancel);
    }

    /// <summary>A client for setting up; the load itself is <see cref="Load.LoadLoop"/>'s.</summary>
    public HttpClient CreateClient() => new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri($"http://{Address}"), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Asks it to end (SIGTERM) and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _process.StopAsync();
        return await _process.Exited;
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        // Its parent is the watchdog.
        using var kill = Process.Start("pkill", ["-KILL", "-P", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.Exited;
    }

    /// <summary>The sum of a metric's samples in <c>/metrics</c>.</summary>
    public async Task<double> MetricAsync(string name, CancellationToken cancel)
    {
        var text = await _http.GetStringAsync("/metrics", cancel);
        var samples = text.Split('\n')
            .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] is ' ' or '{')
            .Select(line => double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture))
            .ToList();
        return samples.Count > 0 ? samples.Sum() : throw new BenchException($"/metrics has no {name}.");
    }

    /// <summary>A histogram in <c>/metrics</c>: how many samples each upper bound has below it, ascending, over all labels.</summary>
    public async Task<IReadOnlyList<(double Bound, double Count)>> HistogramAsync(string name, CancellationToken cancel)
    {
        var text = await _http.GetStringAsync("/metrics", cancel);
        return
        [
            .. text.Split('\n')
                .Where(line => line.StartsWith($"{name}_bucket{{", StringComparison.Ordinal))
                .Select(line => (Bound: BoundOf(line), Count: double.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture)))
                .GroupBy(sample => sample.Bound, sample => sample.Count)
                .Select(bucket => (bucket.Key, bucket.Sum()))
                .OrderBy(bucket => bucket.Key),
        ];

        static double BoundOf(string line)
        {
            var start = line.IndexOf("le=\"", StringComparison.Ordinal) + 4;
            var bound = line[start..line.IndexOf('"', start)];
            return bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Seconds of processor time used so far.</summary>
    public Task<double> ProcessorSecondsAsync(CancellationToken cancel) => MetricAsync("dotnet_process_cpu_time_seconds_total", cancel);

    /// <summary>The same as the kernel counts it, also of a process without metrics.</summary>
    public double KernelSeconds()
    {
        // Its parent is the watchdog.
        var id = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)!).First(name => name.All(char.IsAsciiDigit) && IsIt(name));
        using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
        return process.TotalProcessorTime.TotalSeconds;

        bool IsIt(string id)
        {
            try
            {
                return File.ReadLines($"/proc/{id}/status").Contains($"PPid:\t{_process.Id}")
                    && File.ReadAllText($"/proc/{id}/cmdline").Contains("coach.dll", StringComparison.Ordinal)
                    && !File.ReadAllText($"/proc/{id}/cmdline").StartsWith("/bin/sh", StringComparison.Ordinal);
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    /// <summary>Resident memory in bytes.</summary>
    public Task<double> ResidentBytesAsync(CancellationToken cancel) => MetricAsync("dotnet_process_memory_working_set_bytes", cancel);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _process.DisposeAsync();
    }

    private async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        try
        {
            using var answer = await _http.GetAsync("/health", cancel);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Keep(string line)
    {
        _log.Enqueue(line);
        while (_log.Count > 50)
        {
            _log.TryDequeue(out _);
        }
    }

    private static string Metadata(string key) =>
        typeof(CoachProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(attribute => attribute.Key == key).Value!;
}
