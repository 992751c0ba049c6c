using System.Text.Json;
using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Data.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// The writing side of replies. Every statement carries the fencing number of the job: a worker that was taken over,
/// or whose reply was cancelled, writes nothing and is told by <see cref="ReplyEndedException"/>.
/// </summary>
internal sealed class AnswerStore(Database database, TimeProvider time)
{
    // Waits for what the worker before is just writing: the next statement must see its last chunk.
    private const string LockSql = "select from chat.replies where id = $1 for update";

    // What was shown of an attempt that died is thrown away: the new attempt's text begins one behind it, so that
    // every cursor into the old text is smaller. A failed reply comes here when its dead letter was put back.
    private const string BeginSql =
        """
        with shown as (
            select r.id, (select max(finish) from chat.chunks c where c.reply_id = r.id) as finish
            from chat.replies r where r.id = $1),
        begun as (
            update chat.replies r
            set fence = $2, status = 1, version = version + 1, problem = null, finished_at = null,
                attempt = attempt + (case when finish is null then 0 else 1 end),
                base = coalesce(finish + 1, base)
            from shown
            where r.id = shown.id and r.fence < $2 and r.status in (0, 1, 2, 4)
            returning r.*),
        gone as (
            delete from chat.chunks c using begun where c.reply_id = begun.id)
        select b.user_id, b.conversation_id, b.attempt, b.base, b.version, b.steps::text, b.checkpoint,
            m.turn, m.text, m.at, m.time_zone
        from begun b join chat.messages m on m.reply_id = b.id and not m.from_coach
        """;

    // The reply's text moves from the chunks into its message.
    private const string FinishSql =
        """
        with finished as (
            update chat.replies
            set status = 3, version = version + 1, steps = $3, sources = $4, model = $5, checkpoint = null, finished_at = $6
            where id = $1 and fence = $2 and status < 3
            returning conversation_id, user_id, version),
        conversation as (
            update chat.conversations c set entries = entries + 1, last_message_at = greatest(last_message_at, $6)
            from finished where c.id = finished.conversation_id
            returning c.entries),
        message as (
            insert into chat.messages (id, conversation_id, user_id, reply_id, from_coach, turn, entry, text, time_zone, at)
            select $7, f.conversation_id, f.user_id, $1, true, $8, c.entries, $9, $10, $6 from finished f, conversation c),
        gone as (
            delete from chat.chunks where reply_id in (select $1 from finished))
        select version from finished
        """;

    /// <summary>Takes a reply on; null when there is nothing to do any more.</summary>
    public async Task<AgentTurn?> BeginAsync(Guid replyId, long fence, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        // One round trip and one transaction, but a snapshot for each statement.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(LockSql) { Parameters = { new() { Value = replyId } } },
                new(BeginSql) { Parameters = { new() { Value = replyId }, new() { Value = fence } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        if (!await reader.NextResultAsync(cancel) || !await reader.ReadAsync(cancel))
        {
            return null;
        }

        var checkpoint = await reader.IsDBNullAsync(6, cancel)
            ? AgentCheckpoint.Start
            : JsonSerializer.Deserialize<AgentCheckpoint>(reader.GetString(6), JsonSerializerOptions.Web)!;
        var reply = new ReplyState
        {
            Id = replyId,
            UserId = reader.GetGuid(0),
            Status = ReplyStatus.Working,
            Attempt = reader.GetInt32(2),
            Base = reader.GetInt64(3),
            Version = reader.GetInt64(4),
            Text = "",
            Steps = JsonSerializer.Deserialize<ReplyStep[]>(reader.GetString(5), JsonSerializerOptions.Web)!,
            Sources = checkpoint.Sources,
        };
        return new AgentTurn(
            reply,
            reader.GetGuid(1),
            reader.GetInt32(7),
            reader.GetString(8),
            reader.GetFieldValue<DateTimeOffset>(9),
            reader.GetString(10),
            checkpoint,
            fence);
    }

    /// <summary>The messages before a turn, oldest first: each question with its answer, whenever that came.</summary>
    public async Task<IReadOnlyList<EarlierMessage>> HistoryAsync(Guid conversationId, int turn, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = Command(
            connection,
            """
            select from_coach, text, at from chat.messages
            where conversation_id = $1 and turn < $2 order by turn desc, from_coach desc limit $3
            """,
            conversationId, turn, limit);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<EarlierMessage> messages = [];
        while (await reader.ReadAsync(cancel))
        {
            messages.Add(new EarlierMessage(!reader.GetBoolean(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        messages.Reverse();
        return messages;
    }

    /// <summary>Records a finished step, or a decision; the new version.</summary>
    public async Task<long> SaveAsync(ReplyState reply, AgentCheckpoint checkpoint, long fence, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = Command(
            connection,
            """
            update chat.replies set version = version + 1, steps = $3, sources = $4, checkpoint = $5
            where id = $1 and fence = $2 and status < 3 returning version
            """,
            reply.Id, fence);
        AddJson(command, reply.Steps);
        AddJson(command, checkpoint.Sources);
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(checkpoint, JsonSerializerOptions.Web) });
        return await VersionAsync(command, cancel);
    }

    /// <summary>Makes more text visible; the new version.</summary>
    public async Task<long> AppendAsync(ReplyState reply, string text, long fence, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = Command(
            connection,
            """
            with written as (
                update chat.replies set version = version + 1, status = 2
                where id = $1 and fence = $2 and status < 3 returning id, version),
            chunk as (
                insert into chat.chunks (reply_id, start, finish, text) select id, $3, $4, $5 from written)
            select version from written
            """,
            reply.Id, fence, reply.End, reply.End + text.Length, text);
        return await VersionAsync(command, cancel);
    }

    /// <summary>Makes the reply done and its text the coach's message, in the caller's transaction; the new version.</summary>
    public async Task<long> FinishAsync(Transaction transaction, AgentTurn turn, ReplyState reply, string model, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        await using var command = Command(transaction.Connection, FinishSql, reply.Id, turn.Fence);
        AddJson(command, reply.Steps);
        AddJson(command, reply.Sources);
        foreach (var value in (object[])[model, now.UtcDateTime, Guid.CreateVersion7(now), turn.Number, reply.Text, turn.TimeZone])
        {
            command.Parameters.Add(new() { Value = value });
        }

        return await VersionAsync(command, cancel);
    }

    /// <summary>
    /// Makes the reply failed in the caller's transaction, unless it has ended or is written by a later claim. Its
    /// checkpoint stays: should its dead letter be put back, no tool that writes is run again.
    /// </summary>
    /// <returns>Whose reply it is; null where nothing was changed.</returns>
    public async Task<Guid?> FailAsync(Transaction transaction, Guid replyId, long fence, ReplyProblem problem, CancellationToken cancel)
    {
        await using var command = Command(
            transaction.Connection,
            """
            update chat.replies set status = 4, version = version + 1, fence = $2, finished_at = $3, problem = $4
            where id = $1 and fence <= $2 and status < 3 returning user_id
            """,
            replyId, fence, time.GetUtcNow().UtcDateTime);
        AddJson(command, problem);
        return await command.ExecuteScalarAsync(cancel) as Guid?;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        return command;
    }

    private static void AddJson<T>(NpgsqlCommand command, T value) =>
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(value, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb });

    private static async Task<long> VersionAsync(NpgsqlCommand command, CancellationToken cancel) =>
        await command.ExecuteScalarAsync(cancel) as long? ?? throw new ReplyEndedException();
}
