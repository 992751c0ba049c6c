using System.Reflection;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Data.Sessions;

/// <summary>
/// Who is calling, taken from the bearer token. An endpoint asks for it as a parameter, so that no handler can
/// forget the tenant; it is only ever bound behind <c>RequireAuthorization</c>.
/// </summary>
/// <param name="UserId">The tenant every query filters by.</param>
/// <param name="TimeZone">The user's IANA time zone, in which calendar days are meant.</param>
/// <param name="Kind">What the token is good for.</param>
public sealed record UserSession(Guid UserId, string TimeZone, TokenKind Kind = TokenKind.Session)
{
    /// <summary>Binds the parameter from the authenticated principal.</summary>
    public static ValueTask<UserSession?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        ArgumentNullException.ThrowIfNull(context);
        return ValueTask.FromResult((context.User as SessionPrincipal)?.Session);
    }
}

/// <summary>The principal that the session authentication sets.</summary>
public sealed class SessionPrincipal(UserSession session, string scheme)
    : ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, session.UserId.ToString())], scheme))
{
    public UserSession Session { get; } = session;
}
