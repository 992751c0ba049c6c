using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Accounts;

/// <summary>Sign-up, sign-in, the own account and its erasure.</summary>
public static class AccountsModule
{
    private const string Name = "accounts";

    /// <summary>Registers what the module needs.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddValidation();
        services.AddSettings<AccountsOptions>(AccountsOptions.Section);
        services.AddSingleton(new Schema(Name, typeof(AccountsModule).Assembly, "AspireCoach.Accounts."));
        services.AddSingleton<AccountsMetrics>();
        services.AddSingleton<PasswordHasher>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignInGate>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<IOperators, Operators>();
        services.AddSingleton<ErasureStore>();
        services.AddSingleton<Eraser>();
        services.AddSingleton(provider => new AccountsDemo(
            provider.GetRequiredService<AccountStore>(), provider.GetRequiredService<PasswordHasher>()));
        services.AddEventSubscription<ModuleErased>(Name);
    }

    /// <summary>The <c>accounts</c> role's jobs: erasures, and the upkeep of the stores that all modules are linked with.</summary>
    public static void AddJobs(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddEventHandler<ModuleErased, ErasureProgress>(Name);
        DataModule.AddUpkeep(builder);
    }

    /// <summary>Maps its endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapAccounts();
        app.MapSessions();
        app.MapTokens();
        app.MapMe();
        app.MapErasures();
    }
}
