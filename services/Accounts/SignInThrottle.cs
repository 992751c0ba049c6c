using System.Security.Cryptography;
using System.Text;
using AspireCoach.Data.Limits;
using Microsoft.Extensions.Options;

namespace AspireCoach.Accounts;

/// <summary>
/// Slows the guessing of passwords: a token bucket for each account and each network address. Accounts are known to it
/// by a hash: no e-mail address leaves the process.
/// </summary>
internal sealed class SignInThrottle(IRateLimiter limiter, IOptions<AccountsOptions> options)
{
    private readonly RateLimit _account = Limit("sign-in-account", options.Value.AttemptsPerAccount, options.Value.AttemptsPerAccountAndMinute);
    private readonly RateLimit _address = Limit("sign-in-address", options.Value.AttemptsPerAddress, options.Value.AttemptsPerAddressAndMinute);

    /// <summary>Counts an attempt.</summary>
    /// <param name="account">The account's e-mail address, normalised, whether it exists or not.</param>
    /// <param name="address">The caller's network address; null leaves it out.</param>
    /// <returns>Seconds to wait before the next attempt; null when this one may go on.</returns>
    public async ValueTask<int?> AttemptAsync(string account, string? address) =>
        (address is null ? null : await TakeAsync(_address, address))
        ?? await TakeAsync(_account, Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(account)), 0, 16));

    private async ValueTask<int?> TakeAsync(RateLimit limit, string key)
    {
        var decision = await limiter.TakeAsync(limit, key);
        return decision.Allowed ? null : Math.Max(1, (int)Math.Ceiling(decision.RetryAfter.TotalSeconds));
    }

    private static RateLimit Limit(string name, int burst, int perMinute) => new(name, perMinute / 60.0, burst);
}
