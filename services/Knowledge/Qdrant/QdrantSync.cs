using System.Net;
using AspireCoach.Knowledge.Ranking;
using AspireCoach.Knowledge.Upkeep;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>
/// Brings a user's points in Qdrant in step with the table; the caller holds the user's lease. Points are written over
/// themselves and removed by id, and how far it has come is noted after each step: begun anew anywhere, it ends the same.
/// </summary>
internal sealed class QdrantSync(
    QdrantClient client, QdrantCollections collections, UpkeepStore store, KnowledgeStore entries, IOptions<KnowledgeOptions> options, KnowledgeMetrics metrics)
{
    /// <summary>At the start: makes the collection without vectors, and marks who is in one of another analysis.</summary>
    public Task PrepareAsync(CancellationToken cancel) => TranslateAsync(null, async () =>
    {
        await store.OutdatedAsync(collections.CurrentPrefix, cancel);
        await collections.EnsureAsync(0, cancel);
    }, cancel);

    /// <exception cref="KnowledgeUnavailableException">Qdrant cannot be written to; what was done so far is noted.</exception>
    public async Task RunAsync(Guid userId, CancellationToken cancel)
    {
        while (await store.StateAsync(userId, cancel) is { } state && (state.Erased || state.Synced < state.Version))
        {
            await (state.Erased ? PurgeAsync(userId, cancel) : StepAsync(userId, state, cancel));
        }
    }

    /// <summary>Removes all points of an erased user, from every collection of ours, and makes sure of it.</summary>
    /// <exception cref="KnowledgeUnavailableException">Some may be left.</exception>
    public async Task PurgeAsync(Guid userId, CancellationToken cancel)
    {
        if (await store.StateAsync(userId, cancel) is not { Erased: true })
        {
            return;
        }

        await TranslateAsync(null, async () =>
        {
            foreach (var collection in await collections.AllAsync(cancel))
            {
                await client.DeleteAsync(collection, userId, null, cancel);
                if (await client.CountAsync(collection, userId, cancel) > 0)
                {
                    throw new KnowledgeUnavailableException("The memory index still holds something that was to be removed.");
                }
            }
        }, cancel);
        await entries.PurgedAsync(userId, cancel);
    }

    private async Task StepAsync(Guid userId, UserState state, CancellationToken cancel)
    {
        var space = await collections.HeldInAsync(state.Space, cancel);
        var target = collections.NameFor(space);
        await TranslateAsync(target, async () =>
        {
            // In another collection nothing of the user is sure to be right: all is written, and then the user moves.
            var sure = state.Collection == target && state.Synced >= 0;
            var from = sure ? state.Synced : 0;
            await collections.EnsureAsync(space, cancel);
            if (await store.RemovedAsync(userId, from, cancel) is { Count: > 0 } removed)
            {
                await client.DeleteAsync(target, userId, removed, cancel);
            }

            foreach (var batch in (await store.ChangedAsync(userId, space, from, cancel)).Chunk(options.Value.BatchSize))
            {
                await WriteAsync(target, userId, space, [.. batch.Select(entry => entry.Id)], cancel);
                if (sure)
                {
                    // One change may have written more entries than a batch holds: the last is not sure to be complete.
                    await store.SyncedAsync(userId, target, Math.Max(from, Math.Min(batch[^1].Version, state.Version) - 1), cancel);
                }
            }

            if (!sure)
            {
                await MoveAsync(userId, target, cancel);
            }

            await store.SyncedAsync(userId, target, state.Version, cancel);
        }, cancel);
    }

    private async Task WriteAsync(string collection, Guid userId, int space, Guid[] ids, CancellationToken cancel)
    {
        var found = await store.EntriesAsync(userId, space, ids, cancel);
        if (found.Count > 0)
        {
            await client.UpsertAsync(collection, [.. found.Select(entry => Point(entry, userId))], cancel);
            metrics.Indexed(found.Count, "written");
        }
    }

    private static QdrantPoint Point(IndexedEntry entry, Guid userId)
    {
        var analysed = KnowledgeStore.Analyse(new KnowledgeEntry
        {
            Id = entry.Id, UserId = userId, Kind = (KnowledgeKind)entry.Kind, Text = entry.Text, Speaker = entry.Speaker, At = entry.At,
            TimeZone = entry.TimeZone, Thread = entry.Thread, Position = entry.Position,
        });
        return new QdrantPoint(entry.Id, userId, (KnowledgeKind)entry.Kind, Analyser.Sparse(analysed), entry.Vector is null ? null : UnitVector.FromBytes(entry.Vector));
    }

    /// <summary>Lets the collection answer for the user, and takes the user out of all others; it is not done before that is.</summary>
    private async Task MoveAsync(Guid userId, string target, CancellationToken cancel)
    {
        await store.SyncedAsync(userId, target, -1, cancel);
        foreach (var other in (await collections.AllAsync(cancel)).Where(name => name != target))
        {
            await client.DeleteAsync(other, userId, null, cancel);
        }
    }

    private async Task TranslateAsync(string? collection, Func<Task> work, CancellationToken cancel)
    {
        try
        {
            await work();
        }
        catch (QdrantException exception)
        {
            if (exception.Status is HttpStatusCode.NotFound && collection is not null)
            {
                await collections.LostAsync(collection, cancel);
            }

            throw new KnowledgeUnavailableException(exception.Message, exception);
        }
    }
}
