using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Accounts;

internal sealed class ErasureStore(Database database, TimeProvider time)
{
    /// <summary>Notes an erasure that is done when each of the modules is.</summary>
    public async Task<Guid> BeginAsync(
        Transaction transaction, byte[] tokenHash, IReadOnlyCollection<string> modules, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into accounts.erasures (id, token_hash, started_at) values (@id, @tokenHash, @now);
            insert into accounts.erasure_parts (erasure_id, module) select @id, unnest(@modules);
            """,
            new { id, tokenHash, now, modules = modules.ToArray() },
            cancellationToken: cancel));
        return id;
    }

    /// <summary>Notes that a module is done, and the whole erasure with the last one. Once more changes nothing.</summary>
    public async Task FinishPartAsync(Guid erasureId, string module, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        // Modules end at the same time: whoever holds the erasure's row sees all that ended before.
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            select from accounts.erasures where id = @erasureId for update;
            update accounts.erasure_parts set done_at = coalesce(done_at, @now) where erasure_id = @erasureId and module = @module;
            update accounts.erasures set finished_at = coalesce(finished_at, @now)
            where id = @erasureId and not exists (select from accounts.erasure_parts where erasure_id = @erasureId and done_at is null);
            """,
            new { erasureId, module, now = time.GetUtcNow() },
            cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
    }

    /// <summary>An erasure with its token's hash and its modules; null where there is none.</summary>
    public async Task<ErasureRow?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<ErasureRow>(new CommandDefinition(
            """
            select e.token_hash as tokenHash, e.finished_at as finishedAt,
                   coalesce(array_agg(p.module) filter (where p.done_at is null), '{}') as pending
            from accounts.erasures e left join accounts.erasure_parts p on p.erasure_id = e.id
            where e.id = @id
            group by e.id
            """,
            new { id },
            cancellationToken: cancel));
    }
}

/// <summary>How far an erasure is, by module.</summary>
internal sealed record ErasureRow
{
    public required byte[] TokenHash { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The modules that are not done; null stands for an erasure without modules.</summary>
    public required string?[] Pending { get; init; }
}
