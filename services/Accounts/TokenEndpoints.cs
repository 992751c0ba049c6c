using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Accounts;

/// <summary>Personal access tokens: what MCP clients are given in place of a password.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder app)
    {
        var tokens = app.MapGroup("/v1/tokens").WithTags("Accounts").RequireAuthorization();
        tokens.MapPost("", CreateAsync).Produces<IssuedToken>(StatusCodes.Status201Created)
            .WithSummary("Makes a personal access token for an MCP client; it is shown only here");
        tokens.MapGet("", ListAsync).WithSummary("Lists the personal access tokens that have not expired, the oldest first");
        tokens.MapDelete("{id:guid}", RevokeAsync).WithSummary("Revokes a personal access token, at once");
    }

    private static async Task<IdempotentResult<IssuedToken>> CreateAsync(
        NewToken request, UserSession user, HttpContext http, SessionStore sessions, Idempotency idempotency)
    {
        var session = Encoding.UTF8.GetBytes(SessionAuthentication.BearerToken(http)!);
        var token = TokenFor(http, user, session);
        // The session is part of the request: only it can make the token again.
        var content = new { request.Name, request.ExpiresAt, session = SHA256.HashData(session) };
        var answer = await idempotency.RunAsync<PersonalToken>(http, content, async (transaction, cancel) =>
        {
            if (sessions.ExpiryOf(request.ExpiresAt) is not { } expiresAt)
            {
                return Outcome.Refused<PersonalToken>(Problems.Invalid("expiresAt", "must lie in the future and at most a year away; leave it out for the longest"));
            }

            if (await AccountStore.HoldAsync(transaction, user.UserId, cancel) is not { } timeZone)
            {
                return Outcome.Refused<PersonalToken>(Problems.Unauthorized("This account has been erased."));
            }

            return await sessions.CreatePersonalAsync(transaction, user with { TimeZone = timeZone }, request.Name, expiresAt, token, cancel) is { } made
                ? Outcome.Created($"/v1/tokens/{made.Id}", made)
                : Outcome.Refused<PersonalToken>(Problems.Conflict("You have as many personal access tokens as one may have. Revoke one first."));
        });
        return answer.WithBody(made => new IssuedToken(made.Id, made.Name, token, made.CreatedAt, made.ExpiresAt));
    }

    private static async Task<Results<Ok<Page<PersonalToken>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, UserSession user, SessionStore sessions, CancellationToken cancel)
    {
        if (!page.TryReadCursor(out var after) || (after is { } place && !place.TryGetInstant(out _)))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        var rows = await sessions.ListPersonalAsync(user.UserId, after, page.Size(), cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), token => PageCursor.At(token.CreatedAt, token.Id).ToString()));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        Guid id, UserSession user, SessionStore sessions, CancellationToken cancel) =>
        await sessions.RevokePersonalAsync(user.UserId, id, cancel) ? TypedResults.NoContent() : Problems.NotFound("token");

    /// <summary>
    /// Random, or with an Idempotency-Key made of the caller's session token and the key (docs/adr/0005): a replay gives
    /// the same one although neither is stored.
    /// </summary>
    private static string TokenFor(HttpContext http, UserSession user, byte[] session)
    {
        _ = IdempotencyKey.Read(http, user.UserId, out var key);
        return SessionStore.PersonalPrefix + Base64Url.EncodeToString(key is null
            ? RandomNumberGenerator.GetBytes(32)
            : HMACSHA256.HashData(session, Encoding.UTF8.GetBytes($"personal token {key.Endpoint} {key.Key}")));
    }
}
