using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace AspireCoach.Accounts;

/// <summary>
/// Hashes passwords behind a bulkhead: a few at once on threads of their own, a few waiting, the rest refused, so that
/// a wave of sign-ins slows sign-ins and nothing else.
/// </summary>
internal sealed class PasswordHasher : IDisposable
{
    private readonly ConcurrencyLimiter _bulkhead;
    private readonly int _iterations;
    private readonly PasswordHash _decoy;
    private readonly AccountsMetrics _metrics;
    private readonly TimeProvider _time;

    public PasswordHasher(IOptions<AccountsOptions> options, AccountsMetrics metrics, TimeProvider time)
    {
        var settings = options.Value;
        _iterations = settings.HashIterations;
        _decoy = PasswordHash.Fresh(_iterations);
        _metrics = metrics;
        _time = time;
        _bulkhead = new ConcurrencyLimiter(new ConcurrencyLimiterOptions
        {
            PermitLimit = settings.HashConcurrency > 0 ? settings.HashConcurrency : Math.Max(1, Environment.ProcessorCount - 1),
            QueueLimit = settings.HashQueue,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        });
    }

    /// <summary>Derives a password for a new account; null when too many are waiting already.</summary>
    public Task<DerivedPassword?> CreateAsync(string password, CancellationToken cancel) =>
        DeriveAsync(password, PasswordHash.Fresh(_iterations), cancel);

    /// <summary>
    /// Derives a password with a stored hash's parameters, or, where there is no account, with those of none: it
    /// takes the same time. Null when too many are waiting already.
    /// </summary>
    public async Task<DerivedPassword?> DeriveAsync(string password, PasswordHash? stored, CancellationToken cancel)
    {
        using var lease = await _bulkhead.AcquireAsync(1, cancel);
        if (!lease.IsAcquired)
        {
            return null;
        }

        var start = _time.GetTimestamp();
        var derived = await Task.Factory.StartNew(
            () => (stored ?? _decoy).Derive(password), cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _metrics.Hashed(_time.GetElapsedTime(start));
        return derived;
    }

    /// <summary>True when the parameters have grown since the hash was made.</summary>
    public bool IsOutdated(PasswordHash stored) => stored.Iterations != _iterations;

    public void Dispose() => _bulkhead.Dispose();
}
