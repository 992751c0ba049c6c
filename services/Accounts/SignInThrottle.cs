using System.Security.Cryptography;
using System.Text;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace AspireCoach.Accounts;

/// <summary>
/// Slows the guessing of passwords: a token bucket for each account and each network address. Names are spread over a
/// fixed number of buckets by a hash with a secret of this process, so that no stream of made-up names can grow the
/// memory (idle buckets are dropped, and there are never more than <see cref="Buckets"/> of a kind) and nobody can
/// choose whose bucket to share.
/// </summary>
internal sealed class SignInThrottle : IDisposable
{
    public const int Buckets = 16_384;

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(32);
    private readonly PartitionedRateLimiter<int> _accounts;
    private readonly PartitionedRateLimiter<int> _addresses;

    public SignInThrottle(IOptions<AccountsOptions> options)
    {
        var settings = options.Value;
        _accounts = Limiter(settings.AttemptsPerAccount, settings.AttemptsPerAccountAndMinute);
        _addresses = Limiter(settings.AttemptsPerAddress, settings.AttemptsPerAddressAndMinute);
    }

    /// <summary>Counts an attempt.</summary>
    /// <param name="account">The account's e-mail address, normalised, whether it exists or not.</param>
    /// <param name="address">The caller's network address; null leaves it out.</param>
    /// <returns>Seconds to wait before the next attempt; null when this one may go on.</returns>
    public int? Attempt(string account, string? address) =>
        (address is null ? null : Take(_addresses, address)) ?? Take(_accounts, account);

    public void Dispose()
    {
        _accounts.Dispose();
        _addresses.Dispose();
    }

    private int? Take(PartitionedRateLimiter<int> limiter, string name)
    {
        using var lease = limiter.AttemptAcquire(BitConverter.ToUInt16(HMACSHA256.HashData(_secret, Encoding.UTF8.GetBytes(name))) % Buckets);
        if (lease.IsAcquired)
        {
            return null;
        }

        return lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : 60;
    }

    private static PartitionedRateLimiter<int> Limiter(int burst, int perMinute) =>
        PartitionedRateLimiter.Create<int, int>(bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromMinutes(1) / perMinute,
            QueueLimit = 0,
        }));
}
