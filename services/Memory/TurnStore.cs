using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using AspireCoach.Memory.Extraction;
using Dapper;
using Microsoft.Extensions.Options;

namespace AspireCoach.Memory;

/// <summary>The finished turns: each is made recallable once and read for facts once.</summary>
internal sealed class TurnStore(Database database, KnowledgeBase knowledge, IOptions<MemoryOptions> options, TimeProvider time)
{
    // The user first, who is held; of the turns, those that were not there.
    private const string AddSql =
        """
        with held as (
            insert into memory.users (user_id, time_zone) values (@UserId, @TimeZone)
            on conflict (user_id) do update set time_zone = excluded.time_zone
            returning user_id, time_zone, night),
        added as (
            insert into memory.turns (user_id, reply_id, conversation_id, at)
            select held.user_id, turn.* from held, unnest(@replies, @conversations, @instants) turn
            on conflict (user_id, reply_id) do nothing
            returning reply_id)
        select user_id as UserId, time_zone as TimeZone, night as Night, array(select reply_id from added) as Added from held;

        -- As it stands once the user is held: what is forgotten from now on finds the turns in the index.
        select message_id, source_id from chat.recalled_in(@replies);
        """;

    /// <summary>Takes finished turns of one user in: what is there already stays as it is. Holds the user.</summary>
    /// <returns>Whose they are; null where none is left or new.</returns>
    public async Task<HeldUser?> AddAsync(Transaction transaction, IReadOnlyList<Guid> replyIds, CancellationToken cancel)
    {
        if (await MessagesAsync(transaction, replyIds, cancel) is not [var first, ..] messages)
        {
            return null;
        }

        List<TurnMessage> asked = [.. messages.Where(message => !message.FromCoach)];
        await using var taken = await transaction.Connection.QueryMultipleAsync(new CommandDefinition(
            AddSql,
            new
            {
                first.UserId,
                messages[^1].TimeZone,
                replies = asked.Select(message => message.ReplyId).ToArray(),
                conversations = asked.Select(message => message.ConversationId).ToArray(),
                instants = asked.Select(message => message.At).ToArray(),
            },
            cancellationToken: cancel));
        var user = await taken.ReadSingleAsync<HeldUser>();
        var rests = (await taken.ReadAsync<(Guid MessageId, Guid SourceId)>()).AsList();
        if (user.Added.Length == 0)
        {
            return null;
        }

        var outdated = await OutdatedAsync(transaction, first.UserId, rests, cancel);
        // A turn with a secret is left where it was said, with the answer to it.
        var secret = asked.Where(message => Forbidden.HasSecret(message.Text)).Select(message => message.ReplyId).ToHashSet();
        List<TurnMessage> added = [.. messages.Where(message => user.Added.Contains(message.ReplyId) && !secret.Contains(message.ReplyId) && !outdated.Contains(message.MessageId))];
        var told = added.ToDictionary(message => message.MessageId, Telling.Of);
        var takenBack = await NeighboursAsync(transaction, added.Where(message => told[message.MessageId] is not null), after: true, cancel);
        foreach (var message in added.Where(message => takenBack.Any(next => next.ReplyId == message.ReplyId && Telling.TakesBackEarlier(next.Text))))
        {
            told[message.MessageId] = null;
        }

        await knowledge.PutAsync(transaction, [.. added.Select(message => message.ToEntry(told[message.MessageId]))], cancel);
        await TakeBackAsync(transaction, first.UserId, asked.Where(message => user.Added.Contains(message.ReplyId)), cancel);
        return user;
    }

    /// <summary>
    /// "Just kidding": the message before told nothing. Should that one come here later, it finds this one behind it, be it
    /// answered or not; one that is never answered is not seen by what came before.
    /// </summary>
    private static async Task TakeBackAsync(Transaction transaction, Guid userId, IEnumerable<TurnMessage> asked, CancellationToken cancel)
    {
        var before = await NeighboursAsync(transaction, asked.Where(message => Telling.TakesBackEarlier(message.Text)), after: false, cancel);
        if (before.Count > 0)
        {
            await KnowledgeBase.SettleAsync(transaction, userId, [.. before.Select(message => message.MessageId)], cancel);
        }
    }

    /// <summary>What the user said just before or after these in their conversations.</summary>
    private static async Task<IReadOnlyList<Neighbour>> NeighboursAsync(Transaction transaction, IEnumerable<TurnMessage> messages, bool after, CancellationToken cancel) =>
        messages.Select(message => message.ReplyId).ToArray() is not { Length: > 0 } replies
            ? []
            : (await transaction.Connection.QueryAsync<Neighbour>(new CommandDefinition(
                "select reply_id as ReplyId, message_id as MessageId, text as Text from chat.neighbours(@replies, @step)",
                new { replies, step = after ? 1 : -1 },
                cancellationToken: cancel))).AsList();

    /// <summary>
    /// The coach's answers that rest on what is recalled no more: it was forgotten, or changed, while they were written or
    /// before they came here.
    /// </summary>
    private static async Task<HashSet<Guid>> OutdatedAsync(
        Transaction transaction, Guid userId, List<(Guid MessageId, Guid SourceId)> rests, CancellationToken cancel)
    {
        if (rests.Count == 0)
        {
            return [];
        }

        var present = await KnowledgeBase.PresentAsync(transaction, userId, [.. rests.Select(rest => rest.SourceId).Distinct()], cancel);
        return [.. rests.Where(rest => !present.Contains(rest.SourceId)).Select(rest => rest.MessageId)];
    }

