using AspireCoach.Data.Sessions;
using AspireCoach.Memory.Extraction;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Memory;

internal static class FactEndpoints
{
    /// <summary>What cursors of this list begin with: those of another list sorted by id alone are none of it.</summary>
    private const string ListKey = "facts";

    public static void MapFacts(this IEndpointRouteBuilder app)
    {
        var facts = app.MapGroup("/v1/memory/facts").WithTags("Memory").RequireAuthorization();
        facts.MapGet("", ListAsync).WithSummary("Lists what the coach knows of the user and why, newest first");
        facts.MapPatch("{id:guid}", ChangeAsync)
            .WithSummary("Corrects or pins a fact")
            .WithDescription("Other words make a new fact that supersedes this one and is the answer; the messages that said the old one are recalled no more. The same change once more is answered as the first time; any other to a superseded fact is 409.");
        facts.MapDelete("{id:guid}", ForgetAsync)
            .WithSummary("Forgets a fact and every version before it")
            .WithDescription("What said it is recalled no more, and the same message does not teach it again; a new one may.");
    }

    private static async Task<Results<Ok<Page<Fact>>, ProblemHttpResult>> ListAsync(
        [AsParameters] FactQuery query, [AsParameters] PageQuery page, UserSession user, FactStore store, TimeProvider time, CancellationToken cancel)
    {
        if (query.Status is not (null or "current" or "all"))
        {
            return Problems.Invalid("status", "must be current or all");
        }

        if (query.Category is { } category && !FactCategory.IsKnown(category))
        {
            return Problems.Invalid("category", $"must be one of {string.Join(", ", FactCategory.All)}");
        }

        if (!page.TryReadCursor(out var before) || before is { Key: not ListKey })
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        var today = Night.DayOf(time.GetUtcNow(), user.TimeZone);
        var rows = await store.ListAsync(user.UserId, query.Status == "all", query.Category, today, before?.Id, page.Size(), cancel);
        return TypedResults.Ok(Page.From([.. rows.Select(row => row.ToFact())], page.Size(), fact => new PageCursor(ListKey, fact.Id).ToString()));
    }

    private static async Task<Results<Ok<Fact>, ProblemHttpResult>> ChangeAsync(
        Guid id, FactPatch patch, UserSession user, FactEditor editor, CancellationToken cancel) =>
        await editor.ChangeAsync(user, id, patch, cancel);

    private static async Task<Results<NoContent, ProblemHttpResult>> ForgetAsync(Guid id, UserSession user, FactEditor editor, CancellationToken cancel) =>
        await editor.ForgetAsync(user.UserId, id, cancel) ? TypedResults.NoContent() : Problems.NotFound("fact");
}
