using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge.Embedded;
using AspireCoach.Knowledge.Qdrant;
using AspireCoach.Knowledge.Upkeep;
using AspireCoach.ServiceDefaults;
using AspireCoach.ServiceDefaults.Health;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge;

/// <summary>The index over what users said and what is known of them; linked, with no role of its own.</summary>
public static class KnowledgeModule
{
    /// <summary>What every process needs. Qdrant is used where its connection string is set, and the database alone where not.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSettings<KnowledgeOptions>(KnowledgeOptions.Section);
        services.AddSingleton(new Schema("knowledge", typeof(KnowledgeModule).Assembly, "AspireCoach.Knowledge."));
        services.AddSingleton<KnowledgeMetrics>();
        services.AddSingleton<KnowledgeStore>();
        services.AddSingleton<UpkeepStore>();
        services.AddSingleton<Spaces>();
        services.AddSingleton<QueryVectors>();
        services.AddSingleton<Embedder>();
        services.AddSingleton<KnowledgeUpkeep>();
        services.AddSingleton(provider => new KnowledgeBase(
            provider.GetRequiredService<KnowledgeStore>(),
            provider.GetRequiredService<IKnowledgeIndex>(),
            provider.GetRequiredService<KnowledgeUpkeep>(),
            provider.GetRequiredService<IOptions<KnowledgeOptions>>(),
            provider.GetRequiredService<KnowledgeMetrics>(),
            provider.GetRequiredService<TimeProvider>()));
        if (builder.Configuration.GetConnectionString(QdrantConnection.Name) is { Length: > 0 } text)
        {
            AddQdrant(services, text);
        }
        else
        {
            services.AddSingleton<UserIndexCache>();
            services.AddSingleton<IKnowledgeIndex, PostgresIndex>();
        }
    }

    /// <summary>Adds what keeps vectors and Qdrant in step with the entries; one role of a module that runs takes it on.</summary>
    public static void AddUpkeep(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddHostedService<KnowledgeWorker>();
    }

    private static void AddQdrant(IServiceCollection services, string text)
    {
        services.AddOptions<KnowledgeOptions>().Validate(_ => QdrantConnection.Parse(text).Problem is null, QdrantConnection.Parse(text).Problem ?? "");
        services.AddSingleton(_ => QdrantConnection.Parse(text) is { Connection: { } connection }
            ? connection
            : throw new OptionsValidationException(QdrantConnection.Name, typeof(string), [QdrantConnection.Parse(text).Problem!]));
        services.AddSingleton<QdrantTransport>();
        services.AddSingleton<QdrantClient>();
        services.AddSingleton<QdrantCollections>();
        services.AddSingleton<QdrantSync>();
        services.AddSingleton<IKnowledgeIndex, QdrantIndex>();
        services.AddHealthChecks().AddCheck<QdrantHealth>("qdrant", tags: [Readiness.Tag]);
    }
}
