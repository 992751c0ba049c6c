using System.Net;
using AspireCoach.Knowledge.Ranking;
using AspireCoach.Knowledge.Upkeep;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>Asks Qdrant, in the collection that holds all of the user.</summary>
internal sealed partial class QdrantIndex(
    QdrantClient client, QdrantCollections collections, UpkeepStore store, QueryVectors vectors,
    IOptions<KnowledgeOptions> options, ILogger<QdrantIndex> logger) : IKnowledgeIndex
{
    public async Task<IReadOnlyList<Candidate>> SearchAsync(Guid userId, LexicalQuery query, int limit, CancellationToken cancel)
    {
        if (await store.StateAsync(userId, cancel) is not { Erased: false } state)
        {
            return [];
        }

        if (state.Collection is not { } collection)
        {
            throw new KnowledgeUnavailableException("What was said so far is still being indexed.");
        }

        var space = QdrantCollections.SpaceOf(collection);
        var vector = space > 0 ? await vectors.OfAsync(query.Text, space, cancel) : null;
        var words = Analyser.Sparse(query);
        if (QdrantRequests.Search(userId, query.Kind, words, vector, options.Value.DenseFloor, limit) is not { } searches)
        {
            return [];
        }

        try
        {
            var found = await client.QueryAsync(collection, searches, cancel);
            return Union(words.Count > 0 ? found[0] : [], vector is null ? [] : found[^1]);
        }
        catch (QdrantException exception)
        {
            LogRefused(logger, exception.Message);
            if (exception.Status is HttpStatusCode.NotFound)
            {
                await collections.LostAsync(collection, cancel);
            }

            throw new KnowledgeUnavailableException("The memory index cannot answer at the moment.", exception);
        }
    }

    /// <summary>Sums of weights grow with the question, and a cosine does not: the best by words counts as one.</summary>
    private static IReadOnlyList<Candidate> Union(IReadOnlyList<(Guid Id, double Score)> byWords, IReadOnlyList<(Guid Id, double Score)> byMeaning)
    {
        var lexical = byWords.Where(point => point.Score > 0).ToDictionary(point => point.Id, point => point.Score);
        var best = lexical.Count > 0 ? lexical.Values.Max() : 1;
        var cosines = byMeaning.ToDictionary(point => point.Id, point => point.Score);
        return
        [
            .. lexical.Keys.Union(cosines.Keys).Select(id =>
                new Candidate(id, lexical.GetValueOrDefault(id) / best, cosines.TryGetValue(id, out var cosine) ? cosine : null)),
        ];
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Qdrant refused a search: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);
}