    /// <summary>
    /// Takes in what was finished of late and has not come as an event yet: what a user sees answered is read by an extraction
    /// that is asked for then.
    /// </summary>
    public async Task AddLatestAsync(Transaction transaction, Guid userId, CancellationToken cancel)
    {
        var missing = await transaction.Connection.QueryAsync<Guid>(new CommandDefinition(
            """
            select reply_id from chat.finished_since(@userId, @since) reply_id
            where not exists (select from memory.turns t where t.user_id = @userId and t.reply_id = reply_id.reply_id)
            """,
            new { userId, since = time.GetUtcNow() - TimeSpan.FromMinutes(15) },
            cancellationToken: cancel));
        if (missing.AsList() is { Count: > 0 } replies)
        {
            await AddAsync(transaction, replies, cancel);
        }
    }

    /// <summary>What is to be read next: the oldest unread turns of one conversation, as many as are read at once.</summary>
    public async Task<TurnBatch> UnreadAsync(Guid userId, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        var unread = (await transaction.Connection.QueryAsync<Guid>(new CommandDefinition(
            """
            select reply_id from memory.turns
            where user_id = @userId and read_at is null and conversation_id = (
                select conversation_id from memory.turns where user_id = @userId and read_at is null order by at, reply_id limit 1)
            order by at, reply_id limit @TurnsPerBatch
            """,
            new { userId, options.Value.TurnsPerBatch },
            cancellationToken: cancel))).AsList();
        var messages = await MessagesAsync(transaction, unread, cancel);

        // What is too much for once is left for the next time; a turn whose texts are gone is read with the others.
        HashSet<Guid> later = [];
        var characters = 0;
        foreach (var message in messages.Where(message => !message.FromCoach))
        {
            characters += message.Text.Length;
            if (characters > options.Value.BatchCharacters && characters > message.Text.Length)
            {
                later.Add(message.ReplyId);
            }
        }

        return new TurnBatch(
            [.. unread.Where(reply => !later.Contains(reply))],
            [.. messages.Where(message => !later.Contains(message.ReplyId))]);
    }

    /// <summary>Keeps turns as read in the transaction of what came of them; false where some were read meanwhile. The user is held.</summary>
    public async Task<bool> ReadAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> replyIds, CancellationToken cancel) =>
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update memory.turns set read_at = @now where user_id = @userId and reply_id = any(@replyIds) and read_at is null",
            new { userId, replyIds = replyIds.ToArray(), now = time.GetUtcNow() },
            cancellationToken: cancel)) == replyIds.Count;

    /// <summary>Whether a user has turns that are not read.</summary>
    public static Task<bool> AnyUnreadAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        transaction.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from memory.turns where user_id = @userId and read_at is null)", new { userId }, cancellationToken: cancel));

    /// <summary>How many turns of all users are not read, counted up to a bound.</summary>
    public async Task<long> CountUnreadAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from (select from memory.turns where read_at is null limit 100000) counted", cancellationToken: cancel));
    }

    /// <summary>The messages of turns of one user, by conversation in the order they were said.</summary>
    private static async Task<List<TurnMessage>> MessagesAsync(Transaction transaction, IReadOnlyList<Guid> replyIds, CancellationToken cancel) =>
        (await transaction.Connection.QueryAsync<TurnMessage>(new CommandDefinition(
            """
            select reply as ReplyId, user_id as UserId, conversation_id as ConversationId, message_id as MessageId,
                from_coach as FromCoach, turn as Turn, text as Text, at as At, time_zone as TimeZone
            from unnest(@replies) reply cross join lateral chat.turn(reply)
            order by conversation_id, turn, from_coach
            """,
            new { replies = replyIds.ToArray() },
            cancellationToken: cancel))).AsList();
}

/// <summary>A user who is held, to whom turns were added.</summary>
internal sealed record HeldUser
{
    public Guid UserId { get; init; }

    public string TimeZone { get; init; } = "";

    /// <summary>When the job of the coming night runs; null where there is none.</summary>
    public DateTimeOffset? Night { get; init; }

    /// <summary>The replies of the turns that were new.</summary>
    public Guid[] Added { get; init; } = [];
}

/// <summary>Turns to read.</summary>
/// <param name="ReplyIds">Their replies' ids.</param>
/// <param name="Messages">Their messages in the order they were said; none where the texts are gone.</param>
internal sealed record TurnBatch(IReadOnlyList<Guid> ReplyIds, IReadOnlyList<TurnMessage> Messages);

/// <summary>A message of a finished turn.</summary>
internal sealed record TurnMessage
{
    public Guid ReplyId { get; init; }

    public Guid UserId { get; init; }

    public Guid ConversationId { get; init; }

    public Guid MessageId { get; init; }

    public bool FromCoach { get; init; }

    public int Turn { get; init; }

    public string Text { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public string TimeZone { get; init; } = "";

    /// <param name="told">What it tells of the user; null for nothing.</param>
    public KnowledgeEntry ToEntry((string Category, string Facts)? told) => new()
    {
        Id = MessageId,
        UserId = UserId,
        Kind = KnowledgeKind.Turn,
        Text = Text,
        Speaker = FromCoach ? "coach" : "user",
        At = At,
        TimeZone = TimeZone,
        Thread = ConversationId,
        Position = (Turn * 2L) + (FromCoach ? 1 : 0),
        Category = told?.Category,
        Told = told?.Facts,
    };

    public ExtractionTurn ToTurn() => new(MessageId.ToString(), !FromCoach, Text, At);
}

/// <summary>What the user said just before or after a turn.</summary>
internal sealed record Neighbour(Guid ReplyId, Guid MessageId, string Text);
