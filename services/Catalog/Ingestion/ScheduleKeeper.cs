using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Postgres;
using Dapper;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>
/// Asks for runs as the sources' schedules say, each slot once over all processes. Slots that passed while nobody was there
/// come to one run.
/// </summary>
internal sealed partial class ScheduleKeeper(Database database, RunStore runs, IngestionSignal signal, ILogger<ScheduleKeeper> logger)
{
    /// <summary>Takes over what the files say now, and asks for what is due.</summary>
    public async Task LookAsync(IReadOnlyList<SourceDefinition> sources, CancellationToken cancel)
    {
        foreach (var source in sources)
        {
            await using var transaction = await database.BeginAsync(cancel);
            if (await IsDueAsync(transaction, source, cancel))
            {
                var run = await runs.RequestAsync(transaction, source.Name, cancel);
                await transaction.CommitAsync(cancel);
                signal.Notify();
                LogDue(source.Name, run);
            }
            else
            {
                await transaction.CommitAsync(cancel);
            }
        }
    }

    /// <summary>Takes the slot that is due, by moving on to the next one.</summary>
    private static async Task<bool> IsDueAsync(Transaction transaction, SourceDefinition source, CancellationToken cancel)
    {
        var row = await transaction.Connection.QuerySingleOrDefaultAsync<SourceRow?>(new CommandDefinition(
            "select schedule as Schedule, next_due as NextDue, clock_timestamp() as Now from catalog.sources where name = @Name",
            new { source.Name },
            cancellationToken: cancel));
        var now = row?.Now ?? await transaction.Connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("select clock_timestamp()", cancellationToken: cancel));
        var isSame = row is not null && row.Schedule == source.Schedule;
        if (isSame && !(row!.NextDue <= now))
        {
            return false;
        }

        var next = source.Schedule is { } schedule ? CronSchedule.Parse(schedule, out _)?.Next(now) : null;
        var taken = await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into catalog.sources as s (name, schedule, next_due) values (@Name, @Schedule, @next)
            on conflict (name) do update set schedule = excluded.schedule, next_due = excluded.next_due
                where s.schedule is distinct from excluded.schedule or s.next_due = @seen
            """,
            new { source.Name, source.Schedule, next = next?.UtcDateTime, seen = row?.NextDue },
            cancellationToken: cancel));
        return isSame && taken == 1;
    }

    private sealed record SourceRow
    {
        public string? Schedule { get; init; }

        public DateTime? NextDue { get; init; }

        public DateTime Now { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source} is due: run {Run}.")]
    private partial void LogDue(string source, Guid run);
}
