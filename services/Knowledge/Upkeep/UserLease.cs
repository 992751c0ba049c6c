using AspireCoach.Data.Postgres;
using Npgsql;

namespace AspireCoach.Knowledge.Upkeep;

/// <summary>
/// That nobody else brings a user's indexes up to date: a lock of a database session. It ends with the process that holds it,
/// and not while that is only slow, so that no late write brings back what another one has removed.
/// </summary>
internal sealed class UserLease : IAsyncDisposable
{
    private const int Class = 7241;

    private readonly NpgsqlConnection _connection;
    private readonly Guid _userId;

    private UserLease(NpgsqlConnection connection, Guid userId) => (_connection, _userId) = (connection, userId);

    /// <summary>Null where somebody else has it.</summary>
    public static async Task<UserLease?> TryTakeAsync(Database database, Guid userId, CancellationToken cancel)
    {
        var connection = await database.OpenAsync(cancel);
        var lease = new UserLease(connection, userId);
        try
        {
            if (await lease.AskAsync("select pg_try_advisory_lock(hashtextextended($1::text, $2))", cancel))
            {
                return lease;
            }
        }
        catch
        {
            // Cancelled half-way it may be held all the same.
            await lease.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _ = await AskAsync("select pg_advisory_unlock(hashtextextended($1::text, $2))", CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // The session is gone, and the lock with it.
            NpgsqlConnection.ClearPool(_connection);
        }
        finally
        {
            await _connection.DisposeAsync();
        }
    }

    private async Task<bool> AskAsync(string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, _connection) { Parameters = { new() { Value = _userId }, new() { Value = (long)Class } } };
        return await command.ExecuteScalarAsync(cancel) is true;
    }
}
