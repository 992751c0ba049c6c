using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Habits;

internal static class CheckInEndpoints
{
    public static void MapCheckIns(this IEndpointRouteBuilder app)
    {
        var habit = app.MapGroup("/v1/habits/{id:guid}").WithTags("Habits").RequireAuthorization();
        habit.MapPut("check-ins/{date}", SetAsync)
            .AddEndpointFilter(new CalendarDayFilter("date"))
            .WithSummary("Logs a day, however often it is sent; from 2000 to tomorrow, on any day of the week, archived or not");
        habit.MapGet("check-ins", ListAsync).AddEndpointFilter(new CalendarDayFilter("from", "to"))
            .WithSummary("Lists what was logged, the newest day first");
        habit.MapGet("streak", StreakAsync).WithSummary("Counts the habit's streak in its scheduled days");
    }

    private static async Task<Results<Ok<CheckIn>, ProblemHttpResult>> SetAsync(
        Guid id, DateOnly date, NewCheckIn request, UserSession user, CheckInStore store, TimeProvider time, CancellationToken cancel)
    {
        if (UserCalendar.Problem(date, UserCalendar.DayOf(time.GetUtcNow(), user.TimeZone)) is { } problem)
        {
            return Problems.Invalid("date", problem);
        }

        var checkIn = new CheckIn { Date = date, Done = request.Done == true, Amount = request.Amount, Note = request.Note };
        return await store.SetAsync(user.UserId, id, checkIn, cancel) ? TypedResults.Ok(checkIn) : Problems.NotFound("habit");
    }

    private static async Task<Results<Ok<Page<CheckIn>>, ProblemHttpResult>> ListAsync(
        Guid id,
        DateOnly? from,
        DateOnly? to,
        [AsParameters] PageQuery page,
        UserSession user,
        HabitStore habits,
        CheckInStore store,
        CancellationToken cancel)
    {
        DateOnly day = default;
        if (!page.TryReadCursor(out var cursor) || (cursor is { } place && !place.TryGetDay(out day)))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        if (await habits.FindAsync(user.UserId, id, cancel) is null)
        {
            return Problems.NotFound("habit");
        }

        var rows = await store.ListAsync(user.UserId, id, from, to, cursor is null ? null : day, page.Size(), cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), checkIn => PageCursor.At(checkIn.Date, id).ToString()));
    }

    private static async Task<Results<Ok<Streak>, ProblemHttpResult>> StreakAsync(
        Guid id, UserSession user, HabitReader reader, TimeProvider time, CancellationToken cancel) =>
        await reader.StreaksAsync(user.UserId, id, user.TimeZone, time.GetUtcNow(), cancel) is [var habit]
            ? TypedResults.Ok(habit.Streak)
            : Problems.NotFound("habit");
}
