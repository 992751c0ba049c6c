using AspireCoach.Data.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Knowledge;

/// <summary>The index over what users said and what is known of them; linked, with no role of its own.</summary>
public static class KnowledgeModule
{
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton(new Schema("knowledge", typeof(KnowledgeModule).Assembly, "AspireCoach.Knowledge."));
        builder.Services.AddSingleton<KnowledgeBase>();
    }
}
