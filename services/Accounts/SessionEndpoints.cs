using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Limits;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Accounts;

internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder app)
    {
        var sessions = app.MapGroup("/v1/sessions").WithTags("Accounts");
        sessions.MapPost("", OpenAsync).WithSummary("Signs in").Produces<SignedIn>(StatusCodes.Status201Created);
        sessions.MapDelete("current", EndAsync).WithSummary("Signs out").RequireAuthorization();
    }

    private static async Task<IdempotentResult<SignedIn>> OpenAsync(
        Credentials request,
        HttpContext http,
        SignInGate gate,
        PasswordHasher hasher,
        AccountsMetrics metrics,
        AccountStore accounts,
        SessionStore sessions,
        Idempotency idempotency,
        CancellationToken cancel)
    {
        var email = EmailAddress.Normalize(request.Email);
        var account = email is null ? null : await accounts.FindByEmailAsync(email, cancel);
        var (derived, refusal) = await gate.DeriveAsync(
            email ?? "", ClientAddress.Of(http.Connection.RemoteIpAddress), request.Password, account?.Password, isNew: false, cancel);
        if (derived is null)
        {
            return refusal!;
        }

        if (account is null || !derived.Matches(account.Password))
        {
            metrics.SignIn("wrong");
            return WrongCredentials();
        }

        var renewed = hasher.IsOutdated(account.Password) ? await hasher.CreateAsync(request.Password, cancel) : null;
        var token = SessionToken.For(http, renewed ?? derived);
        var answer = await idempotency.RunAsync<OpenedSession>(http, new { email }, async (transaction, inner) =>
        {
            if (await AccountStore.HoldAsync(transaction, account.Id, inner) is not { } timeZone)
            {
                return Outcome.Refused<OpenedSession>(WrongCredentials());
            }

            if (renewed is not null)
            {
                await AccountStore.RenewPasswordAsync(transaction, account.Id, account.Password, renewed.Hash, inner);
            }

            var session = await sessions.CreateAsync(transaction, account.Id, timeZone, inner, token);
            return Outcome.Created("/v1/me", new OpenedSession(account.Id, session.ExpiresAt));
        });
        metrics.SignIn("ok");
        return answer.WithBody(opened => new SignedIn(opened.UserId, token, opened.ExpiresAt));
    }

    private static async Task<NoContent> EndAsync(
        UserSession user, HttpContext http, Database database, SessionStore sessions, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await sessions.EndAsync(transaction, http, cancel);
        await transaction.CommitAsync(cancel);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult WrongCredentials() =>
        Problems.Unauthorized("There is no account with this address and password.");
}
