using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AspireCoach.Data;

/// <summary>Removes what has run out: answers kept for replays after two days, expired sessions, who was erased two days ago. Small bites, every few minutes.</summary>
internal sealed partial class Housekeeping(Database database, TimeProvider time, ILogger<Housekeeping> logger) : BackgroundService
{
    private const int Bite = 5_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private static readonly string[] Statements =
    [
        $"delete from idempotency.keys where ctid = any(array(select ctid from idempotency.keys where created_at < now() - interval '48 hours' limit {Bite}))",
        $"delete from sessions.sessions where ctid = any(array(select ctid from sessions.sessions where expires_at < now() limit {Bite}))",
        $"delete from erased.users where ctid = any(array(select ctid from erased.users where erased_at < now() - interval '48 hours' limit {Bite}))",
    ];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var statement in Statements)
            {
                try
                {
                    await SweepAsync(statement, stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    LogPostponed(logger, exception.Message);
                }
            }
        }
    }

    private async Task SweepAsync(string statement, CancellationToken cancel)
    {
        int removed;
        do
        {
            await using var connection = await database.OpenAsync(cancel);
            await using var command = new NpgsqlCommand(statement, connection);
            removed = await command.ExecuteNonQueryAsync(cancel);
        }
        while (removed == Bite);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Housekeeping is postponed: {Reason}")]
    private static partial void LogPostponed(ILogger logger, string reason);
}
