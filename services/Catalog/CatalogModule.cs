using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Ingestion;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog;

/// <summary>A catalogue that keeps itself up to date from public sites.</summary>
public static class CatalogModule
{
    internal const string Name = "catalog";

    /// <summary>What every process needs: its tools are called where the agent runs.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddValidation();
        services.AddSettings<CatalogOptions>(CatalogOptions.Section);
        services.AddSingleton(new Schema(Name, typeof(CatalogModule).Assembly, "AspireCoach.Catalog."));
        services.AddSingleton<SourceCatalog>();
        services.AddSingleton<CatalogMetrics>();
        services.AddSingleton<HostBudget>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<CatalogStore>();
        services.AddSingleton<IngestionSignal>();
        services.AddSingleton<IToolSource, CatalogTools>();
        services.AddEventSubscription<CatalogItemChanged>(CatalogIndexer.Name);
    }

    /// <summary>The <c>catalog</c> role's endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapCatalog();

    /// <summary>The <c>ingestion</c> role: indexes and fetches, and tells the knowledge index what changed.</summary>
    public static void AddIngestion(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        AddEngine(builder);
        builder.Services.AddSingleton<ScheduleKeeper>();
        builder.Services.AddHostedService<IngestionWorker>();
        builder.Services.AddEventHandler<CatalogItemChanged, CatalogIndexer>(CatalogIndexer.Name);
    }

    /// <summary>What works on runs, for a process that starts it itself.</summary>
    public static void AddEngine(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddSingleton(provider => new PageFetcher(provider.GetRequiredService<IOptions<CatalogOptions>>().Value.Contact, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<PageQueue>();
        services.AddSingleton<RobotsKeeper>();
        services.AddSingleton<IndexReader>();
        services.AddSingleton<ItemWriter>();
        services.AddSingleton<PageVisitor>();
        services.AddSingleton<RunCloser>();
        services.AddSingleton<IngestionEngine>();
    }
}
