using System.Text.Encodings.Web;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace AspireCoach.Data.Sessions;

/// <summary>Bearer authentication (RFC 6750) with the platform's own sessions.</summary>
public sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SessionStore sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";

    /// <summary>The policy of what every kind of token may use; everything else takes sessions only.</summary>
    public const string AnyToken = "AnyToken";

    /// <summary>The request's bearer token; null when it carries none.</summary>
    public static string? BearerToken(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        var header = http.Request.Headers.Authorization;
        return header.Count == 1 && header[0] is { } value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
            ? value[7..].Trim()
            : null;
    }

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (BearerToken(Context) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        return await sessions.FindAsync(token, Context.RequestAborted) is { } session
            ? AuthenticateResult.Success(new AuthenticationTicket(new SessionPrincipal(session, SchemeName), SchemeName))
            : AuthenticateResult.Fail("The token is unknown, ended or expired.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // The status-code pages write the problem; RFC 6750 §3 wants the header.
        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers[HeaderNames.WWWAuthenticate] = BearerToken(Context) is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => Problems
        .Forbidden("This token is for /mcp only. Sign in and use the session's token here.")
        .ExecuteAsync(Context);
}
