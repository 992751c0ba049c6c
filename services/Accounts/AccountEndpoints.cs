using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Accounts;

internal static class AccountEndpoints
{
    public static void MapAccounts(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/accounts", CreateAsync)
            .WithTags("Accounts")
            .WithSummary("Makes an account and signs in")
            .Produces<SignedIn>(StatusCodes.Status201Created);

    private static async Task<IdempotentResult<SignedIn>> CreateAsync(
        NewAccount request,
        HttpContext http,
        SignInGate gate,
        AccountStore accounts,
        SessionStore sessions,
        Idempotency idempotency,
        CancellationToken cancel)
    {
        var email = EmailAddress.Normalize(request.Email)!;
        var account = await accounts.FindByEmailAsync(email, cancel);
        var (derived, refusal) = await gate.DeriveAsync(email, address: null, request.Password, account?.Password, isNew: account is null, cancel);
        if (derived is null)
        {
            return refusal!;
        }

        var token = SessionToken.For(http, derived);
        var content = new { email, request.DisplayName, request.TimeZone };
        var answer = await idempotency.RunAsync<OpenedSession>(http, content, async (transaction, inner) =>
        {
            var made = account is null
                ? await accounts.CreateAsync(transaction, email, derived.Hash, request.DisplayName, request.TimeZone, inner)
                : null;
            if (made is not { } userId)
            {
                return Outcome.Refused<OpenedSession>(Problems.Conflict("There is an account with this address already. Sign in instead."));
            }

            var session = await sessions.CreateAsync(transaction, userId, request.TimeZone, inner, token);
            return Outcome.Created("/v1/me", new OpenedSession(userId, session.ExpiresAt));
        });

        // The password is no part of the stored fingerprint, which is a fast hash: on a replay it is compared here.
        if (answer.Replayed && account is null)
        {
            return await accounts.FindByEmailAsync(email, cancel) is null
                ? Problems.Conflict("The account made with this Idempotency-Key has been erased. Use a new key for a new account.")
                : Idempotency.Busy(); // The first request ended while this one was hashing with a salt of its own.
        }

        return answer.Replayed && !derived.Matches(account!.Password)
            ? Problems.Unprocessable("This Idempotency-Key was used with another body. Use a new key for a new request.")
            : answer.WithBody(opened => new SignedIn(opened.UserId, token, opened.ExpiresAt));
    }
}
