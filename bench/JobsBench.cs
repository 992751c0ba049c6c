using System.Collections.Concurrent;
using AspireCoach.Data;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Bench;

/// <summary>The durable queue with its real worker in this process, over the real database.</summary>
internal static class JobsBench
{
    private const int Jobs = 60_000;
    private const int Producers = 16;
    private const int MostWaiting = 4_000;

    public static async Task RunAsync(BenchRun run)
    {
        var handler = new CountingHandler();
        using var host = await StartAsync(run, handler);
        var bench = new QueueBench(
            host.Services.GetRequiredService<Database>(),
            host.Services.GetRequiredService<JobQueue>(),
            host.Services.GetRequiredService<JobStore>(),
            host.Services.GetRequiredService<JobSignal>(),
            handler,
            run);
        await EndToEndAsync(run, bench, jobsPerTransaction: 1, warmUp: true);
        await EndToEndAsync(run, bench, jobsPerTransaction: 1, warmUp: false);
        await EndToEndAsync(run, bench, jobsPerTransaction: 10, warmUp: false);
        foreach (var waiting in (int[])[1_000, 100_000, 1_000_000])
        {
            await bench.ClaimLatencyAsync(waiting);
        }

        await host.StopAsync(run.Cancel);
        run.Note($"End to end: {Producers} producers, enqueued in transactions of one or ten, claimed, run and ended by the worker in this process; at most {MostWaiting} waiting at a time.");
    }

    private static async Task<IHost> StartAsync(BenchRun run, CountingHandler handler)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{DataModule.ConnectionName}", run.Database.ConnectionString)]);
        builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Warning);
        DataModule.Add(builder);
        DataModule.AddWorkers(builder);
        builder.Services.AddSingleton<IJobHandler>(handler);
        var host = builder.Build();
        await host.Services.GetRequiredService<Migrator>().MigrateAsync(run.Cancel);
        await host.StartAsync(run.Cancel);
        return host;
    }

    private static async Task EndToEndAsync(BenchRun run, QueueBench bench, int jobsPerTransaction, bool warmUp)
    {
        var jobs = warmUp ? Jobs / 6 : Jobs;
        BenchRun.Progress($"{jobs} jobs end to end, {jobsPerTransaction} a transaction");
        var (rate, latency) = await bench.EndToEndAsync(jobs, jobsPerTransaction, Producers, MostWaiting);
        if (!warmUp)
        {
            run.AtLeast($"jobs end to end, {jobsPerTransaction} a transaction", 5_000, rate, "/s");
            run.Figure("  ready to claimed under that load", latency.ToString());
        }
    }
}

/// <summary>Does nothing, and remembers which jobs it was given and how long they had waited.</summary>
internal sealed class CountingHandler : IJobHandler
{
    private readonly ConcurrentDictionary<long, TimeSpan> _waited = new();

    public string Kind => QueueBench.Kind;

    public int Concurrency => 512;

    /// <summary>By job; one that ran twice counts once.</summary>
    public IReadOnlyDictionary<long, TimeSpan> Waited => _waited;

    public int Handled => Volatile.Read(ref _handled);

    private int _handled;

    public Task HandleAsync(Job job, CancellationToken cancel)
    {
        _waited[job.Id] = job.Row.Waited;
        Interlocked.Increment(ref _handled);
        return Task.CompletedTask;
    }

    public void Reset()
    {
        _waited.Clear();
        Volatile.Write(ref _handled, 0);
    }
}
