using AspireCoach.Data.Postgres;
using Npgsql;

namespace AspireCoach.Data.Erased;

/// <summary>
/// Refuses rows of erased users: a request or a tool that was under way during the erasure, here or in another process,
/// leaves nothing behind. A module puts <c>erased.refuse()</c> before insert on each table where a user's rows begin.
/// </summary>
public static class ErasedUsers
{
    private const string SqlState = "CU001";

    /// <summary>
    /// Marks a user as erased in the transaction that says so to the modules. Waits for transactions that are inserting
    /// rows of the user; whatever comes later is refused.
    /// </summary>
    public static async Task AddAsync(Transaction transaction, Guid userId, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        await using var command = new NpgsqlCommand("select erased.erase($1)", transaction.Connection) { Parameters = { new() { Value = userId } } };
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal static bool IsRefusal(Exception exception) => exception is PostgresException { SqlState: SqlState };
}
