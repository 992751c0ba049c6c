using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach [--roles …]</c>: runs until it is told to stop.</summary>
internal static partial class ServeCommand
{
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(string[] args)
    {
        var roles = Roles.Parse(args switch
        {
            [] => Roles.All,
            ["--roles", var list] => list,
            [var single] when single.StartsWith("--roles=", StringComparison.Ordinal) => single["--roles=".Length..],
            _ => throw new CommandLineException("--roles takes one comma-separated list and stands alone, e.g. --roles accounts,habits."),
        });
        await using var app = CoachApplication.Build(CoachApplication.CreateBuilder(), roles);
        if (!Roles.IsAll(roles) && string.IsNullOrWhiteSpace(app.Configuration.GetConnectionString("redis")))
        {
            throw new CommandLineException(
                "Roles that are split over processes share sessions and poll state through Redis, and ConnectionStrings:redis is not set. Set ConnectionStrings__redis, e.g. to localhost:6379,password=…, or run --roles all.");
        }

        // Wrong settings are reported before anything is touched.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        ListenAddresses.Check(app.Configuration[WebHostDefaults.ServerUrlsKey]);
        if (app.Services.GetRequiredService<IOptions<PostgresOptions>>().Value.MigrateAtStart)
        {
            await MigrateAsync(app.Services, app.Lifetime.ApplicationStopping);
        }

        if (app.Environment.IsDevelopment() && roles.Any(role => role.Name == "accounts"))
        {
            await app.Services.GetRequiredService<DemoData>().EnsureAsync(app.Lifetime.ApplicationStopping);
        }

        await app.RunAsync();
        return 0;
    }

    /// <summary>Waits for a database that is still starting, then migrates it.</summary>
    private static async Task MigrateAsync(IServiceProvider services, CancellationToken cancel)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var logger = services.GetRequiredService<ILogger<Migrator>>();
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                await services.GetRequiredService<Migrator>().MigrateAsync(cancel);
                return;
            }
            catch (NpgsqlException exception) when (Database.IsAway(exception) && time.GetElapsedTime(started) < DatabasePatience)
            {
                LogWaiting(logger, exception.Message);
                await Task.Delay(TimeSpan.FromSeconds(1), time, cancel);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting for Postgres: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);
}
