using System.Diagnostics;
using System.Globalization;
using AspireCoach.AppHost.Local;
using AspireCoach.Data.Cache;
using AspireCoach.Data.Limits;
using AspireCoach.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Bench;

/// <summary>One user's limit asked for by four processes at once.</summary>
internal static class LimitsBench
{
    /// <summary>The command line of the processes that ask.</summary>
    public const string ChildCommand = "limits-asking";

    private const int Processes = 4;
    private static readonly RateLimit Limit = new("bench", 500, 100);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(BenchRun run)
    {
        await using var redis = await StartRedisAsync(run.Cancel);
        BenchRun.Progress($"{Processes} processes ask for one user's limit for {(WarmUp + Measured).TotalSeconds} s");
        var outputs = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => AskElsewhereAsync(redis.ConnectionString, run.Cancel)));
        List<long> admitted = [];
        var latency = new Percentiles();
        var checks = 0;
        foreach (var line in outputs.SelectMany(output => output.Split('\n', StringSplitOptions.RemoveEmptyEntries)))
        {
            var value = long.Parse(line.AsSpan(1), CultureInfo.InvariantCulture);
            if (line[0] == 'A')
            {
                admitted.Add(value);
            }
            else
            {
                checks++;
                latency.Add(value);
            }
        }

        var seconds = (admitted.Max() - admitted.Min()) / 1e6;
        run.AtMost("most above limit · window + burst, any window", 0, Math.Max(0, RateWindow.Excess(admitted, Limit.PerSecond, Limit.Burst)), "");
        run.AtLeast("of the limit given out", 95, 100 * admitted.Count / ((Limit.PerSecond * seconds) + Limit.Burst), " %");
        run.AtMost("one check, p50", 0.3, latency.Milliseconds(0.5), " ms");
        run.Figure("one check, p99", $"{BenchRun.Number(latency.Milliseconds(0.99))} ms");
        run.Note($"{Processes} processes, each one check after another: {BenchRun.Number(checks / Measured.TotalSeconds)} checks/s together; {admitted.Count} of them given out in {BenchRun.Number(seconds)} s by Redis' clock, at {Limit.PerSecond}/s and a burst of {Limit.Burst}.");
    }

    public static async Task<RedisServer> StartRedisAsync(CancellationToken cancel) =>
        RedisServer.Missing is { } missing ? throw new BenchException($"{missing}.") : await RedisServer.StartAsync(cancel);

    /// <summary>What each of the processes does: asks, then prints when tokens were given out (A) and how long checks took (L).</summary>
    public static async Task<int> AskAsync(string connectionString)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:redis"] = connectionString });
        builder.Services.AddSingleton(TimeProvider.System);
        CacheModule.Add(builder);
        using var host = builder.Build();
        await host.StartAsync();
        var cache = host.Services.GetRequiredService<ISharedCache>();
        var limiter = host.Services.GetRequiredService<IRateLimiter>();
        while (cache.IsAway)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        List<long> admitted = [], took = [];
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < WarmUp + Measured)
        {
            var started = Stopwatch.GetTimestamp();
            var decision = await limiter.TakeAsync(Limit, "one user");
            var ticks = Stopwatch.GetTimestamp() - started;
            if (decision.Allowed)
            {
                admitted.Add(decision.At);
            }

            if (clock.Elapsed > WarmUp)
            {
                took.Add(ticks);
            }
        }

        if (cache.IsAway)
        {
            return 2;
        }

        await using var output = new StreamWriter(Console.OpenStandardOutput());
        foreach (var at in admitted)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"A{at}"));
        }

        foreach (var ticks in took)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"L{ticks}"));
        }

        return 0;
    }

    private static async Task<string> AskElsewhereAsync(string connectionString, CancellationToken cancel)
    {
        var (code, output) = await ProgramPath.RunAsync(
            "dotnet", [typeof(LimitsBench).Assembly.Location, ChildCommand, connectionString], cancel, workingDirectory: AppContext.BaseDirectory);
        return code == 0 ? output : throw new BenchException($"A process that asked ended with {code}: {output[..Math.Min(2_000, output.Length)]}");
    }
}
