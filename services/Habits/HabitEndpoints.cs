using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Habits;

internal static class HabitEndpoints
{
    private const string ForeignGoal = "is none of your goals";

    public static void MapHabits(this IEndpointRouteBuilder app)
    {
        var habits = app.MapGroup("/v1/habits").WithTags("Habits").RequireAuthorization();
        habits.MapPost("", CreateAsync).Produces<Habit>(StatusCodes.Status201Created).WithSummary("Makes a habit");
        habits.MapGet("", ListAsync).WithSummary("Lists habits, the oldest first; archived ones only with ?archived=true");
        habits.MapGet("{id:guid}", FindAsync).WithSummary("Reads a habit");
        habits.MapPatch("{id:guid}", ChangeAsync).WithSummary("Changes a habit: absent fields stay, null clears");
        habits.MapDelete("{id:guid}", ArchiveAsync)
            .WithSummary("Archives a habit; its check-ins stay readable, its streak stands still. Once more is 204 too");
    }

    private static Task<IdempotentResult<Habit>> CreateAsync(
        NewHabit request, UserSession user, HttpContext http, Idempotency idempotency, HabitStore store) =>
        idempotency.RunAsync<Habit>(http, request, async (transaction, cancel) =>
            await store.CreateAsync(transaction, user.UserId, request, cancel) is { } habit
                ? Outcome.Created($"/v1/habits/{habit.Id}", habit)
                : Outcome.Refused<Habit>(Problems.Invalid("goalId", ForeignGoal)));

    private static async Task<Results<Ok<Page<Habit>>, ProblemHttpResult>> ListAsync(
        [AsParameters] PageQuery page, UserSession user, HabitStore store, CancellationToken cancel, bool archived = false)
    {
        if (!page.TryReadCursor(out var after) || (after is { } place && !place.TryGetInstant(out _)))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        var rows = await store.ListAsync(user.UserId, archived, after, page.Size(), cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), habit => PageCursor.At(habit.CreatedAt, habit.Id).ToString()));
    }

    private static async Task<Results<Ok<Habit>, ProblemHttpResult>> FindAsync(
        Guid id, UserSession user, HabitStore store, CancellationToken cancel) =>
        await store.FindAsync(user.UserId, id, cancel) is { } habit ? TypedResults.Ok(habit) : Problems.NotFound("habit");

    private static async Task<Results<Ok<Habit>, ProblemHttpResult>> ChangeAsync(
        Guid id, HabitPatch patch, UserSession user, HabitStore store, CancellationToken cancel)
    {
        if (!await store.IsOwnGoalAsync(user.UserId, patch.GoalId, cancel))
        {
            return Problems.Invalid("goalId", ForeignGoal);
        }

        return await store.ChangeAsync(user.UserId, id, patch, cancel) is { } habit
            ? TypedResults.Ok(habit)
            : Problems.NotFound("habit");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ArchiveAsync(
        Guid id, UserSession user, HabitStore store, CancellationToken cancel) =>
        await store.ArchiveAsync(user.UserId, id, cancel) ? TypedResults.NoContent() : Problems.NotFound("habit");
}
