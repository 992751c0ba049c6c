using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Accounts;

internal sealed class AccountStore(Database database, TimeProvider time)
{
    private const string Columns =
        "id as userId, email, display_name as displayName, time_zone as timeZone, created_at as createdAt";

    /// <summary>Makes an account; null where the address is taken.</summary>
    public async Task<Guid?> CreateAsync(
        Transaction transaction, string email, PasswordHash password, string? displayName, string timeZone, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        return await transaction.Connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            """
            insert into accounts.accounts (id, email, password, display_name, time_zone, created_at)
            values (@id, @email, @password, @displayName, @timeZone, @now)
            on conflict (email) do nothing
            returning id
            """,
            new { id = Guid.CreateVersion7(now), email, password = password.ToString(), displayName, timeZone, now },
            cancellationToken: cancel));
    }

    /// <summary>The account of a normalised address.</summary>
    public Task<Account?> FindByEmailAsync(string email, CancellationToken cancel) =>
        FindAsync("select id, time_zone, password from accounts.accounts where email = @email", new { email }, cancel);

    public Task<Account?> FindByIdAsync(Guid userId, CancellationToken cancel) =>
        FindAsync("select id, time_zone, password from accounts.accounts where id = @userId", new { userId }, cancel);

    /// <summary>
    /// Keeps an account from being erased until the transaction ends, so that no session can outlive it; null where
    /// it is gone already.
    /// </summary>
    /// <returns>The account's time zone.</returns>
    public static Task<string?> HoldAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        transaction.Connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select time_zone from accounts.accounts where id = @userId for share", new { userId }, cancellationToken: cancel));

    public async Task<Me?> MeAsync(Guid userId, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Me>(new CommandDefinition(
            $"select {Columns} from accounts.accounts where id = @userId", new { userId }, cancellationToken: cancel));
    }

    /// <summary>Changes what was given; null where the account is gone.</summary>
    public static Task<Me?> ChangeAsync(Transaction transaction, Guid userId, MePatch patch, CancellationToken cancel) =>
        transaction.Connection.QuerySingleOrDefaultAsync<Me?>(new CommandDefinition(
            $"""
            update accounts.accounts set
                display_name = case when @hasDisplayName then @DisplayName else display_name end,
                time_zone = coalesce(@TimeZone, time_zone)
            where id = @userId
            returning {Columns}
            """,
            new { userId, patch.DisplayName, hasDisplayName = patch.Has(nameof(patch.DisplayName)), patch.TimeZone },
            cancellationToken: cancel));

    /// <summary>Replaces the password's hash, unless somebody else has meanwhile.</summary>
    public static Task RenewPasswordAsync(
        Transaction transaction, Guid userId, PasswordHash old, PasswordHash renewed, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update accounts.accounts set password = @renewed where id = @userId and password = @old",
            new { userId, old = old.ToString(), renewed = renewed.ToString() },
            cancellationToken: cancel));

    /// <summary>Removes an account; false where it is gone already. Its address is free again.</summary>
    public static async Task<bool> DeleteAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "delete from accounts.accounts where id = @userId", new { userId }, cancellationToken: cancel)) == 1;

    private async Task<Account?> FindAsync(string sql, object arguments, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<(Guid Id, string TimeZone, string Password)?>(
            new CommandDefinition(sql, arguments, cancellationToken: cancel));
        return row is { } found ? new Account(found.Id, found.TimeZone, PasswordHash.Parse(found.Password)) : null;
    }
}
