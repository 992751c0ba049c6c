using AspireCoach.Data;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Functional.Data;

/// <summary>One process' worth of the data module: services, worker and wake-ups of its own, sharing only the database.</summary>
internal sealed class Node : IAsyncDisposable
{
    private static readonly Dictionary<string, string?> Quick = new()
    {
        ["Jobs:LeaseSeconds"] = "2",
        ["Jobs:SlowPollMilliseconds"] = "200",
        ["Jobs:RetryMilliseconds"] = "10",
        ["Jobs:DrainSeconds"] = "1",
        ["Postgres:MaxPoolSize"] = "16",
        // A busy machine is no server that is away.
        ["Postgres:ConnectTimeoutSeconds"] = "30",
    };

    private readonly IHost _host;
    private bool _stopped;

    private Node(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public Database Database => Services.GetRequiredService<Database>();

    public JobQueue Queue => Services.GetRequiredService<JobQueue>();

    public JobStore Store => Services.GetRequiredService<JobStore>();

    /// <summary>The services alone: nothing runs.</summary>
    public static Node Build(string connectionString, Dictionary<string, string?>? settings = null, params Func<IServiceProvider, IJobHandler>[] handlers)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(Quick);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { [$"ConnectionStrings:{DataModule.ConnectionName}"] = connectionString });
        builder.Configuration.AddInMemoryCollection(settings);
        DataModule.Add(builder);
        DataModule.AddWorkers(builder);
        foreach (var handler in handlers)
        {
            builder.Services.AddSingleton(handler);
        }

        return new Node(builder.Build());
    }

    public static async Task<Node> StartAsync(
        string connectionString, CancellationToken cancel, Dictionary<string, string?>? settings = null, params Func<IServiceProvider, IJobHandler>[] handlers)
    {
        var node = Build(connectionString, settings, handlers);
        await node._host.StartAsync(cancel);
        return node;
    }

    /// <summary>Enqueues in a transaction of its own.</summary>
    public async Task<long> EnqueueAsync(JobRequest request, CancellationToken cancel)
    {
        await using var transaction = await Database.BeginAsync(cancel);
        var id = await Queue.EnqueueAsync(transaction, request, cancel);
        await transaction.CommitAsync(cancel);
        return id;
    }

    /// <summary>What SIGTERM does.</summary>
    public async Task StopAsync(CancellationToken cancel)
    {
        _stopped = true;
        await _host.StopAsync(cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped)
        {
            await _host.StopAsync(CancellationToken.None);
        }

        _host.Dispose();
    }
}

/// <summary>A handler out of functions.</summary>
internal sealed class TestHandler(string kind, Func<Job, CancellationToken, Task> run, Func<Job, Transaction, string, Task>? dead = null, int concurrency = 4)
    : IJobHandler
{
    public string Kind => kind;

    public int Concurrency => concurrency;

    public Task HandleAsync(Job job, CancellationToken cancel) => run(job, cancel);

    public Task DeadLetteredAsync(Job job, Transaction transaction, string problem, CancellationToken cancel) =>
        dead is null ? Task.CompletedTask : dead(job, transaction, problem);
}
