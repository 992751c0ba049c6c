using System.Diagnostics.Metrics;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AspireCoach.Data.Limits;

/// <summary>
/// Refuses with 429 and <c>Retry-After</c> what is more than an address or a user may ask for: the address before its
/// token is looked at, the user after; both in one step where this process knows the token. What the platform's own agent
/// asks on a user's behalf was let in as the user's message, and is not counted again.
/// </summary>
internal sealed class RateLimitMiddleware
{
    private readonly RequestDelegate _next;
    private readonly IRateLimiter _limiter;
    private readonly SessionStore _sessions;
    private readonly RateLimit? _address;
    private readonly RateLimit? _user;
    private readonly Counter<long> _limited;

    public RateLimitMiddleware(RequestDelegate next, IRateLimiter limiter, SessionStore sessions, IOptions<RateLimitsOptions> options, IMeterFactory meters)
    {
        (_next, _limiter, _sessions) = (next, limiter, sessions);
        var settings = options.Value;
        _address = settings.PerAddress > 0 ? new RateLimit("address", settings.PerAddress, settings.AddressBurst) : null;
        _user = settings.PerUser > 0 ? new RateLimit("user", settings.PerUser, settings.UserBurst) : null;
        _limited = meters.Create("AspireCoach.Data").CreateCounter<long>("coach.requests.limited", "{request}", "Requests refused with 429, by whose limit it was: user, address.");
    }

    public async Task InvokeAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var address = _address is not null && ClientAddress.Of(context.Connection.RemoteIpAddress) is { } from ? new RateBucket(_address, from) : default;
        var token = _user is null ? null : SessionAuthentication.BearerToken(context);
        var refused = token is not null && _sessions.Known(token) is { } known
            ? known.Kind != TokenKind.Agent && await RefusesAsync(context, address, UserBucket(known))
            : await RefusesAsync(context, address) || (token is not null && await RefusesUserAsync(context));
        if (!refused)
        {
            await _next(context);
        }
    }

    /// <summary>Authenticates once: the authentication that follows finds it done.</summary>
    private async ValueTask<bool> RefusesUserAsync(HttpContext context) =>
        (await context.AuthenticateAsync(SessionAuthentication.SchemeName)).Principal is SessionPrincipal { Session.Kind: not TokenKind.Agent } principal
        && await RefusesAsync(context, UserBucket(principal.Session));

    private RateBucket UserBucket(UserSession session) => new(_user!, session.UserId.ToString("N"));

    private async ValueTask<bool> RefusesAsync(HttpContext context, params RateBucket[] buckets)
    {
        var asked = Array.FindAll(buckets, bucket => bucket.Limit is not null);
        if (asked.Length == 0)
        {
            return false;
        }

        var decision = await _limiter.TakeAsync(asked);
        if (decision.Refused is not { } limit)
        {
            if (asked[^1].Limit == _user)
            {
                context.Features.Set(new RateAllowance((double)decision.Remaining / _user!.Burst));
            }

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
