using AspireCoach.Data.Limits;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Accounts;

internal static class MeEndpoints
{
    public static void MapMe(this IEndpointRouteBuilder app)
    {
        var me = app.MapGroup("/v1/me").WithTags("Accounts").RequireAuthorization();
        me.MapGet("", FindAsync).WithSummary("Reads the own account");
        me.MapPatch("", ChangeAsync).WithSummary("Changes the own account: absent fields stay, null clears");
        me.MapDelete("", EraseAsync).WithSummary("Erases the own account and everything held about its user");
    }

    private static async Task<Results<Ok<Me>, ProblemHttpResult>> FindAsync(
        UserSession user, AccountStore accounts, CancellationToken cancel) =>
        await accounts.MeAsync(user.UserId, cancel) is { } me ? TypedResults.Ok(me) : Gone();

    private static async Task<Results<Ok<Me>, ProblemHttpResult>> ChangeAsync(
        MePatch patch, UserSession user, Database database, SessionStore sessions, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        if (await AccountStore.ChangeAsync(transaction, user.UserId, patch, cancel) is not { } me)
        {
            return Gone();
        }

        if (patch.TimeZone is not null)
        {
            await sessions.SetTimeZoneAsync(transaction, user.UserId, me.TimeZone, cancel);
        }

        await transaction.CommitAsync(cancel);
        return TypedResults.Ok(me);
    }

    private static async Task<Results<Accepted<StartedErasure>, ProblemHttpResult>> EraseAsync(
        [FromBody] Confirmation request,
        UserSession user,
        HttpContext http,
        SignInGate gate,
        AccountStore accounts,
        Eraser eraser,
        CancellationToken cancel)
    {
        if (await accounts.FindByIdAsync(user.UserId, cancel) is not { } account)
        {
            return Gone();
        }

        var (derived, refusal) = await gate.DeriveAsync(
            user.UserId.ToString(), ClientAddress.Of(http.Connection.RemoteIpAddress), request.Password, account.Password, isNew: false, cancel);
        if (derived is null)
        {
            return refusal!;
        }

        if (!derived.Matches(account.Password))
        {
            return Problems.Forbidden("The password is wrong. Nothing was erased.");
        }

        return await eraser.StartAsync(user.UserId, cancel) is { } started
            ? TypedResults.Accepted(started.StatusUrl, started)
            : Gone();
    }

    private static ProblemHttpResult Gone() => Problems.Unauthorized("This account has been erased.");
}
