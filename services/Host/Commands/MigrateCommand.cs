using AspireCoach.Data.Postgres;

namespace AspireCoach.Host.Commands;

/// <summary><c>coach migrate</c>: applies migrations and ends.</summary>
internal static class MigrateCommand
{
    public static async Task<int> RunAsync()
    {
        await using var app = CoachApplication.CreateBuilder().Build();
        var count = await app.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        Console.WriteLine(count == 0 ? "The database is up to date." : $"Applied {count} migrations.");
        return 0;
    }
}
