using AspireCoach.Catalog.Ingestion;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.Catalog;

internal static class CatalogEndpoints
{
    public static void MapCatalog(this IEndpointRouteBuilder app)
    {
        var catalog = app.MapGroup("/v1/catalog").WithTags("Catalog").RequireAuthorization();
        catalog.MapGet("items", ListAsync).WithSummary("Lists items of the catalogue, the newest first");
        catalog.MapGet("items/{id:guid}/changes", ChangesAsync).WithSummary("Tells how an item's fields changed, the latest first");
        catalog.MapGet("sources", SourcesAsync).WithSummary("Lists the sources of the catalogue, with their last runs and how much was found of each field");
        catalog.MapPost("sources/{name}/runs", StartAsync).Produces<StartedRun>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status404NotFound)
            .WithSummary("Runs a source now: operators only")
            .WithDescription("While a run of the source is under way, that one is the answer.");
        catalog.MapGet("runs/{id:guid}", RunAsync).WithSummary("Tells how far a run is");
    }

    private static async Task<Results<Ok<Page<CatalogItem>>, ProblemHttpResult>> ListAsync(
        [AsParameters] CatalogQuery query, [AsParameters] PageQuery page, CatalogStore store, CancellationToken cancel)
    {
        if (!TryReadPlace(page, out var before))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        var rows = await store.ListAsync(query, before, page.Size(), cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), item => PageCursor.At(item.FirstSeen, item.Id).ToString()));
    }

    private static async Task<Results<Ok<Page<CatalogChange>>, ProblemHttpResult>> ChangesAsync(
        Guid id, [AsParameters] PageQuery page, CatalogStore store, CancellationToken cancel)
    {
        if (!TryReadPlace(page, out var before))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        if (await store.ChangesAsync(id, before, page.Size(), cancel) is not { } rows)
        {
            return Problems.NotFound("item");
        }

        var found = Page.From(rows, page.Size(), row => PageCursor.At(row.Change.At, row.Id).ToString());
        return TypedResults.Ok(new Page<CatalogChange>([.. found.Items.Select(row => row.Change)], found.NextCursor));
    }

    private static async Task<Ok<CatalogSources>> SourcesAsync(SourceCatalog sources, CatalogStore store, CancellationToken cancel)
    {
        var all = sources.All;
        var runs = await store.RunsOfAsync([.. all.Select(source => source.Name)], cancel);
        return TypedResults.Ok(new CatalogSources(
            [.. all.OrderBy(source => source.Name, StringComparer.Ordinal).Select(source => new CatalogSource(source.Name, source.Kind, source.Schedule, runs[source.Name].Last, runs[source.Name].Coverage))]));
    }

    private static async Task<IResult> StartAsync(
        string name, UserSession user, HttpContext http, IOperators operators, SourceCatalog sources, RunStore runs, IngestionSignal signal, Idempotency idempotency)
    {
        if (!await operators.IncludesAsync(user.UserId, http.RequestAborted))
        {
            return Problems.Forbidden("Only operators start runs. Accounts:Operators lists their addresses.");
        }

        if (sources.Find(name) is null)
        {
            return Problems.NotFound("source");
        }

        return await idempotency.RunAsync<StartedRun>(http, new { }, async (transaction, cancel) =>
        {
            var id = await runs.RequestAsync(transaction, name, cancel);
            transaction.OnCommitted(signal.SendAsync);
            return Outcome.Accepted($"/v1/catalog/runs/{id}", new StartedRun(id));
        });
    }

    private static async Task<Results<Ok<CatalogRun>, ProblemHttpResult>> RunAsync(Guid id, CatalogStore store, CancellationToken cancel) =>
        await store.RunAsync(id, cancel) is { } run ? TypedResults.Ok(run) : Problems.NotFound("run");

    private static bool TryReadPlace(PageQuery page, out (DateTimeOffset At, Guid Id)? before)
    {
        before = null;
        DateTimeOffset at = default;
        if (!page.TryReadCursor(out var cursor) || (cursor is { } place && !place.TryGetInstant(out at)))
        {
            return false;
        }

        before = cursor is { Id: var id } ? (at, id) : null;
        return true;
    }
}
