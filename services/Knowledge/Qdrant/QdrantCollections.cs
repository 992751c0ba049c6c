using System.Collections.Concurrent;
using System.Globalization;
using AspireCoach.Knowledge.Ranking;
using AspireCoach.Knowledge.Upkeep;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>
/// Our collections in Qdrant: one for each analysis of words and each space of vectors, since neither can be compared with
/// another's. A user moves from one to the next once all that is known of them is there.
/// </summary>
internal sealed class QdrantCollections(QdrantClient client, UpkeepStore store, Spaces spaces, IOptions<KnowledgeOptions> options)
{
    private readonly ConcurrentDictionary<string, bool> _ensured = new(StringComparer.Ordinal);

    /// <summary>What the names of the present analysis' collections begin with.</summary>
    public string CurrentPrefix => string.Create(CultureInfo.InvariantCulture, $"{options.Value.CollectionPrefix}-{AnalysedEntry.Version}-");

    public string NameFor(int space) => string.Create(CultureInfo.InvariantCulture, $"{CurrentPrefix}{space}");

    /// <summary>The space of a collection's vectors; 0 where it has none.</summary>
    public static int SpaceOf(string collection) => int.Parse(collection.AsSpan(collection.LastIndexOf('-') + 1), CultureInfo.InvariantCulture);

    /// <summary>
    /// The space whose collection is to hold a user of this one: that without vectors, as long as nobody has any of this one.
    /// A collection is made for vectors of some length, and it is only then known of which.
    /// </summary>
    public async ValueTask<int> HeldInAsync(int space, CancellationToken cancel) =>
        space == 0 || await spaces.LengthAsync(space, cancel) is null ? 0 : space;

    /// <summary>Makes the collection of a space where it is missing.</summary>
    public async Task EnsureAsync(int space, CancellationToken cancel)
    {
        var name = NameFor(space);
        if (_ensured.ContainsKey(name))
        {
            return;
        }

        if (await client.EnsureAsync(name, space == 0 ? null : await spaces.LengthAsync(space, cancel), cancel))
        {
            // A server that has lost it, or a new one: whoever was in it is written anew.
            await store.LostAsync(name, cancel);
        }

        _ensured[name] = true;
    }

    /// <summary>A collection is not there, whatever was known of it.</summary>
    public Task LostAsync(string collection, CancellationToken cancel)
    {
        _ensured.TryRemove(collection, out _);
        return store.LostAsync(collection, cancel);
    }

    /// <summary>All collections of ours that the server has.</summary>
    public async Task<IReadOnlyList<string>> AllAsync(CancellationToken cancel) =>
        [.. (await client.CollectionsAsync(cancel)).Where(name => name.StartsWith(options.Value.CollectionPrefix + "-", StringComparison.Ordinal))];
}
