using AspireCoach.Accounts;
using AspireCoach.Catalog;
using AspireCoach.Chat;
using AspireCoach.Data;
using AspireCoach.Data.Limits;
using AspireCoach.Habits;
using AspireCoach.Knowledge;
using AspireCoach.Media;
using AspireCoach.Memory;
using AspireCoach.Models;
using AspireCoach.Models.Offline;
using AspireCoach.ServiceDefaults;

namespace AspireCoach.Host;

/// <summary>Puts a process together from its roles.</summary>
internal static class CoachApplication
{
    /// <summary>A builder with everything that modules share, and nothing that runs.</summary>
    public static WebApplicationBuilder CreateBuilder()
    {
        // The command line is ours; settings come from the environment and from appsettings.json beside the program.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.AddServiceDefaults();
        DataModule.Add(builder);
        builder.AddModels(_ => new OfflineCoach());
        AccountsModule.Add(builder);
        HabitsModule.Add(builder);
        KnowledgeModule.Add(builder);
        MemoryModule.Add(builder);
        MediaModule.Add(builder);
        CatalogModule.Add(builder);
        ChatModule.Add(builder);
        return builder;
    }

    /// <summary>A process that serves and works as these roles.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, IReadOnlyList<Role> roles)
    {
        DataModule.AddWorkers(builder);
        foreach (var role in roles)
        {
            role.Add?.Invoke(builder);
        }

        builder.Services.AddSingleton<DemoData>();
        var app = builder.Build();
        app.UseServiceDefaults(RequestLimits.UseRequestLimits);
        app.MapServiceDefaults();
        app.MapGet("/", () => "AspireCoach is running. Its API is described at /openapi/v1.json, its state at /health.\n").ExcludeFromDescription();
        foreach (var role in roles)
        {
            role.Map?.Invoke(app);
        }

        return app;
    }
}
