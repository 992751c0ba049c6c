using Npgsql;

namespace AspireCoach.Data.Postgres;

/// <summary>
/// The platform's Postgres. Stores open a connection for a read or a single statement (one statement is its own
/// transaction) and begin a <see cref="Transaction"/> where several must commit together.
/// </summary>
public sealed class Database(NpgsqlDataSource source)
{
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
