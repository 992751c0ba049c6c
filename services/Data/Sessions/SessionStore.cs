using System.Buffers.Text;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using AspireCoach.Data.Cache;
using AspireCoach.Data.Postgres;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Npgsql;

namespace AspireCoach.Data.Sessions;

/// <summary>A new session. The token is shown once and stored nowhere.</summary>
public sealed record IssuedSession(string Token, DateTimeOffset ExpiresAt);

/// <summary>
/// Bearer sessions: opaque tokens, looked up by their hash, in the process's copy, the shared cache and Postgres in turn.
/// </summary>
public sealed partial class SessionStore(
    Database database, ISharedCache shared, IWakeUps wakeUps, IOptions<SessionOptions> options, TimeProvider time, IMeterFactory? meters = null) : IDisposable
{
    private const int TokenBytes = 32;
    private const int MostCharacters = 200;

    private readonly CachedReads<CachedSession> _cache = new(
        "session-2", options.Value.CachedSessions, TimeSpan.FromSeconds(options.Value.CacheSeconds), shared, wakeUps, time, meters);

    /// <summary>Opens a session in the caller's transaction.</summary>
    /// <param name="transaction">Commits the session together with what it belongs to.</param>
    /// <param name="userId">The user.</param>
    /// <param name="timeZone">The user's IANA time zone.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="token">A token of at least 256 bits that the caller derived; a random one where null.</param>
    public async Task<IssuedSession> CreateAsync(
        Transaction transaction, Guid userId, string timeZone, CancellationToken cancel, string? token = null)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        token ??= NewSecret();
        var now = Now();
        var expires = now.AddDays(options.Value.LifetimeDays);
        await using var command = new NpgsqlCommand(
            """
            insert into sessions.sessions (token_hash, user_id, time_zone, created_at, expires_at) values ($1, $2, $3, $4, $5)
            on conflict (token_hash) do nothing
            """,
            transaction.Connection)
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

    /// <summary>Who holds the token; null when it is unknown, ended or expired.</summary>
    public async ValueTask<UserSession?> FindAsync(string token, CancellationToken cancel)
    {
        if (string.IsNullOrEmpty(token) || token.Length > MostCharacters)
        {
            return null;
        }

        var found = await _cache.GetAsync(CacheKey(token), LoadAsync, cancel);
        return found is not null && found.ExpiresAt > time.GetUtcNow() ? found.Session : null;
    }

    /// <summary>Who holds the token, if this process has looked that up a moment ago.</summary>
    internal UserSession? Known(string token) =>
        token.Length <= MostCharacters && _cache.Known(CacheKey(token)) is { } found && found.ExpiresAt > time.GetUtcNow() ? found.Session : null;

    /// <summary>Ends the caller's own session.</summary>
    public async Task EndAsync(Transaction transaction, HttpContext http, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (SessionAuthentication.BearerToken(http) is not { } token)
        {
            return;
        }

        await using var command = new NpgsqlCommand("delete from sessions.sessions where token_hash = $1", transaction.Connection)
        {
            Parameters = { new() { Value = Hash(token) } },
        };
        await command.ExecuteNonQueryAsync(cancel);
        transaction.OnCommitted(() => _cache.RemoveAsync(CacheKey(token)));
    }

    /// <summary>Ends every session of a user.</summary>
    public Task EndAllAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        ForUserAsync(transaction, "delete from sessions.sessions where user_id = $1 returning token_hash", userId, null, cancel);

    /// <summary>Gives every session of a user the time zone the user has moved to.</summary>
    public Task SetTimeZoneAsync(Transaction transaction, Guid userId, string timeZone, CancellationToken cancel) =>
        ForUserAsync(transaction, "update sessions.sessions set time_zone = $2 where user_id = $1 returning token_hash", userId, timeZone, cancel);

    public void Dispose() => _cache.Dispose();

    private async Task ForUserAsync(Transaction transaction, string sql, Guid userId, string? timeZone, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, transaction.Connection) { Parameters = { new() { Value = userId } } };
        if (timeZone is not null)
        {
            command.Parameters.Add(new() { Value = timeZone });
        }

        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            var key = Convert.ToHexString(reader.GetFieldValue<byte[]>(0));
            transaction.OnCommitted(() => _cache.RemoveAsync(key));
        }
    }

    private async Task<CachedSession?> LoadAsync(string key, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var hash = Convert.FromHexString(key);
        CachedSession found;
        await using (var command = new NpgsqlCommand("select user_id, time_zone, expires_at, kind from sessions.sessions where token_hash = $1", connection)
        {
            Parameters = { new() { Value = hash } },
        })
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            if (!await reader.ReadAsync(cancel))
            {
                return null;
            }

            found = new CachedSession(
                new UserSession(reader.GetGuid(0), reader.GetString(1), (TokenKind)reader.GetInt16(3)), reader.GetFieldValue<DateTimeOffset>(2));
        }

        if (found.Session.Kind == TokenKind.Personal)
        {
            await NoteUseAsync(connection, hash, cancel);
        }

        return found;
    }

    private static string NewSecret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>To the microsecond, as the database keeps it: an answer and a replay of it say the same.</summary>
    private DateTimeOffset Now() => ToMicroseconds(time.GetUtcNow());

    private static DateTimeOffset ToMicroseconds(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private static string CacheKey(string token) => Convert.ToHexString(Hash(token));

    private sealed record CachedSession(UserSession Session, DateTimeOffset ExpiresAt);
}
