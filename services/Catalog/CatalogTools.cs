using System.ComponentModel;
using System.Text.Json;
using AspireCoach.Knowledge;
using AspireCoach.Models.Tools;

namespace AspireCoach.Catalog;

/// <summary>What an agent can look up in the catalogue.</summary>
internal sealed class CatalogTools(CatalogStore store, KnowledgeBase knowledge) : IToolSource
{
    private const int DefaultLimit = 5;
    private const int MaxLimit = 20;
    private const int MostQuery = 500;

    /// <summary>Of several kinds a search has to find more to have enough of one.</summary>
    private const int Searched = 100;

    public IReadOnlyList<CoachTool> Tools =>
    [
        CoachTool.Create(
            SearchCatalogAsync,
            "search_catalog",
            "Items of the catalogue that fit words: phones, recipes, exercises and what else it has, each with its fields and the page it is from. Nothing of the user is in it.",
            readOnly: true,
            idempotent: true),
    ];

    private async Task<CatalogAnswer> SearchCatalogAsync(
        ToolContext context,
        [Description("What to look for, in words.")] string query,
        [Description("Only items of this kind, e.g. recipe.")] string? kind = null,
        [Description("The field by whose number the items come, the greatest first, e.g. battery for the best battery; by how well they fit where left out.")] string? greatest = null,
        [Description("How many items at most, 1 to 20; 5 where left out.")] int? limit = null,
        CancellationToken cancel = default)
    {
        kind = kind?.Replace('\0', ' ');
        if (string.IsNullOrWhiteSpace(query) || query.Length > MostQuery)
        {
            throw new ToolRefusedException($"query must be 1 to {MostQuery} characters.");
        }

        var most = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        IReadOnlyList<CatalogItem> items = greatest is { Length: > 0 and <= 64 } ? await store.GreatestAsync(kind, greatest, most, cancel) : [];
        items = items.Count > 0 ? items : await FindAsync(context, query, kind, most, cancel);
        // A kind that the catalogue has not got is a word like any other.
        items = items.Count > 0 || kind is null ? items : await FindAsync(context, query, kind: null, most, cancel);
        return new CatalogAnswer(
            [.. items.Select(item => new FoundItem(item.Id, item.Kind, item.Identity, item.Fields, item.Url))],
            [.. items.Select(item => new ToolSource("catalog", item.Id.ToString(), Label(item)))]);
    }

    private async Task<IReadOnlyList<CatalogItem>> FindAsync(ToolContext context, string query, string? kind, int most, CancellationToken cancel)
    {
        var answer = await knowledge.SearchAsync(
            new KnowledgeQuery(SharedOwners.Catalog, query) { Kind = KnowledgeKind.Catalog, Now = context.Now, Limit = kind is null ? most : Searched }, cancel);
        Guid[] found = [.. answer.Hits.Where(hit => kind is null || hit.Entry.Category == kind).Select(hit => hit.Entry.Id).Take(most)];
        return found.Length > 0 ? await store.FindAsync(found, cancel)

            // What is not in the index yet is found by every one of its words.
            : [.. (await store.ListAsync(new CatalogQuery { Kind = kind, Q = query.Replace('\0', ' ') }, before: null, most, cancel)).Take(most)];
    }

    /// <summary>What makes it itself, e.g. <c>Acme X1</c>.</summary>
    private static string Label(CatalogItem item) =>
        string.Join(' ', item.Identity.EnumerateObject().Select(part => part.Value.ValueKind == JsonValueKind.String ? part.Value.GetString() : part.Value.GetRawText()));

    private sealed record FoundItem(Guid Id, string Kind, JsonElement Identity, JsonElement Fields, string Url);

    private sealed record CatalogAnswer(IReadOnlyList<FoundItem> Items, IReadOnlyList<ToolSource> Sources);
}
