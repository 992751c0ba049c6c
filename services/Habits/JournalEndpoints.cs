using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Habits;

internal static class JournalEndpoints
{
    public static void MapJournal(this IEndpointRouteBuilder app)
    {
        var journal = app.MapGroup("/v1/journal").WithTags("Journal").RequireAuthorization();
        journal.MapPost("", AddAsync).Produces<JournalEntry>(StatusCodes.Status201Created).WithSummary("Writes a journal entry");
        journal.MapGet("", ListAsync).AddEndpointFilter(new CalendarDayFilter("from", "to"))
            .WithSummary("Reads or searches the journal, the newest day first");
    }

    private static Task<IdempotentResult<JournalEntry>> AddAsync(
        NewJournalEntry request, UserSession user, HttpContext http, Idempotency idempotency, JournalStore store, TimeProvider time) =>
        idempotency.RunAsync<JournalEntry>(http, request, async (transaction, cancel) =>
        {
            var today = UserCalendar.DayOf(time.GetUtcNow(), user.TimeZone);
            if (request.Date is { } day && UserCalendar.Problem(day, today) is { } problem)
            {
                return Outcome.Refused<JournalEntry>(Problems.Invalid("date", problem));
            }

            if (request.MediaIds is { Count: > 0 } photos && !await JournalStore.OwnsAsync(transaction, user.UserId, photos, cancel))
            {
                return Outcome.Refused<JournalEntry>(Problems.Invalid("mediaIds", "must be photos of the user's own"));
            }

            var entry = store.Make(request.Date ?? today, request.Text, request.Mood, request.MediaIds);
            await JournalStore.InsertAsync(transaction, user.UserId, entry, cancel);
            return Outcome.Created($"/v1/journal?from={entry.Date:yyyy-MM-dd}&to={entry.Date:yyyy-MM-dd}", entry);
        });

    private static async Task<Results<Ok<Page<JournalEntry>>, ProblemHttpResult>> ListAsync(
        [AsParameters] JournalQuery query, [AsParameters] PageQuery page, UserSession user, JournalStore store, CancellationToken cancel)
    {
        DateOnly day = default;
        if (!page.TryReadCursor(out var cursor) || (cursor is { } place && !place.TryGetDay(out day)))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        var rows = await store.ListAsync(user.UserId, query, cursor is { Id: var id } ? (day, id) : null, page.Size(), cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), entry => PageCursor.At(entry.Date, entry.Id).ToString()));
    }
}
