using AspireCoach.Data.Cache;
using AspireCoach.Data.Erased;
using AspireCoach.Data.Events;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults;
using AspireCoach.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Data;

/// <summary>The stores every module is linked with.</summary>
public static class DataModule
{
    /// <summary>The connection string's name, as Aspire gives it.</summary>
    public const string ConnectionName = "coachdb";

    /// <summary>The name of Redis' connection string; without it everything stays in the process.</summary>
    public const string RedisName = "redis";

    /// <summary>Registers Postgres, migrations, the queue's entry, events, sessions, idempotency, cache and limits.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSettings<PostgresOptions>(PostgresOptions.Section);
        services.AddSettings<JobsOptions>(JobsOptions.Section);
        services.AddSettings<SessionOptions>(SessionOptions.Section);

        CacheModule.Add(builder);
        services.AddSingleton(CreateSource);
        services.AddSingleton<Database>();
        services.AddSingleton<Migrator>();
        services.AddRefusal(exception => Database.IsAway(exception)
            ? Refusal.Unavailable("The database does not answer at the moment. Try again in a moment, with the same Idempotency-Key: what was done already is not done twice.", TimeSpan.FromSeconds(2))
            : null);
        services.AddRefusal(exception => ErasedUsers.IsRefusal(exception) ? new Refusal(StatusCodes.Status401Unauthorized, "This account has been erased.") : null);
        services.AddHealthChecks().AddCheck<PostgresHealth>("postgres", failureStatus: null, tags: ["ready"], timeout: TimeSpan.FromSeconds(4));
        services.AddSingleton(new Schema("erased", typeof(DataModule).Assembly, "AspireCoach.Data.Erased."));
        services.AddSingleton(new Schema("jobs", typeof(DataModule).Assembly, "AspireCoach.Data.Jobs."));
        services.AddSingleton(new Schema("sessions", typeof(DataModule).Assembly, "AspireCoach.Data.Sessions."));
        services.AddSingleton(new Schema("idempotency", typeof(DataModule).Assembly, "AspireCoach.Data.Idempotency."));

        services.AddSingleton<JobSignal>();
        services.AddSingleton<JobQueue>();
        services.AddSingleton<JobStore>();
        services.AddSingleton<JobBacklogWatch>();
        services.AddSingleton<DeadLetters>();
        services.AddSingleton<EventCatalog>();
        services.AddSingleton<EventBus>();
        services.AddSingleton<Idempotency.Idempotency>();
        services.ConfigureAll<OpenApiOptions>(IdempotencyDescription.Configure);
        services.AddSingleton<SessionStore>();
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser()
                .RequireAssertion(context => context.User is SessionPrincipal { Session.Kind: TokenKind.Session }).Build())
            .AddPolicy(SessionAuthentication.AnyToken, policy => policy.RequireAuthenticatedUser());
        services.AddEventSubscription<AccountErased>(DataErasure.Name);
    }

    /// <summary>Adds what every running process has: the worker that runs the jobs of its roles, and wake-ups.</summary>
    public static void AddWorkers(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<JobHandlers>();
        builder.Services.AddSingleton<JobCompletions>();
        builder.Services.AddSingleton<JobMetrics>();
        builder.Services.AddHostedService<JobNotifications>();
        builder.Services.AddHostedService<JobWorker>();
    }

    /// <summary>
    /// Adds what looks after the stores of this project: erasure and housekeeping. They have no role of their own, so one
    /// role of a module that runs takes it on.
    /// </summary>
    public static void AddUpkeep(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddEventHandler<AccountErased, DataErasure>(DataErasure.Name);
        builder.Services.AddHostedService<Housekeeping>();
    }

    /// <summary>
    /// Subscribes to an event, in every process: whoever publishes it must know. <paramref name="name"/> is the subscriber's
    /// for good, jobs carry it.
    /// </summary>
    public static void AddEventSubscription<TEvent>(this IServiceCollection services, string name)
        where TEvent : IEvent => services.AddSingleton(new EventSubscription(typeof(TEvent), name));

    /// <summary>Handles the event of a subscription, in the processes of one role.</summary>
    public static void AddEventHandler<TEvent, TSubscriber>(this IServiceCollection services, string name)
        where TEvent : IEvent
        where TSubscriber : class, IEventSubscriber<TEvent>
    {
        services.AddSingleton<TSubscriber>();
        services.AddSingleton<IJobHandler>(provider => new EventJobHandler<TEvent>(name, provider.GetRequiredService<TSubscriber>()));
    }

    private static NpgsqlDataSource CreateSource(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptions<PostgresOptions>>().Value;
        var text = provider.GetRequiredService<IConfiguration>().GetConnectionString(ConnectionName);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new OptionsValidationException(
                ConnectionName,
                typeof(string),
                [$"ConnectionStrings:{ConnectionName} is not set. Start the platform with `dotnet run --project AppHost`, or set ConnectionStrings__{ConnectionName} to a Postgres connection string."]);
        }

        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(text);
        }
        catch (ArgumentException exception)
        {
            // The message names the keyword at fault and never holds the password.
            throw new OptionsValidationException(ConnectionName, typeof(string), [$"ConnectionStrings:{ConnectionName} is not a Postgres connection string: {exception.Message}"]);
        }

        SetUnlessGiven(settings, "Maximum Pool Size", options.MaxPoolSize);
        SetUnlessGiven(settings, "Timeout", options.ConnectTimeoutSeconds);
        SetUnlessGiven(settings, "Command Timeout", options.CommandTimeoutSeconds);
        SetUnlessGiven(settings, "Max Auto Prepare", 200);
        SetUnlessGiven(settings, "Auto Prepare Min Usages", 2);
        // Statements differ in their values and not in what they want: planning each anew took a third of the server's time.
        SetUnlessGiven(settings, "Options", "-c plan_cache_mode=force_generic_plan");
        // A reset costs as much as a small statement, and nobody here leaves anything behind in a session.
        SetUnlessGiven(settings, "No Reset On Close", true);
        SetUnlessGiven(settings, "Application Name", "coach");
        return new NpgsqlDataSourceBuilder(settings.ConnectionString)
            .UseLoggerFactory(provider.GetRequiredService<ILoggerFactory>())
            .Build();
    }

    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder settings, string keyword, object value)
    {
        if (!settings.ShouldSerialize(keyword))
        {
            settings[keyword] = value;
        }
    }
}
