using AspireCoach.Data;
using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using AspireCoach.Models.Tools;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Habits;

/// <summary>Goals, habits, check-ins, streaks and the journal.</summary>
public static class HabitsModule
{
    internal const string Name = "habits";

    /// <summary>Registers what the module needs in every process: its tools are called where the agent runs.</summary>
    public static void Add(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddValidation();
        services.AddSingleton(new Schema(Name, typeof(HabitsModule).Assembly, "AspireCoach.Habits."));
        services.AddSingleton<GoalStore>();
        services.AddSingleton<HabitStore>();
        services.AddSingleton<CheckInStore>();
        services.AddSingleton<JournalStore>();
        services.AddSingleton<HabitReader>();
        services.AddSingleton<IToolSource, HabitsTools>();
        services.AddSingleton<IToolSource, JournalTools>();
        services.AddEventSubscription<AccountErased>(Name);
    }

    /// <summary>The <c>habits</c> role's jobs.</summary>
    public static void AddJobs(IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddEventHandler<AccountErased, HabitsErasure>(Name);
    }

    /// <summary>Maps its endpoints.</summary>
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGoals();
        app.MapHabits();
        app.MapCheckIns();
        app.MapJournal();
    }
}
