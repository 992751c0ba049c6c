using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireCoach.Data.Sessions;
using AspireCoach.Knowledge;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Memory;

internal static class MemoryEndpoints
{
    private const int DefaultCount = 10;

    public static void MapMemory(this IEndpointRouteBuilder app)
    {
        var memory = app.MapGroup("/v1/memory").WithTags("Memory").RequireAuthorization();
        memory.MapGet("search", SearchAsync).WithSummary("Finds facts and earlier messages that fit a question, best first");
    }

    private static async Task<Ok<MemorySearchResult>> SearchAsync(
        [FromQuery, Text(1, 1_000), Description("The question, or words of it.")] string q,
        [FromQuery, Range(1, 50), Description("How many at most, 1 to 50; 10 where left out.")] int? k,
        UserSession user, KnowledgeBase knowledge, CancellationToken cancel)
    {
        var answer = await knowledge.SearchAsync(new KnowledgeQuery(user.UserId, q) { Limit = k ?? DefaultCount }, cancel);
        return TypedResults.Ok(new MemorySearchResult([.. answer.Hits.Select(MemorySearchItem.From)]));
    }
}

/// <summary>What was found, best first.</summary>
public sealed record MemorySearchResult(IReadOnlyList<MemorySearchItem> Items);

/// <summary>A fact or an earlier message.</summary>
/// <param name="Kind"><c>fact</c> or <c>turn</c>.</param>
/// <param name="Id">The fact's id, or the message's.</param>
/// <param name="Text">Its text.</param>
/// <param name="At">When it was said, or since when it is so.</param>
/// <param name="Score">The higher, the better it fits; comparable within one answer only.</param>
public sealed record MemorySearchItem(KnowledgeKind Kind, Guid Id, string Text, DateTimeOffset At, double Score)
{
    internal static MemorySearchItem From(KnowledgeHit hit) => new(hit.Entry.Kind, hit.Entry.Id, hit.Entry.Text, hit.Entry.At, hit.Score);
}
