using AspireCoach.Accounts;
using AspireCoach.Data.Postgres;
using AspireCoach.Habits;

namespace AspireCoach.Host;

/// <summary>
/// An account to look around with, made on the first start in Development: sixty days of habits, check-ins and
/// journal. Its password is known to everybody, which is why no other environment makes it.
/// </summary>
internal sealed partial class DemoData(Database database, AccountsDemo accounts, TimeProvider time, ILogger<DemoData> logger)
{
    public const string Email = "demo@aspirecoach.local";
    public const string Password = "demo-coach";

    public async Task EnsureAsync(CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        var zone = TimeZoneInfo.Local.HasIanaId ? TimeZoneInfo.Local.Id : "Etc/UTC";
        if (await accounts.CreateAsync(transaction, Email, Password, "Demo", zone, cancel) is { } userId)
        {
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time.GetUtcNow(), TimeZoneInfo.Local).DateTime);
            await HabitsDemo.SeedAsync(transaction, userId, zone, today, cancel);
            await transaction.CommitAsync(cancel);
            LogMade(logger);
        }

        LogCredentials(logger, Email, Password);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Made the demo account with 60 days of habits, check-ins and journal.")]
    private static partial void LogMade(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Demo account: {Email} / {Password}")]
    private static partial void LogCredentials(ILogger logger, string email, string password);
}
