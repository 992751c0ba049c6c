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

        await CancelAsync([.. sources.Select(source => source.Name)], cancel);
    }

    /// <summary>Ends runs whose source's file nobody has had for a day: nothing else ever would.</summary>
    private async Task CancelAsync(string[] known, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var cancelled = await connection.QueryAsync<(Guid Run, string Source)>(new CommandDefinition(
            """
            update catalog.sources set seen_at = clock_timestamp() where name = any(@known) and coalesce(seen_at < clock_timestamp() - interval '1 hour', true);
            update catalog.runs r set status = 'cancelled', finished_at = clock_timestamp(), problem = 'Its source has been gone for a day.'
            where r.status in ('queued', 'running') and r.source <> all(@known) and r.requested_at < clock_timestamp() - interval '1 day'
                and not exists (select from catalog.sources s where s.name = r.source and s.seen_at > clock_timestamp() - interval '1 day')
                and not exists (select from catalog.pages p where p.run_id = r.id and p.state = 2 and p.lease_until > clock_timestamp())
            returning r.id, r.source
            """,
            new { known },
            cancellationToken: cancel));
        foreach (var (run, source) in cancelled)
        {
            LogCancelled(source, run);
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

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: nobody has had its file for a day; its run {Run} is cancelled.")]
    private partial void LogCancelled(string source, Guid run);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source} is due: run {Run}.")]
    private partial void LogDue(string source, Guid run);
}
