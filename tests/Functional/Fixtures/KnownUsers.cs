using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace AspireCoach.Functional.Fixtures;

/// <summary>
/// Users of a coach, all with the same password. The first signs up as anybody does; the others are written down as that left
/// it, since hashing a password takes a fifth of a second of a processor, and the tests make a thousand users.
/// </summary>
internal sealed class KnownUsers
{
    /// <summary>Every user's password.</summary>
    public const string Password = "correct horse battery";

    private readonly string _database;
    private readonly string _hash;
    private int _users;

    private KnownUsers(string database, string hash) => (_database, _hash) = (database, hash);

    /// <param name="coach">A client of a coach that nobody has an account with.</param>
    /// <param name="database">The coach's database.</param>
    /// <param name="cancel">Cancels.</param>
    public static async Task<KnownUsers> BeginAsync(HttpClient coach, string database, CancellationToken cancel)
    {
        using var answer = await coach.PostAsJsonAsync("/v1/accounts", new { email = "first@example.org", password = Password, timeZone = "Etc/UTC" }, cancel);
        answer.EnsureSuccessStatusCode();
        return new(database, await PostgresFixture.QueryAsync<string>(database, "select password from accounts.accounts", cancel));
    }

    /// <summary>An e-mail address that nobody else has.</summary>
    public string NewAddress() => $"user{Interlocked.Increment(ref _users)}-{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}@example.org";

    /// <summary>Makes a client that of a new, signed-in user.</summary>
    public async Task<HttpClient> SignInAsync(HttpClient client, CancellationToken cancel, string timeZone = "Etc/UTC", string? email = null)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = TimeProvider.System.GetUtcNow();
        await using var connection = new NpgsqlConnection(_database);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            with account as (
                insert into accounts.accounts (id, email, password, time_zone, created_at) values ($1, $2, $3, $4, $5) returning id)
            insert into sessions.sessions (token_hash, user_id, time_zone, created_at, expires_at) select $6, id, $4, $5, $7 from account
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7(now) },
                new() { Value = email ?? NewAddress() },
                new() { Value = _hash },
                new() { Value = timeZone },
                new() { Value = now.UtcDateTime },
                new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes(token)) },
                new() { Value = now.UtcDateTime.AddDays(1) },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
