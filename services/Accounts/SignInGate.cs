using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AspireCoach.Accounts;

/// <summary>What stands before every password that is looked at: the throttle, then the bulkhead.</summary>
internal sealed class SignInGate(SignInThrottle throttle, PasswordHasher hasher, AccountsMetrics metrics)
{
    /// <summary>Derives a password, unless there are too many attempts (429) or too much hashing (503).</summary>
    /// <param name="account">Whose password it is said to be: the throttle's name for it.</param>
    /// <param name="address">The caller's network address; null is not throttled by it.</param>
    /// <param name="password">The password.</param>
    /// <param name="stored">The account's hash; null where there is no account, which takes the same time.</param>
    /// <param name="isNew">True to derive a hash that is going to be stored.</param>
    /// <param name="cancel">Ends the waiting.</param>
    public async Task<(DerivedPassword? Derived, ProblemHttpResult? Refusal)> DeriveAsync(
        string account, string? address, string password, PasswordHash? stored, bool isNew, CancellationToken cancel)
    {
        if (await throttle.AttemptAsync(account, address) is { } wait)
        {
            metrics.SignIn("throttled");
            return (null, Problems.Busy(StatusCodes.Status429TooManyRequests, "Too many attempts. Wait before the next one.", wait));
        }

        var derived = isNew ? await hasher.CreateAsync(password, cancel) : await hasher.DeriveAsync(password, stored, cancel);
        if (derived is null)
        {
            metrics.SignIn("overloaded");
            return (null, Problems.Busy(StatusCodes.Status503ServiceUnavailable, "Too many are signing in at once. Try again in a moment.", 2));
        }

        return (derived, null);
    }
}
