using System.Text.Json;
using AspireCoach.Data.Postgres;
using Npgsql;

namespace AspireCoach.Chat;

/// <summary>SQL of replies as polls see them; <c>Agent/AnswerStore</c> is the side that writes them.</summary>
public sealed class ReplyStore(Database database, TimeProvider time)
{
    /// <summary>A reply of this user in its present state; null when there is none.</summary>
    public async Task<ReplyState?> FindAsync(Guid id, Guid userId, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            select r.status, r.attempt, r.base, r.version, r.steps::text, r.sources::text, r.problem::text,
                coalesce(
                    (select m.text from chat.messages m where m.reply_id = r.id and m.from_coach),
                    (select string_agg(c.text, '' order by c.start) from chat.chunks c where c.reply_id = r.id),
                    '')
            from chat.replies r where r.id = $1 and r.user_id = $2
            """,
            connection)
        {
            Parameters = { new() { Value = id }, new() { Value = userId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
        {
            return null;
        }

        return new ReplyState
        {
            Id = id,
            UserId = userId,
            Status = (ReplyStatus)reader.GetInt16(0),
            Attempt = reader.GetInt32(1),
            Base = reader.GetInt64(2),
            Version = reader.GetInt64(3),
            Steps = Read<ReplyStep[]>(reader.GetString(4)),
            Sources = Read<ReplySource[]>(reader.GetString(5)),
            Problem = await reader.IsDBNullAsync(6, cancel) ? null : Read<ReplyProblem>(reader.GetString(6)),
            Text = reader.GetString(7),
        };
    }

    /// <summary>Cancels a reply that is not finished; a finished one stays as it is.</summary>
    /// <returns>False when the user has no such reply.</returns>
    public async Task<bool> CancelAsync(Guid id, Guid userId, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            with cancelled as (
                update chat.replies set status = 5, version = version + 1, finished_at = $3, checkpoint = null
                where id = $1 and user_id = $2 and status < 3)
            select exists (select from chat.replies where id = $1 and user_id = $2)
            """,
            connection)
        {
            Parameters = { new() { Value = id }, new() { Value = userId }, new() { Value = time.GetUtcNow().UtcDateTime } },
        };
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web)!;
}
