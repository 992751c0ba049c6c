using System.Security.Cryptography;
using System.Text.Json;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Data.Idempotency;

/// <summary>Runs effects once for each Idempotency-Key: key, effect and stored answer commit in one transaction.</summary>
public sealed class Idempotency(Database database, IOptions<JsonOptions> json)
{
    private JsonSerializerOptions Json => json.Value.SerializerOptions;

    /// <summary>
    /// Answers the request: from what is stored under its key, or by running <paramref name="effect"/> in a
    /// transaction. Without a key the effect just runs.
    /// </summary>
    /// <param name="http">The request, with its session where there is one.</param>
    /// <param name="request">What the caller sent, as bound: the same content is the same request.</param>
    /// <param name="effect">Does the work in the transaction it is given; it neither commits nor rolls back.</param>
    public async Task<IdempotentResult<T>> RunAsync<T>(
        HttpContext http, object request, Func<Transaction, CancellationToken, Task<Outcome<T>>> effect)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(effect);
        var cancel = http.RequestAborted;
        if (IdempotencyKey.Read(http, UserOf(http), out var key) is { } problem)
        {
            return Problems.Invalid(IdempotencyKey.Header, problem);
        }

        await using var transaction = await database.BeginAsync(cancel);
        var fingerprint = key is null ? [] : Fingerprint(request);
        if (key is not null && await FindAsync<T>(transaction, key, fingerprint, cancel) is { } known)
        {
            return known;
        }

        var outcome = await effect(transaction, cancel);
        if (outcome.Problem is not null)
        {
            return outcome.Problem;
        }

        var response = new StoredResponse(outcome.Status, outcome.Location, JsonSerializer.SerializeToUtf8Bytes(outcome.Value, Json));
        if (key is not null)
        {
            await StoreAsync(transaction, key, fingerprint, response, cancel);
        }

        await transaction.CommitAsync(cancel);
        return new IdempotentResult<T>(response, replayed: false);
    }

    /// <summary>SHA-256 over the request as it was bound and would be written again.</summary>
    public byte[] Fingerprint(object request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request, request.GetType(), Json));
    }

    /// <summary>
    /// Takes the key for this transaction and looks whether it has been answered: a replay, a 422 for another body,
    /// a 409 while the first is still running, or null for a new one.
    /// </summary>
    public static async Task<IdempotentResult<T>?> FindAsync<T>(
        Transaction transaction, IdempotencyKey key, byte[] fingerprint, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(key);
        await using (var take = Command("select idempotency.try_lock($1, $2, $3)", transaction.Connection, key))
        {
            if (await take.ExecuteScalarAsync(cancel) is not true)
            {
                return Busy();
            }
        }

        await using var find = Command(
            "select fingerprint, status, location, body from idempotency.keys where user_id = $1 and endpoint = $2 and key = $3",
            transaction.Connection,
            key);
        await using var reader = await find.ExecuteReaderAsync(cancel);
        if (!await reader.ReadAsync(cancel))
        {
            return null;
        }

        return reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(fingerprint)
            ? new IdempotentResult<T>(
                new StoredResponse(reader.GetInt16(1), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetString(2), reader.GetFieldValue<byte[]>(3)),
                replayed: true)
            : Problems.Unprocessable("This Idempotency-Key was used with another body. Use a new key for a new request.");
    }

    /// <summary>The answer while the first request with a key is still running.</summary>
    public static ProblemHttpResult Busy() =>
        Problems.Busy(StatusCodes.Status409Conflict, "The first request with this Idempotency-Key is still running. Ask again in a moment.", 1);

    private static async Task StoreAsync(
        Transaction transaction, IdempotencyKey key, byte[] fingerprint, StoredResponse response, CancellationToken cancel)
    {
        await using var command = Command(
            "insert into idempotency.keys (user_id, endpoint, key, fingerprint, status, location, body) values ($1, $2, $3, $4, $5, $6, $7)",
            transaction.Connection,
            key);
        command.Parameters.Add(new() { Value = fingerprint });
        command.Parameters.Add(new() { Value = (short)response.Status });
        command.Parameters.Add(new() { Value = (object?)response.Location ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = response.Body });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static NpgsqlCommand Command(string sql, NpgsqlConnection connection, IdempotencyKey key) =>
        new(sql, connection) { Parameters = { new() { Value = key.UserId }, new() { Value = key.Endpoint }, new() { Value = key.Key } } };

    private static Guid UserOf(HttpContext http) => (http.User as SessionPrincipal)?.Session.UserId ?? Guid.Empty;
}
