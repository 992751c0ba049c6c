using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using AspireCoach.Memory.Extraction;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Memory;

/// <summary>What the coach knows of a user.</summary>
public static class MemoryModule
{
    internal const string Name = "memory";

    /// <summary>What every process needs: who publishes must know of the subscriptions.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddValidation();
        services.AddSettings<MemoryOptions>(MemoryOptions.Section);
        services.AddSingleton(new Schema(Name, typeof(MemoryModule).Assembly, "AspireCoach.Memory."));
        services.AddSingleton<MemoryMetrics>();
        services.AddSingleton<MemoryUsers>();
        services.AddSingleton<FactStore>();
        services.AddSingleton<FactEditor>();
        services.AddSingleton<TurnStore>();
        services.AddSingleton<ExtractionStore>();
        services.AddSingleton<IToolSource, MemoryTools>();
        services.AddEventSubscription<TurnCompleted>(Name);
        services.AddEventSubscription<AccountErased>(Name);
    }

    /// <summary>The <c>memory</c> role's endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapMemory();
        app.MapFacts();
        app.MapExtractions();
    }

    /// <summary>The <c>extraction</c> role: indexes finished turns, distils facts from them, and erases what is known.</summary>
    public static void AddExtraction(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IFactExtractor, FactExtractor>();
        builder.Services.AddSingleton<FactWriter>();
        builder.Services.AddSingleton<IJobHandler, NightWorker>();
        builder.Services.AddSingleton<IJobHandler, ExtractionWorker>();
        builder.Services.AddSingleton<IJobHandler, ExpiryWorker>();
        builder.Services.AddHostedService<UnreadWatch>();
        builder.Services.AddEventHandler<TurnCompleted, TurnIndexer>(Name);
        builder.Services.AddEventHandler<AccountErased, MemoryErasure>(Name);
        KnowledgeModule.AddUpkeep(builder);
    }
}
