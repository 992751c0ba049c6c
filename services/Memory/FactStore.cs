using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using Dapper;

namespace AspireCoach.Memory;

/// <summary>
/// The facts and their history. What is current stands in the knowledge base too, put there and removed in the
/// transaction that changes the fact.
/// </summary>
internal sealed class FactStore(Database database, KnowledgeBase knowledge, JobQueue jobs, TimeProvider time)
{
    /// <summary>Days behind it are no end that anybody lives to see.</summary>
    private const int LastYear = 2200;

    /// <summary>The user's facts, newest first, one more than the limit.</summary>
    public async Task<IReadOnlyList<FactRow>> ListAsync(
        Guid userId, bool all, string? category, DateOnly today, Guid? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<FactRow>(new CommandDefinition(
            $"""
            select {FactRow.Columns} from memory.facts
            where user_id = @userId and (@before::uuid is null or id < @before) and (@category::text is null or category = @category)
                and (@all or (superseded_by is null and (valid_to is null or valid_to >= @today)))
            order by id desc limit @limit
            """,
            new { userId, all, category, today, before, limit = limit + 1 },
            cancellationToken: cancel))).AsList();
    }

    /// <summary>The current facts of a held user, the latest first.</summary>
    public static async Task<List<FactRow>> CurrentAsync(Transaction transaction, Guid userId, DateOnly today, int limit, CancellationToken cancel) =>
        (await transaction.Connection.QueryAsync<FactRow>(new CommandDefinition(
            $"""
            select {FactRow.Columns} from memory.facts
            where user_id = @userId and superseded_by is null and (valid_to is null or valid_to >= @today)
            order by said_at desc, id desc limit @limit
            """,
            new { userId, today, limit },
            cancellationToken: cancel))).AsList();

    /// <summary>A fact of a user; null where they have none with that id.</summary>
    public static Task<FactRow?> FindAsync(Transaction transaction, Guid userId, Guid id, CancellationToken cancel) =>
        transaction.Connection.QuerySingleOrDefaultAsync<FactRow>(new CommandDefinition(
            $"select {FactRow.Columns} from memory.facts where user_id = @userId and id = @id", new { userId, id }, cancellationToken: cancel));

    /// <summary>All versions of all facts of a held user.</summary>
    public static Task<IEnumerable<FactRow>> AllAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        transaction.Connection.QueryAsync<FactRow>(new CommandDefinition(
            $"select {FactRow.Columns} from memory.facts where user_id = @userId", new { userId }, cancellationToken: cancel));

    /// <summary>Adds a fact for a held user, with the message it was taken from as evidence, and takes it out of the index when it is over.</summary>
    /// <returns>It as it was stored.</returns>
    public async Task<FactRow> AddAsync(Transaction transaction, FactRow fact, CancellationToken cancel)
    {
        fact = fact with { ValidTo = fact.ValidTo?.Year > LastYear ? null : fact.ValidTo };
        var stored = await transaction.Connection.QuerySingleAsync<FactRow>(new CommandDefinition(
            $"""
            insert into memory.facts (id, user_id, text, category, confidence, pinned, valid_from, valid_to, message_id, quote, said_at, time_zone)
            values (@Id, @UserId, @Text, @Category, @Confidence, @Pinned, @ValidFrom::date, @ValidTo::date, @MessageId, @Quote, @SaidAt, @TimeZone)
            returning {FactRow.Columns}
            """,
            fact with { SaidAt = fact.SaidAt.ToUniversalTime() },
            cancellationToken: cancel));
        await SayAsync(transaction, stored.Id, stored, cancel);

        if (stored.IsCurrent(Night.DayOf(time.GetUtcNow(), stored.TimeZone)))
        {
            await knowledge.PutAsync(transaction, [stored.ToEntry()], cancel);
            if (stored.ValidTo is { } last)
            {
                await jobs.EnqueueAsync(transaction, ExpiryJob.For(stored.UserId, stored.Id, Night.EndOf(last, stored.TimeZone)), cancel);
            }
        }

        return stored;
    }

    /// <summary>Ends a held user's current fact on a day: another has taken its place, and what said it is outdated.</summary>
    /// <returns>It as it is now.</returns>
    public async Task<FactRow> SupersedeAsync(Transaction transaction, FactRow old, FactRow by, DateOnly last, CancellationToken cancel)
    {
        await knowledge.RemoveAsync(transaction, old.UserId, [old.Id], cancel);
        var said = await transaction.Connection.QueryAsync<Guid>(new CommandDefinition(
            "select message_id from memory.evidence where fact_id = @Id and message_id is distinct from @MessageId", new { old.Id, by.MessageId }, cancellationToken: cancel));
        await KnowledgeBase.OutdateAsync(transaction, old.UserId, said.AsList(), cancel);
        return await transaction.Connection.QuerySingleAsync<FactRow>(new CommandDefinition(
            $"""
            update memory.facts set superseded_by = @by, valid_to = greatest(valid_from, least(valid_to, @last::date))
            where user_id = @UserId and id = @Id
            returning {FactRow.Columns}
            """,
            new { old.UserId, old.Id, by = by.Id, last },
            cancellationToken: cancel));
    }

    /// <summary>Notes that a message said a fact; false where that is known, or the user wrote it.</summary>
    public static async Task<bool> SayAsync(Transaction transaction, Guid factId, FactRow said, CancellationToken cancel) =>
        said is { MessageId: { } message, Quote: { } quote }
        && await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "insert into memory.evidence (fact_id, message_id, hash) values (@factId, @message, @hash) on conflict (fact_id, message_id) do nothing",
            new { factId, message, hash = FactRow.HashOf(said.UserId, message, quote) },
            cancellationToken: cancel)) > 0;

    /// <summary>Changes how sure a held user's fact is.</summary>
    public static Task SetConfidenceAsync(Transaction transaction, FactRow fact, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update memory.facts set confidence = @Confidence where user_id = @UserId and id = @Id",
            new { fact.UserId, fact.Id, fact.Confidence },
            cancellationToken: cancel));

    /// <summary>Pins a held user's fact, or lets it go.</summary>
    public async Task<FactRow> PinAsync(Transaction transaction, FactRow fact, bool pinned, CancellationToken cancel)
    {
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update memory.facts set pinned = @pinned where user_id = @UserId and id = @Id",
            new { fact.UserId, fact.Id, pinned },
            cancellationToken: cancel));
        fact = fact with { Pinned = pinned };
        if (fact.IsCurrent(Night.DayOf(time.GetUtcNow(), fact.TimeZone)))
        {
            await knowledge.PutAsync(transaction, [fact.ToEntry()], cancel);
        }

        return fact;
    }

    /// <summary>
    /// Takes the words a fact came from out of what can be recalled: the messages that said it or a version before it, and the
    /// coach's that answer those or rest on it. The conversations keep them.
    /// </summary>
    public async Task RetractAsync(Transaction transaction, FactRow fact, CancellationToken cancel)
    {
        var said = await transaction.Connection.QueryAsync<Guid>(new CommandDefinition(
            $"""
            {Versions}
            select message_id from memory.evidence where fact_id in (select id from versions)
            union select id from versions
            """,
            new { fact.UserId, fact.Id },
            cancellationToken: cancel));
        var ids = said.ToArray();
        var echoes = await transaction.Connection.QueryAsync<Guid>(new CommandDefinition(
            "select * from chat.resting_on(@UserId, @ids)", new { fact.UserId, ids }, cancellationToken: cancel));
        await knowledge.RemoveAsync(transaction, fact.UserId, [.. ids, .. echoes], cancel);
    }

    /// <summary>Forgets a held user's fact and every version before it; of what said them, hashes are kept.</summary>
    public async Task ForgetAsync(Transaction transaction, FactRow fact, CancellationToken cancel)
    {
        await RetractAsync(transaction, fact, cancel);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            $"""
            {Versions}
            insert into memory.forgotten (user_id, hash)
            select distinct @UserId::uuid, hash from memory.evidence where fact_id in (select id from versions)
            on conflict do nothing;
            {Versions}
            delete from memory.facts where user_id = @UserId and id in (select id from versions);
            """,
            new { fact.UserId, fact.Id },
            cancellationToken: cancel));
    }

    /// <summary>Takes a fact that is over out of the index; one that is not, or not there any more, stays as it is.</summary>
    public async Task ExpireAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        if (await MemoryUsers.HoldAsync(transaction, userId, cancel)
            && await FindAsync(transaction, userId, id, cancel) is { } fact
            && !fact.IsCurrent(Night.DayOf(time.GetUtcNow(), fact.TimeZone)))
        {
            await knowledge.RemoveAsync(transaction, userId, [id], cancel);
            await transaction.CommitAsync(cancel);
        }
    }

    /// <summary>Whether what a message said is something that the user has forgotten since.</summary>
    public static Task<bool> IsForgottenAsync(Transaction transaction, Guid userId, byte[] hash, CancellationToken cancel) =>
        transaction.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from memory.forgotten where user_id = @userId and hash = @hash)", new { userId, hash }, cancellationToken: cancel));

    private const string Versions =
        """
        with recursive versions as (
            select id from memory.facts where user_id = @UserId and id = @Id
            union all
            select f.id from memory.facts f join versions v on f.superseded_by = v.id where f.user_id = @UserId)
        """;
}
