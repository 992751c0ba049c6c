using AspireCoach.Data.Postgres;
using AspireCoach.ServiceDefaults.Contract;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Data.Sessions;

/// <summary>A personal access token as its user sees it; the token itself was shown once and is stored nowhere.</summary>
/// <param name="Id">Its id, to revoke it by.</param>
/// <param name="Name">What the user calls it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastUsedAt">When it was last used, to the minute; null where it never was.</param>
/// <param name="ExpiresAt">When it ends by itself.</param>
public sealed record PersonalToken(Guid Id, string Name, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset ExpiresAt);

/// <summary>Tokens that are no sign-in: of MCP clients, and of the platform's own agent.</summary>
public sealed partial class SessionStore
{
    /// <summary>What every personal access token begins with, so that one can be told from other secrets where it leaked.</summary>
    public const string PersonalPrefix = "cpat_";

    private const string AgentPrefix = "cagt_";

    /// <summary>When the last use was noted longer ago, a use is noted again.</summary>
    private static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    /// <summary>When a personal access token ends whose user says so, or does not.</summary>
    /// <returns>Null where <paramref name="wanted"/> is not within what is allowed.</returns>
    public DateTimeOffset? ExpiryOf(DateTimeOffset? wanted)
    {
        var now = Now();
        var latest = now.AddDays(options.Value.TokenLifetimeDays);
        return wanted is null ? latest
            : wanted > now && wanted <= latest ? ToMicroseconds(wanted.Value.ToUniversalTime())
            : null;
    }

    /// <summary>Makes a personal access token in the caller's transaction, which holds the account.</summary>
    /// <param name="transaction">Commits it.</param>
    /// <param name="user">The user, and their time zone.</param>
    /// <param name="name">What the user calls it.</param>
    /// <param name="expiresAt">When it ends.</param>
    /// <param name="token">The token: <see cref="PersonalPrefix"/> and at least 256 bits.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Null where the user has as many as a user may have.</returns>
    public async Task<PersonalToken?> CreatePersonalAsync(
        Transaction transaction, UserSession user, string name, DateTimeOffset expiresAt, string token, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(user);
        var now = Now();
        var made = new PersonalToken(Guid.CreateVersion7(now), name, now, null, expiresAt);
        // One after another for a user: two at once must not both be the last one allowed.
        await using (var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1::text, 7236))", transaction.Connection)
        {
            Parameters = { new() { Value = user.UserId } },
        })
        {
            await turn.ExecuteNonQueryAsync(cancel);
        }

        await using var command = new NpgsqlCommand(
            """
            insert into sessions.sessions (token_hash, user_id, time_zone, created_at, expires_at, kind, id, name)
            select $1, $2, $3, $4, $5, 1, $6, $7
            where (select count(*) from sessions.sessions where user_id = $2 and kind = 1 and expires_at > $4) < $8
            """,
            transaction.Connection)
        {
            Parameters =
            {
                new() { Value = Hash(token) },
                new() { Value = user.UserId },
                new() { Value = user.TimeZone },
                new() { Value = now.UtcDateTime },
                new() { Value = expiresAt.UtcDateTime },
                new() { Value = made.Id },
                new() { Value = name },
                new() { Value = options.Value.TokensPerUser },
            },
        };
        return await command.ExecuteNonQueryAsync(cancel) == 1 ? made : null;
    }

    /// <summary>A user's personal access tokens that have not expired, in the order they were made, one more than the limit.</summary>
    public async Task<IReadOnlyList<PersonalToken>> ListPersonalAsync(Guid userId, PageCursor? after, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            select id, name, created_at, last_used_at, expires_at from sessions.sessions
            where user_id = $1 and kind = 1 and id > $2 and expires_at > $3
            order by id
            limit $4
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = userId },
                new() { Value = after?.Id ?? Guid.Empty },
                new() { Value = Now().UtcDateTime },
                new() { Value = limit + 1 },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<PersonalToken> tokens = [];
        while (await reader.ReadAsync(cancel))
        {
            tokens.Add(new PersonalToken(
                reader.GetGuid(0),
                reader.GetString(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                await reader.IsDBNullAsync(3, cancel) ? null : reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return tokens;
    }

    /// <summary>Revokes a personal access token, on every replica at once; false where the user has none with this id.</summary>
    public async Task<bool> RevokePersonalAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await using var command = new NpgsqlCommand(
            "delete from sessions.sessions where user_id = $1 and kind = 1 and id = $2 returning token_hash", transaction.Connection)
        {
            Parameters = { new() { Value = userId }, new() { Value = id } },
        };
        if (await command.ExecuteScalarAsync(cancel) is not byte[] hash)
        {
            return false;
        }

        transaction.OnCommitted(() => _cache.RemoveAsync(Convert.ToHexString(hash)));
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>
    /// A token for the platform's own agent to call tools with on a user's behalf. It ends with the user's sessions when
    /// the account is erased; for an erased user there is none.
    /// </summary>
    public async Task<IssuedSession> CreateForAgentAsync(Guid userId, string timeZone, TimeSpan lifetime, CancellationToken cancel)
    {
        var token = AgentPrefix + NewSecret();
        var now = Now();
        var expires = now + lifetime;
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            "insert into sessions.sessions (token_hash, user_id, time_zone, created_at, expires_at, kind) values ($1, $2, $3, $4, $5, 2)", connection)
        {
            Parameters =
            {
                new() { Value = Hash(token) },
                new() { Value = userId },
                new() { Value = timeZone },
                new() { Value = now.UtcDateTime },
                new() { Value = expires.UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
        return new IssuedSession(token, expires);
    }

    private async Task NoteUseAsync(NpgsqlConnection connection, byte[] hash, CancellationToken cancel)
    {
        var now = Now();
        await using var command = new NpgsqlCommand(
            "update sessions.sessions set last_used_at = $2 where token_hash = $1 and (last_used_at is null or last_used_at < $3)", connection)
        {
            Parameters =
            {
                new() { Value = hash, NpgsqlDbType = NpgsqlDbType.Bytea },
                new() { Value = now.UtcDateTime },
                new() { Value = (now - UseNotedEvery).UtcDateTime },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }
}
