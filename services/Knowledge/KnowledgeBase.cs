using AspireCoach.Data.Postgres;
using Dapper;

#pragma warning disable CA1822 // An index beside the table will need the instance.

namespace AspireCoach.Knowledge;

/// <summary>Everything that can be recalled of the users: turns as they were said, and facts distilled from them.</summary>
public sealed class KnowledgeBase(Database database)
{
    /// <summary>Adds entries, or replaces those with the same id, in the caller's transaction. Once more changes nothing.</summary>
    public async Task PutAsync(Transaction transaction, IReadOnlyList<KnowledgeEntry> entries, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(entries);
        foreach (var entry in entries)
        {
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                """
                insert into knowledge.entries (id, user_id, kind, text, speaker, at, time_zone, thread, position, pinned)
                values (@Id, @UserId, @Kind, @Text, @Speaker, @At, @TimeZone, @Thread, @Position, @Pinned)
                on conflict (id) do update set text = excluded.text, at = excluded.at, pinned = excluded.pinned
                where entries.user_id = excluded.user_id
                """,
                entry with { At = entry.At.ToUniversalTime() },
                cancellationToken: cancel));
        }
    }

    /// <summary>Removes entries of a user in the caller's transaction: they are found no more once it commits.</summary>
    public Task RemoveAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(ids);
        return transaction.Connection.ExecuteAsync(new CommandDefinition(
            "delete from knowledge.entries where user_id = @userId and id = any(@ids)", new { userId, ids = ids.ToArray() }, cancellationToken: cancel));
    }

    /// <summary>Removes everything of a user in the caller's transaction.</summary>
    public Task EraseAsync(Transaction transaction, Guid userId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        return transaction.Connection.ExecuteAsync(new CommandDefinition(
            "delete from knowledge.entries where user_id = @userId", new { userId }, cancellationToken: cancel));
    }

    /// <summary>Finds what fits a question, best first, among the entries of one user.</summary>
    public async Task<KnowledgeAnswer> SearchAsync(KnowledgeQuery query, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(query);
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<KnowledgeRow>(new CommandDefinition(
            """
            with words as (
                select to_tsquery('english', coalesce(nullif(array_to_string(tsvector_to_array(to_tsvector('english', @Text)), ' | '), ''), 'nothing')) as wanted)
            select id, kind, text, speaker, at, time_zone as timeZone, thread, position, pinned,
                (ts_rank(to_tsvector('english', text), wanted) + (case when pinned and @WithPinned then 1 else 0 end))::double precision as score
            from knowledge.entries, words
            where user_id = @UserId and (@kind::smallint is null or kind = @kind) and id <> all(@except)
                and (to_tsvector('english', text) @@ wanted or (pinned and @WithPinned))
            order by score desc, at desc limit @Limit
            """,
            new { query.UserId, query.Text, query.WithPinned, query.Limit, kind = (short?)query.Kind, except = query.Except.ToArray() },
            cancellationToken: cancel));
        return new KnowledgeAnswer([.. rows.Select(row => row.ToHit(query.UserId))]);
    }

    private sealed record KnowledgeRow
    {
        public Guid Id { get; init; }

        public short Kind { get; init; }

        public string Text { get; init; } = "";

        public string Speaker { get; init; } = "";

        public DateTimeOffset At { get; init; }

        public string TimeZone { get; init; } = "";

        public Guid? Thread { get; init; }

        public long Position { get; init; }

        public bool Pinned { get; init; }

        public double Score { get; init; }

        public KnowledgeHit ToHit(Guid userId) => new(
            new KnowledgeEntry
            {
                Id = Id, UserId = userId, Kind = (KnowledgeKind)Kind, Text = Text, Speaker = Speaker, At = At,
                TimeZone = TimeZone, Thread = Thread, Position = Position, Pinned = Pinned,
            },
            Score);
    }
}
