using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Dapper;
using Microsoft.Extensions.Options;

namespace AspireCoach.Memory;

/// <summary>The extractions: of each user one at a time, which reads until nothing is unread.</summary>
internal sealed class ExtractionStore(Database database, JobQueue jobs, IOptions<MemoryOptions> options, TimeProvider time)
{
    /// <summary>How long one that has ended can be asked for.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(30);

    /// <summary>
    /// Begins a held user's extraction. One that is under way is the answer: it ends only when, with the user held, nothing is
    /// unread, so it reads all that is there now.
    /// </summary>
    public async Task<Guid> BeginAsync(Transaction transaction, Guid userId, CancellationToken cancel)
    {
        var underWay = await transaction.Connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "select id from memory.extractions where user_id = @userId and status < 2", new { userId }, cancellationToken: cancel));
        if (underWay is { } known)
        {
            return known;
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            delete from memory.extractions where user_id = @userId and created_at < @old;
            insert into memory.extractions (id, user_id, created_at) values (@id, @userId, @now);
            """,
            new { userId, id, now, old = now - s_kept },
            cancellationToken: cancel));
        await jobs.EnqueueAsync(transaction, ExtractionJob.For(userId, id, options.Value.MaxAttempts), cancel);
        return id;
    }

    /// <summary>An extraction of a user; null where they have none with that id.</summary>
    public async Task<ExtractionRun?> FindAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<ExtractionRun>(new CommandDefinition(
            """
            select id, status, turns_read as turnsRead, added, superseded, ignored
            from memory.extractions where user_id = @userId and id = @id
            """,
            new { userId, id },
            cancellationToken: cancel));
    }

    /// <summary>Shows that an extraction is running; false where it has ended, or its user has been erased.</summary>
    public async Task<bool> RunAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(
            "update memory.extractions set status = 1 where user_id = @userId and id = @id and status < 2", new { userId, id }, cancellationToken: cancel)) > 0;
    }

    /// <summary>Counts what came of a batch, in the transaction that keeps it.</summary>
    public static Task CountAsync(Transaction transaction, Guid userId, Guid id, Reconciled outcome, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            update memory.extractions set turns_read = turns_read + @TurnsRead, added = added + @Added,
                superseded = superseded + @Superseded, ignored = ignored + @Ignored
            where user_id = @userId and id = @id
            """,
            new { userId, id, outcome.TurnsRead, outcome.Added, outcome.Superseded, outcome.Ignored },
            cancellationToken: cancel));

    /// <summary>Ends an extraction that has not ended; the user is held.</summary>
    public static Task EndAsync(Transaction transaction, Guid userId, Guid id, ExtractionStatus status, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update memory.extractions set status = @status where user_id = @userId and id = @id and status < 2",
            new { userId, id, status = (short)status },
            cancellationToken: cancel));
}
