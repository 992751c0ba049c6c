using System.Text.Json;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using Dapper;
using Npgsql;

namespace AspireCoach.Chat;

/// <summary>A message as the contract lists it.</summary>
/// <param name="Role"><c>user</c> or <c>coach</c>.</param>
/// <param name="ReplyId">The reply to a user's message; the reply that a coach's message is.</param>
public sealed record Message(Guid Id, string Role, string Text, DateTimeOffset At, Guid ReplyId, IReadOnlyList<Guid> MediaIds);

/// <summary>What came of an attempt to accept a message.</summary>
public enum Acceptance
{
    /// <summary>Message and work are durable.</summary>
    Accepted,

    /// <summary>The user has no such conversation.</summary>
    NoConversation,

    /// <summary>The key was used before: look up what was answered.</summary>
    KnownKey,

    /// <summary>The first request with the key is still running.</summary>
    Busy,
}

/// <summary>The arguments of the job that answers a message.</summary>
public sealed record AnswerJob(Guid ReplyId)
{
    public const string Kind = "chat.answer";
}

/// <summary>SQL of messages.</summary>
public sealed class MessageStore(Database database, JobSignal signal, Microsoft.Extensions.Options.IOptions<ChatOptions> options, TimeProvider time)
{
    // A message is not older than the one before it, though the clocks of processes differ by a little.
    // One statement is one transaction and one round trip: message, reply, job and stored answer, or nothing.
    // The conversation's row lock gives the turns their order; the job's lane keeps it. The lane is the user's: whatever
    // one user sends, the first message of another waits for one answer of theirs at most.
    private const string AcceptSql =
        """
        with guard as materialized (select idempotency.try_lock($1, $2, $3) as free),
        conversation as (
            update chat.conversations c set turns = turns + 1, entries = entries + 1, last_message_at = greatest(last_message_at, $9)
            from guard where guard.free and c.id = $7 and c.user_id = $1
            returning c.turns, c.entries, case when c.last_message_at < $9::timestamptz + interval '5 seconds' then c.last_message_at else $9 end as at),
        key as (
            insert into idempotency.keys (user_id, endpoint, key, fingerprint, status, location, body)
            select $1, $2, $3, $4, 202, $5, $6 from conversation),
        message as (
            insert into chat.messages (id, conversation_id, user_id, reply_id, from_coach, turn, entry, text, media_ids, time_zone, at)
            select $8, $7, $1, $10, false, turns, entries, $11, $12, $13, at from conversation),
        reply as (
            insert into chat.replies (id, conversation_id, user_id) select $10, $7, $1 from conversation)
        select (select free from guard),
            (select jobs.enqueue($14, 'chat ' || $1::text, $15, null, $16, nullif($17, '')) from conversation)
        """;

    /// <summary>Makes a message and the work to answer it durable.</summary>
    /// <param name="key">The request's idempotency key.</param>
    /// <param name="fingerprint">The request's fingerprint.</param>
    /// <param name="response">What the request is answered, stored with its effect.</param>
    /// <param name="message">The message to accept.</param>
    /// <param name="cancel">Cancels; a request that went away is not accepted, unless it was by then.</param>
    public async Task<Acceptance> AcceptAsync(
        IdempotencyKey key, byte[] fingerprint, StoredResponse response, NewMessage message, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(message);
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(AcceptSql, connection);
        foreach (var value in (object[])
            [key.UserId, key.Endpoint, key.Key, fingerprint, response.Location!, response.Body,
             message.ConversationId, message.Id, time.GetUtcNow().UtcDateTime, message.ReplyId, message.Text,
             message.MediaIds.ToArray(), message.TimeZone, AnswerJob.Kind,
             JsonSerializer.Serialize(new AnswerJob(message.ReplyId), JsonSerializerOptions.Web),
             options.Value.MaxAttempts, System.Diagnostics.Activity.Current?.Id ?? ""])
        {
            command.Parameters.Add(new() { Value = value });
        }

        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            if (!reader.GetBoolean(0))
            {
                return Acceptance.Busy;
            }

            if (await reader.IsDBNullAsync(1, cancel))
            {
                return Acceptance.NoConversation;
            }

            // The statement has committed only when all of its answer has been read.
            await reader.CloseAsync();
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation && exception.ConstraintName == "keys_pkey")
        {
            return Acceptance.KnownKey;
        }

        signal.Notify(AnswerJob.Kind);
        return Acceptance.Accepted;
    }

    /// <summary>Whether all of these photos are the user's.</summary>
    public async Task<bool> OwnsAsync(Guid userId, IReadOnlyList<Guid> mediaIds, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select media.owned(@userId, @ids)", new { userId, ids = mediaIds.ToArray() }, cancellationToken: cancel));
    }

    /// <summary>What a key was answered before, or what is wrong with using it again.</summary>
    public async Task<IdempotentResult<T>?> ReplayAsync<T>(IdempotencyKey key, byte[] fingerprint, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        return await Idempotency.FindAsync<T>(transaction, key, fingerprint, cancel);
    }

    /// <summary>A conversation's messages, newest first, behind a cursor; null when the user has no such conversation.</summary>
    public async Task<IReadOnlyList<(Message Message, long Entry)>?> ListAsync(
        Guid conversationId, Guid userId, long? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        List<(Message, long)> rows = [];
        await using (var command = new NpgsqlCommand(
            """
            select id, from_coach, text, at, reply_id, media_ids, entry from chat.messages
            where conversation_id = $1 and user_id = $2 and entry < $3
            order by entry desc limit $4
            """,
            connection)
        {
            Parameters = { new() { Value = conversationId }, new() { Value = userId }, new() { Value = before ?? long.MaxValue }, new() { Value = limit + 1 } },
        })
        {
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                var message = new Message(
                    reader.GetGuid(0),
                    reader.GetBoolean(1) ? "coach" : "user",
                    reader.GetString(2),
                    reader.GetFieldValue<DateTimeOffset>(3),
                    reader.GetGuid(4),
                    reader.GetFieldValue<Guid[]>(5));
                rows.Add((message, reader.GetInt64(6)));
            }
        }

        return rows.Count > 0 || await ExistsAsync(connection, conversationId, userId, cancel) ? rows : null;
    }

    private static Task<bool> ExistsAsync(NpgsqlConnection connection, Guid id, Guid userId, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from chat.conversations where id = @Id and user_id = @UserId)",
            new { Id = id, UserId = userId },
            cancellationToken: cancel));
}

/// <summary>A message about to be accepted, with the ids it will have.</summary>
/// <param name="TimeZone">The user's time zone when writing it: what "today" means in it.</param>
public sealed record NewMessage(Guid Id, Guid ReplyId, Guid ConversationId, string Text, IReadOnlyList<Guid> MediaIds, string TimeZone)
{
    internal static NewMessage From(UserSession session, Guid conversationId, string text, IReadOnlyList<Guid>? mediaIds, DateTimeOffset now) =>
        new(Guid.CreateVersion7(now), Guid.CreateVersion7(now), conversationId, text, mediaIds ?? [], session.TimeZone);
}
