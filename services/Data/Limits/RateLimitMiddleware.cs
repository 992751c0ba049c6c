using System.Diagnostics.Metrics;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AspireCoach.Data.Limits;

/// <summary>
/// Refuses with 429 and <c>Retry-After</c> what is more than an address or a user may ask for: the address before its
/// token is looked at, the user after.
/// </summary>
internal sealed class RateLimitMiddleware
{
    private readonly RequestDelegate _next;
    private readonly IRateLimiter _limiter;
    private readonly RateLimit? _address;
    private readonly RateLimit? _user;
    private readonly Counter<long> _limited;

    public RateLimitMiddleware(RequestDelegate next, IRateLimiter limiter, IOptions<RateLimitsOptions> options, IMeterFactory meters)
    {
        (_next, _limiter) = (next, limiter);
        var settings = options.Value;
        _address = settings.PerAddress > 0 ? new RateLimit("address", settings.PerAddress, settings.AddressBurst) : null;
        _user = settings.PerUser > 0 ? new RateLimit("user", settings.PerUser, settings.UserBurst) : null;
        _limited = meters.Create("AspireCoach.Data").CreateCounter<long>("coach.requests.limited", "{request}", "Requests refused with 429, by whose limit it was: user, address.");
    }

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_address is not null && ClientAddress.Of(context.Connection.RemoteIpAddress) is { } address
            && await RefusesAsync(_address, address, context))
        {
            return;
        }

        // Authenticated once: the authentication that follows finds it done.
        if (_user is not null && SessionAuthentication.BearerToken(context) is not null
            && (await context.AuthenticateAsync(SessionAuthentication.SchemeName)).Principal is SessionPrincipal principal
            && await RefusesAsync(_user, principal.Session.UserId.ToString("N"), context))
        {
            return;
        }

        await _next(context);
    }

    private async ValueTask<bool> RefusesAsync(RateLimit limit, string key, HttpContext context)
    {
        var decision = await _limiter.TakeAsync(limit, key);
        if (decision.Allowed)
        {
            return false;
        }

        _limited.Add(1, new KeyValuePair<string, object?>("by", limit.Name));
        await Problems.Busy(
            StatusCodes.Status429TooManyRequests,
            $"More requests than a{(limit == _user ? " user" : "n address")} may send. Go on after Retry-After.",
            Math.Max(1, (int)Math.Ceiling(decision.RetryAfter.TotalSeconds))).ExecuteAsync(context);
        return true;
    }
}
