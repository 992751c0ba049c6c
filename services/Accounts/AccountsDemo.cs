using AspireCoach.Data.Postgres;

namespace AspireCoach.Accounts;

/// <summary>Makes the account of the demo data.</summary>
public sealed class AccountsDemo
{
    private readonly AccountStore _accounts;
    private readonly PasswordHasher _hasher;

    internal AccountsDemo(AccountStore accounts, PasswordHasher hasher)
    {
        _accounts = accounts;
        _hasher = hasher;
    }

    /// <summary>Makes an account in the caller's transaction.</summary>
    /// <returns>The user's id; null where the address is taken.</returns>
    /// <exception cref="ArgumentException">The address cannot be one.</exception>
    public async Task<Guid?> CreateAsync(
        Transaction transaction, string email, string password, string displayName, string timeZone, CancellationToken cancel)
    {
        var address = EmailAddress.Normalize(email) ?? throw new ArgumentException("This is no e-mail address.", nameof(email));
        var derived = await _hasher.CreateAsync(password, cancel)
            ?? throw new InvalidOperationException("Too many passwords are being hashed to make the demo account.");
        return await _accounts.CreateAsync(transaction, address, derived.Hash, displayName, timeZone, cancel);
    }
}
