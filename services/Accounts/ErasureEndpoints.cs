using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Accounts;

internal static class ErasureEndpoints
{
    public static void MapErasures(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/erasures/{id:guid}", FindAsync)
            .WithTags("Accounts")
            .WithMetadata(new TakesBearerToken())
            .WithSummary("Tells how far an erasure is; the bearer token is the erasure's, not a session's");

    private static async Task<Results<Ok<Erasure>, ProblemHttpResult>> FindAsync(
        Guid id, HttpContext http, Eraser eraser, CancellationToken cancel)
    {
        if (SessionAuthentication.BearerToken(http) is not { Length: > 0 } token)
        {
            return Problems.Unauthorized("Send the erasureToken as Authorization: Bearer.");
        }

        return await eraser.FindAsync(id, token, cancel) is { } erasure ? TypedResults.Ok(erasure) : Problems.NotFound("erasure");
    }
}
