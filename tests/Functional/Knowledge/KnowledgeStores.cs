using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Knowledge;

/// <summary>A database, an embedding model, an index, and two processes that share them.</summary>
public abstract class KnowledgeStores(PostgresFixture postgres) : IAsyncLifetime
{
    private EmbeddingServer? _embeddings;
    private KnowledgeNode? _here;
    private KnowledgeNode? _there;

    internal KnowledgeNode Here => _here ?? throw new InvalidOperationException("There is no such index here.");

    internal KnowledgeNode There => _there!;

    /// <summary>Why the suite cannot run over this index; null where it can.</summary>
    public virtual string? Missing => null;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        var cancel = CancellationToken.None;
        var database = await postgres.CreateDatabaseAsync(cancel);
        _embeddings = await EmbeddingServer.StartAsync();
        Dictionary<string, string?> settings = new(await StartAsync())
        {
            ["Models:Embeddings:Endpoint"] = _embeddings.Endpoint,
            ["Models:Embeddings:Model"] = "themes-1",
        };
        _here = await KnowledgeNode.StartAsync(database, cancel, settings);
        _there = await KnowledgeNode.StartAsync(database, cancel, settings);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var part in new IAsyncDisposable?[] { _here, _there, _embeddings })
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        await StopAsync();
    }

    /// <summary>Starts the index.</summary>
    /// <returns>The settings that make the coach use it.</returns>
    private protected abstract Task<Dictionary<string, string?>> StartAsync();

    private protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;
}

/// <summary>The embedded index: the database alone.</summary>
public sealed class PostgresStores(PostgresFixture postgres) : KnowledgeStores(postgres)
{
    private protected override Task<Dictionary<string, string?>> StartAsync() => Task.FromResult(new Dictionary<string, string?>());
}

/// <summary>Qdrant's double.</summary>
public sealed class QdrantDoubleStores(PostgresFixture postgres) : KnowledgeStores(postgres)
{
    private QdrantServer? _server;

    internal QdrantServer Server => _server!;

    private protected override async Task<Dictionary<string, string?>> StartAsync()
    {
        _server = await QdrantServer.StartAsync();
        return new() { ["ConnectionStrings:qdrant_http"] = _server.ConnectionString };
    }

    private protected override async ValueTask StopAsync()
    {
        await _server!.DisposeAsync();
        _server.Violations.ShouldBeEmpty();
    }
}

/// <summary>The Qdrant that ConnectionStrings__qdrant_http names, in collections of the run's own.</summary>
public sealed class QdrantServerStores(PostgresFixture postgres) : KnowledgeStores(postgres)
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("ConnectionStrings__qdrant_http");

    private readonly string _prefix = $"test-{Entries.NewId():n}"[..30];

    public override string? Missing => string.IsNullOrEmpty(Given) ? "ConnectionStrings__qdrant_http names no Qdrant to test with." : null;

    private protected override Task<Dictionary<string, string?>> StartAsync() => Task.FromResult(new Dictionary<string, string?>
    {
        ["ConnectionStrings:qdrant_http"] = Given,
        ["Knowledge:CollectionPrefix"] = _prefix,
    });

    private protected override async ValueTask StopAsync()
    {
        if (Missing is null)
        {
            await RealQdrant.DropAsync(Given!, _prefix);
        }
    }
}
