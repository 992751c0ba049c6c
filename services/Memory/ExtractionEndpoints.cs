using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Memory;

internal static class ExtractionEndpoints
{
    public static void MapExtractions(this IEndpointRouteBuilder app)
    {
        var extractions = app.MapGroup("/v1/memory/extractions").WithTags("Memory").RequireAuthorization();
        extractions.MapPost("", StartAsync).Produces<StartedExtraction>(StatusCodes.Status202Accepted)
            .WithSummary("Reads for facts now what would be read tonight")
            .WithDescription("Reads every turn that has been answered by now. While one is under way it is the answer: it reads them too.");
        extractions.MapGet("{id:guid}", FindAsync).WithSummary("Tells how far an extraction is");
    }

    private static Task<IdempotentResult<StartedExtraction>> StartAsync(
        UserSession user, HttpContext http, Idempotency idempotency, ExtractionStore store) =>
        idempotency.RunAsync<StartedExtraction>(http, new { }, async (transaction, cancel) =>
        {
            await MemoryUsers.AddAsync(transaction, user.UserId, user.TimeZone, cancel);
            var id = await store.BeginAsync(transaction, user.UserId, cancel);
            var url = $"/v1/memory/extractions/{id}";
            return Outcome.Accepted(url, new StartedExtraction(id, url));
        });

    private static async Task<Results<Ok<ExtractionRun>, ProblemHttpResult>> FindAsync(
        Guid id, UserSession user, ExtractionStore store, CancellationToken cancel) =>
        await store.FindAsync(user.UserId, id, cancel) is { } run ? TypedResults.Ok(run) : Problems.NotFound("extraction");
}
