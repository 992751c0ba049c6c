using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;

namespace AspireCoach.Catalog;

/// <summary>
/// Puts items into the knowledge index as they change: of one event all items that are due, so that the events behind it
/// find nothing left to do.
/// </summary>
internal sealed class CatalogIndexer(Database database, KnowledgeBase knowledge) : IEventSubscriber<CatalogItemChanged>
{
    /// <summary>The subscriber's name, for good.</summary>
    public const string Name = "knowledge";

    private const int Batch = 200;

    public async Task HandleAsync(CatalogItemChanged @event, Job job, CancellationToken cancel)
    {
        while (true)
        {
            await using var transaction = await database.BeginAsync(cancel);
            var items = await CatalogStore.TakeUnindexedAsync(transaction, Batch, cancel);
            await knowledge.PutAsync(transaction, [.. items.Select(Entry)], cancel);
            await transaction.CommitAsync(cancel);
            if (items.Count < Batch)
            {
                return;
            }
        }
    }

    private static KnowledgeEntry Entry(CatalogItem item) => new()
    {
        Id = item.Id,
        UserId = SharedOwners.Catalog,
        Kind = KnowledgeKind.Catalog,
        Text = item.Text,
        Speaker = "catalog",
        At = item.LastChanged,
        TimeZone = "Etc/UTC",
        Category = item.Kind,
    };
}
