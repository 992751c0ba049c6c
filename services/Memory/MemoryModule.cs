using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Knowledge;
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
        services.AddEventSubscription<TurnCompleted>(Name);
        services.AddEventSubscription<AccountErased>(Name);
    }

    /// <summary>The <c>memory</c> role's endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app) => app.MapMemory();

    /// <summary>The <c>extraction</c> role: indexes finished turns, and erases what is known.</summary>
    public static void AddExtraction(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddEventHandler<TurnCompleted, TurnIndexer>(Name);
        builder.Services.AddEventHandler<AccountErased, MemoryErasure>(Name);
        KnowledgeModule.AddUpkeep(builder);
    }
}
