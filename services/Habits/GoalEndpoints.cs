using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Habits;

internal static class GoalEndpoints
{
    public static void MapGoals(this IEndpointRouteBuilder app)
    {
        var goals = app.MapGroup("/v1/goals").WithTags("Goals").RequireAuthorization();
        goals.MapPost("", CreateAsync).Produces<Goal>(StatusCodes.Status201Created).WithSummary("Makes a goal");
        goals.MapGet("", ListAsync).WithSummary("Lists goals, the oldest first; archived ones only with ?archived=true");
        goals.MapGet("{id:guid}", FindAsync).WithSummary("Reads a goal");
        goals.MapPatch("{id:guid}", ChangeAsync).WithSummary("Changes a goal: absent fields stay, null clears");
        goals.MapDelete("{id:guid}", ArchiveAsync).WithSummary("Archives a goal; once more is 204 too");
    }

    private static Task<IdempotentResult<Goal>> CreateAsync(
        NewGoal request, UserSession user, HttpContext http, Idempotency idempotency, GoalStore store) =>
        idempotency.RunAsync<Goal>(http, request, async (transaction, cancel) =>
        {
            var goal = await store.CreateAsync(transaction, user.UserId, request, cancel);
            return Outcome.Created($"/v1/goals/{goal.Id}", goal);
        });

    private static async Task<Results<Ok<Page<Goal>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, UserSession user, GoalStore store, CancellationToken cancel, bool archived = false)
    {
        if (!page.TryReadCursor(out var after) || (after is { } place && !place.TryGetInstant(out _)))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        var rows = await store.ListAsync(user.UserId, archived, after, page.Size(), cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), goal => PageCursor.At(goal.CreatedAt, goal.Id).ToString()));
    }

    private static async Task<Results<Ok<Goal>, ProblemHttpResult>> FindAsync(
        Guid id, UserSession user, GoalStore store, CancellationToken cancel) =>
        await store.FindAsync(user.UserId, id, cancel) is { } goal ? TypedResults.Ok(goal) : Problems.NotFound("goal");

    private static async Task<Results<Ok<Goal>, ProblemHttpResult>> ChangeAsync(
        Guid id, GoalPatch patch, UserSession user, GoalStore store, CancellationToken cancel) =>
        await store.ChangeAsync(user.UserId, id, patch, cancel) is { } goal ? TypedResults.Ok(goal) : Problems.NotFound("goal");

    private static async Task<Results<NoContent, ProblemHttpResult>> ArchiveAsync(
        Guid id, UserSession user, GoalStore store, CancellationToken cancel) =>
        await store.ArchiveAsync(user.UserId, id, cancel) ? TypedResults.NoContent() : Problems.NotFound("goal");
}
