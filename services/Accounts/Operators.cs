using AspireCoach.Data.Sessions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Accounts;

/// <summary>The users whose addresses <c>Accounts:Operators</c> lists.</summary>
internal sealed class Operators(AccountStore accounts, IOptions<AccountsOptions> options) : IOperators
{
    private readonly HashSet<string> _addresses = options.Value.Operators.Select(EmailAddress.Normalize).OfType<string>().ToHashSet(StringComparer.Ordinal);

    public async ValueTask<bool> IncludesAsync(Guid userId, CancellationToken cancel) =>
        _addresses.Count > 0 && await accounts.MeAsync(userId, cancel) is { } me && _addresses.Contains(me.Email);
}
