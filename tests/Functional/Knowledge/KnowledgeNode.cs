using AspireCoach.Data;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;
using AspireCoach.Knowledge.Upkeep;
using AspireCoach.Models;
using AspireCoach.Models.Offline;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Functional.Knowledge;

/// <summary>One process' worth of the knowledge base; several share a database and an index.</summary>
internal sealed class KnowledgeNode : IAsyncDisposable
{
    private readonly IHost _host;

    private KnowledgeNode(IHost host) => _host = host;

    public KnowledgeBase Knowledge => Get<KnowledgeBase>();

    public static async Task<KnowledgeNode> StartAsync(
        string connectionString, CancellationToken cancel, IEnumerable<KeyValuePair<string, string?>>? settings = null, bool upkeep = true)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{DataModule.ConnectionName}"] = connectionString,
            ["Postgres:MaxPoolSize"] = "16",
            // A busy machine is no server that is away.
            ["Postgres:ConnectTimeoutSeconds"] = "30",
            ["Knowledge:PollMilliseconds"] = "50",
            ["Models:Embeddings:MaxRetries"] = "0",
            // A busy machine is no failing model.
            ["Knowledge:QueryEmbeddingMilliseconds"] = "30000",
            ["Knowledge:SearchMilliseconds"] = "30000",
        });
        builder.Configuration.AddInMemoryCollection(settings);
        DataModule.Add(builder);
        builder.AddModels(_ => new OfflineCoach());
        KnowledgeModule.Add(builder);
        if (upkeep)
        {
            KnowledgeModule.AddUpkeep(builder);
        }

        var node = new KnowledgeNode(builder.Build());
        await node.Get<Migrator>().MigrateAsync(cancel);
        await node._host.StartAsync(cancel);
        return node;
    }

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public Task PutAsync(CancellationToken cancel, params IReadOnlyList<KnowledgeEntry> entries) =>
        InTransactionAsync(transaction => Knowledge.PutAsync(transaction, entries, cancel), cancel);

    public Task RemoveAsync(Guid userId, CancellationToken cancel, params IReadOnlyList<Guid> ids) =>
        InTransactionAsync(transaction => Knowledge.RemoveAsync(transaction, userId, ids, cancel), cancel);

    public Task EraseAsync(Guid userId, CancellationToken cancel) =>
        InTransactionAsync(transaction => Knowledge.EraseAsync(transaction, userId, cancel), cancel);

    /// <summary>Asks until it is done, as the job of an erasure does.</summary>
    public Task PurgedAsync(Guid userId, CancellationToken cancel) => Eventually.TrueAsync(
        async () =>
        {
            try
            {
                await Knowledge.PurgeAsync(userId, cancel);
                return true;
            }
            catch (KnowledgeUnavailableException)
            {
                return false;
            }
        },
        "it is purged", cancel);

    public async Task<IReadOnlyList<KnowledgeHit>> FindAsync(Guid userId, string text, CancellationToken cancel)
    {
        var answer = await Knowledge.SearchAsync(new KnowledgeQuery(userId, text), cancel);
        answer.Problem.ShouldBeNull();
        return answer.Hits;
    }

    /// <summary>Waits until vectors and Qdrant are in step, as far as this process is to have them so.</summary>
    public Task SettledAsync(Guid userId, CancellationToken cancel)
    {
        var qdrant = Get<IConfiguration>().GetConnectionString("qdrant_http") is not null;
        return Eventually.TrueAsync(
            async () => await Get<UpkeepStore>().StateAsync(userId, cancel) is not { } state
                || ((!qdrant || (state.Synced >= state.Version && !state.Erased))
                    && (await Get<Spaces>().TargetAsync(cancel) is not { } space || (state.Space == space.Id && state.Embedded >= state.Version))),
            "the indexes are in step", cancel, TimeSpan.FromMinutes(3));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }

    private async Task InTransactionAsync(Func<Transaction, Task> work, CancellationToken cancel)
    {
        await using var transaction = await Get<Database>().BeginAsync(cancel);
        await work(transaction);
        await transaction.CommitAsync(cancel);
    }
}

/// <summary>Entries for tests.</summary>
internal static class Entries
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 19, 12, 0, 0, TimeSpan.Zero);

    public static Guid NewId() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow());

    public static KnowledgeEntry Turn(Guid userId, string text, long position = 0) => new()
    {
        Id = NewId(), UserId = userId, Kind = KnowledgeKind.Turn, Text = text, Speaker = "user", At = Noon.AddMinutes(position),
        TimeZone = "Europe/Berlin", Thread = userId, Position = position,
    };

    public static KnowledgeEntry Fact(Guid userId, string text, bool pinned = false) =>
        Turn(userId, text) with { Kind = KnowledgeKind.Fact, Thread = null, Pinned = pinned };
}
