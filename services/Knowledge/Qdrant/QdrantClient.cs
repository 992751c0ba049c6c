using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>Qdrant's REST interface, as far as it is used here (https://api.qdrant.tech).</summary>
internal sealed class QdrantClient(QdrantTransport transport, IOptions<KnowledgeOptions> options)
{
    /// <summary>The names of all collections.</summary>
    public async Task<IReadOnlyList<string>> CollectionsAsync(CancellationToken cancel)
    {
        var result = await WriteAsync(HttpMethod.Get, "collections", null, cancel);
        return Read<IReadOnlyList<string>>(() => [.. result.GetProperty("collections").EnumerateArray().Select(collection => collection.GetProperty("name").GetString()!)]);
    }

    /// <summary>Makes a collection and its indexes where they are missing, by whomever.</summary>
    /// <returns>Whether the collection was not there before.</returns>
    public async Task<bool> EnsureAsync(string collection, int? dimensions, CancellationToken cancel)
    {
        var exists = await WriteAsync(HttpMethod.Get, $"collections/{collection}/exists", null, cancel);
        var missing = !Read(() => exists.GetProperty("exists").GetBoolean());
        if (missing)
        {
            try
            {
                await WriteAsync(HttpMethod.Put, $"collections/{collection}", QdrantRequests.Collection(dimensions), cancel);
            }
            catch (QdrantException exception) when (exception.Status is HttpStatusCode.Conflict)
            {
                // Another process was quicker, or the answer to an earlier attempt was lost.
            }
        }

        foreach (var index in QdrantRequests.Indexes)
        {
            await WriteAsync(HttpMethod.Put, $"collections/{collection}/index?wait=true", index, cancel);
        }

        return missing;
    }

    /// <summary>Writes points, over those with the same ids; ends when a search would find them.</summary>
    public Task UpsertAsync(string collection, IReadOnlyList<QdrantPoint> points, CancellationToken cancel) =>
        ChangeAsync(HttpMethod.Put, $"collections/{collection}/points?wait=true", QdrantRequests.Upsert(points), cancel);

    /// <summary>Removes points of a user, all or those with these ids; ends when they are gone.</summary>
    public Task DeleteAsync(string collection, Guid userId, IReadOnlyList<Guid>? ids, CancellationToken cancel) =>
        ChangeAsync(HttpMethod.Post, $"collections/{collection}/points/delete?wait=true", QdrantRequests.Delete(userId, ids), cancel);

    /// <summary>How many points of a user there are, exactly.</summary>
    public async Task<long> CountAsync(string collection, Guid userId, CancellationToken cancel)
    {
        var result = await WriteAsync(HttpMethod.Post, $"collections/{collection}/points/count", QdrantRequests.Count(userId), cancel);
        return Read(() => result.GetProperty("count").GetInt64());
    }

    /// <summary>Runs searches in one request, and gives each one's points with their scores.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<(Guid Id, double Score)>>> QueryAsync(string collection, object searches, CancellationToken cancel)
    {
        var result = await transport.SendAsync(HttpMethod.Post, $"collections/{collection}/points/query/batch", searches, options.Value.SearchMilliseconds, cancel);
        return Read<IReadOnlyList<IReadOnlyList<(Guid, double)>>>(() => [.. result.EnumerateArray().Select(Points)]);
    }

    private static IReadOnlyList<(Guid Id, double Score)> Points(JsonElement search) =>
        [.. search.GetProperty("points").EnumerateArray().Select(point => (point.GetProperty("id").GetGuid(), point.GetProperty("score").GetDouble()))];

    /// <summary>What the server has only taken note of, or answers anything else to, is not done.</summary>
    private async Task ChangeAsync(HttpMethod method, string path, object body, CancellationToken cancel)
    {
        var result = await WriteAsync(method, path, body, cancel);
        if (Read(() => result.GetProperty("status").GetString()) != "completed")
        {
            throw new QdrantException("Qdrant has not completed a change.", null);
        }
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new QdrantException("Qdrant's answer has not the form it should have.", null, exception);
        }
    }

    private Task<JsonElement> WriteAsync(HttpMethod method, string path, object? body, CancellationToken cancel) =>
        transport.SendAsync(method, path, body, options.Value.WriteMilliseconds, cancel);
}
