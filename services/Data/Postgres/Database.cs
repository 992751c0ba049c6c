using Npgsql;

namespace AspireCoach.Data.Postgres;

/// <summary>
/// The platform's Postgres. Stores open a connection for a read or a single statement (one statement is its own
/// transaction) and begin a <see cref="Transaction"/> where several must commit together.
/// </summary>
public sealed class Database(NpgsqlDataSource source)
{
    /// <summary>True for what an unreachable, starting, stopping or overloaded server looks like, and not for a wrong statement.</summary>
    public static bool IsAway(Exception exception) => exception switch
    {
        PostgresException answer => answer.IsTransient || answer.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown,
        NpgsqlException => true,
        _ => false,
    };

    /// <summary>A pooled connection; dispose it to give it back.</summary>
    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel) => source.OpenConnectionAsync(cancel);

    /// <summary>Begins a READ COMMITTED transaction on a pooled connection.</summary>
    public async Task<Transaction> BeginAsync(CancellationToken cancel)
    {
        var connection = await source.OpenConnectionAsync(cancel);
        try
        {
            return new Transaction(connection, await connection.BeginTransactionAsync(cancel));
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}
