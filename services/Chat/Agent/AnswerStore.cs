using System.Text.Json;
using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// The writing side of replies. Every statement carries the fencing number of the job: a worker that was taken over,
/// or whose reply was cancelled, writes nothing and is told by <see cref="ReplyEndedException"/>.
/// </summary>
internal sealed class AnswerStore(Database database, EventCatalog events, JobSignal signal, TimeProvider time)
{
    private readonly string[] _completed = [.. events.Of<TurnCompleted>().Select(subscription => subscription.JobKind)];

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
        select b.user_id, b.attempt, b.base, b.version, b.steps::text, b.checkpoint,
            m.turn, m.text, m.at, m.time_zone, m.media_ids
        from begun b join chat.messages m on m.reply_id = b.id and not m.from_coach
        """;

    // The messages before the turn, newest first: each question with its answer, whenever that came.
    private const string HistorySql =
        """
        select earlier.from_coach, earlier.text, earlier.at, earlier.id
        from chat.messages own
        cross join lateral (
            select m.from_coach, m.text, m.at, m.turn, m.id from chat.messages m
            where m.conversation_id = own.conversation_id and m.turn < own.turn
            order by m.turn desc, m.from_coach desc limit $2) earlier
        where own.reply_id = $1 and not own.from_coach
        order by earlier.turn desc, earlier.from_coach desc
        """;

    // The reply's text moves from the chunks into its message, and those who want to know are told: one statement.
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
            returning c.entries, case when c.last_message_at < $6::timestamptz + interval '5 seconds' then c.last_message_at else $6 end as at),
        message as (
            insert into chat.messages (id, conversation_id, user_id, reply_id, from_coach, turn, entry, text, time_zone, at)
            select $7, f.conversation_id, f.user_id, $1, true, $8, c.entries, $9, $10, c.at from finished f, conversation c),
        gone as (
            delete from chat.chunks where reply_id in (select $1 from finished))
        select version, (select count(jobs.enqueue(kind, null, $12, null, 20, nullif($13, ''))) from unnest($11::text[]) as kind) from finished
        """;

    /// <summary>Takes a reply on; null when there is nothing to do any more.</summary>
    /// <param name="replyId">The reply.</param>
    /// <param name="fence">What every write of this claim is guarded by.</param>
    /// <param name="history">How many messages before the turn are wanted.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<AgentTurn?> BeginAsync(Guid replyId, long fence, int history, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        // One round trip and one transaction, but a snapshot for each statement.
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new(LockSql) { Parameters = { new() { Value = replyId } } },
                new(BeginSql) { Parameters = { new() { Value = replyId }, new() { Value = fence } } },
                new(HistorySql) { Parameters = { new() { Value = replyId }, new() { Value = history } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        if (!await reader.NextResultAsync(cancel) || !await reader.ReadAsync(cancel))
        {
            return null;
        }

        var checkpoint = await reader.IsDBNullAsync(5, cancel)
            ? AgentCheckpoint.Start
            : JsonSerializer.Deserialize<AgentCheckpoint>(reader.GetString(5), JsonSerializerOptions.Web)!;
        var reply = new ReplyState
        {
            Id = replyId,
            UserId = reader.GetGuid(0),
            Status = ReplyStatus.Working,
            Attempt = reader.GetInt32(1),
            Base = reader.GetInt64(2),
            Version = reader.GetInt64(3),
            Text = "",
            Steps = JsonSerializer.Deserialize<ReplyStep[]>(reader.GetString(4), JsonSerializerOptions.Web)!,
            Sources = checkpoint.Sources,
        };
        var turn = new AgentTurn(
            reply,
            reader.GetInt32(6),
            reader.GetString(7),
            reader.GetFieldValue<DateTimeOffset>(8),
            reader.GetString(9),
            checkpoint,
            fence,
            [],
            reader.GetFieldValue<Guid[]>(10));
        await reader.NextResultAsync(cancel);
        return turn with { History = await HistoryAsync(reader, cancel) };
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
        command.Parameters.Add(Json(reply.Steps));
        command.Parameters.Add(Json(checkpoint.Sources));
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(checkpoint.Stored(), JsonSerializerOptions.Web) });
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

    /// <summary>Makes the reply done, its text the coach's message, and ends the job, all at once; the new version.</summary>
    public async Task<long> FinishAsync(Job job, AgentTurn turn, ReplyState reply, string model, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var effect = new NpgsqlBatchCommand(FinishSql)
        {
            Parameters = { new() { Value = reply.Id }, new() { Value = turn.Fence }, Json(reply.Steps), Json(reply.Sources) },
        };
        var told = JsonSerializer.Serialize(new TurnCompleted(reply.UserId, reply.Id), JsonSerializerOptions.Web);
        foreach (var value in (object[])
            [model, now.UtcDateTime, Guid.CreateVersion7(now), turn.Number, reply.Text, turn.TimeZone, _completed, told,
             System.Diagnostics.Activity.Current?.Id ?? ""])
        {
            effect.Parameters.Add(new() { Value = value });
        }

        await using var connection = await database.OpenAsync(cancel);
        var version = await job.CompleteAsync(connection, effect, cancel) as long? ?? throw new ReplyEndedException();
        foreach (var kind in _completed)
        {
            signal.Notify(kind);
        }

        return version;
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
        command.Parameters.Add(Json(problem));
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

    private static NpgsqlParameter Json<T>(T value) =>
        new() { Value = JsonSerializer.Serialize(value, JsonSerializerOptions.Web), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private static async Task<IReadOnlyList<EarlierMessage>> HistoryAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        List<EarlierMessage> messages = [];
        while (await reader.ReadAsync(cancel))
        {
            messages.Add(new EarlierMessage(!reader.GetBoolean(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetGuid(3)));
        }

        messages.Reverse();
        return messages;
    }

    private static async Task<long> VersionAsync(NpgsqlCommand command, CancellationToken cancel) =>
        await command.ExecuteScalarAsync(cancel) as long? ?? throw new ReplyEndedException();
}
