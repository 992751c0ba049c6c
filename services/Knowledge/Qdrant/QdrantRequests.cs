using System.Text.Json;
using System.Text.Json.Serialization;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>A point: an entry's words and, where it has one, its vector. No text leaves the table.</summary>
internal sealed record QdrantPoint(Guid Id, Guid UserId, KnowledgeKind Kind, IReadOnlyList<(uint Term, float Weight)> Words, float[]? Vector);

/// <summary>The bodies of requests to Qdrant.</summary>
internal static class QdrantRequests
{
    /// <summary>The name of the sparse vector: terms, whose rarity the server weighs.</summary>
    public const string Words = "words";

    /// <summary>The name of the dense vector.</summary>
    public const string Meaning = "meaning";

    private const string User = "user";
    private const string Kind = "kind";

    public static readonly JsonSerializerOptions Json = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Points of one user lie together and are found through their user first (multitenancy by payload).</summary>
    public static IReadOnlyList<object> Indexes { get; } =
    [
        new { field_name = User, field_schema = new { type = "keyword", is_tenant = true } },
        new { field_name = Kind, field_schema = new { type = "integer", lookup = true, range = false } },
    ];

    /// <summary>With graphs within a user alone (<c>payload_m</c>), since every search is one user's.</summary>
    public static object Collection(int? dimensions) => new
    {
        vectors = dimensions is { } size
            ? new Dictionary<string, object> { [Meaning] = new { size, distance = "Cosine", datatype = "float16" } }
            : [],
        sparse_vectors = new Dictionary<string, object> { [Words] = new { modifier = "idf" } },
        hnsw_config = new { m = 0, payload_m = 16 },
    };

    public static object Upsert(IReadOnlyList<QdrantPoint> points) => new { points = points.Select(Point) };

    public static object Delete(Guid userId, IReadOnlyList<Guid>? ids) => new { filter = Filter(userId, null, ids) };

    public static object Count(Guid userId) => new { filter = Filter(userId, null, null), exact = true };

    /// <summary>
    /// The union of what is nearest by words and by meaning, scored by each: one search a kind of score, over the same
    /// candidates. What is near by meaning only has to be as near as the floor; the words have none.
    /// </summary>
    /// <returns>The searches, by words first where there are words; null where there is nothing to search with.</returns>
    public static object? Search(Guid userId, KnowledgeKind? kind, IReadOnlyList<(uint Term, float Weight)> words, float[]? vector, double floor, int limit)
    {
        var filter = Filter(userId, kind, null);
        List<(object Query, string Using, double? Threshold)> ways = [];
        if (words.Count > 0)
        {
            ways.Add((new { nearest = Sparse(words) }, Words, null));
        }

        if (vector is not null)
        {
            ways.Add((new { nearest = vector }, Meaning, floor));
        }

        var prefetch = ways.Select(way => new { query = way.Query, @using = way.Using, filter, limit, score_threshold = way.Threshold }).ToArray();
        return ways.Count == 0
            ? null
            : new { searches = ways.Select(way => new { prefetch, query = way.Query, @using = way.Using, filter, limit = limit * 2, with_payload = false }) };
    }

    private static Dictionary<string, object> Point(QdrantPoint point)
    {
        var vector = new Dictionary<string, object> { [Words] = Sparse(point.Words) };
        if (point.Vector is not null)
        {
            vector[Meaning] = point.Vector;
        }

        return new Dictionary<string, object>
        {
            ["id"] = point.Id,
            ["vector"] = vector,
            ["payload"] = new Dictionary<string, object> { [User] = point.UserId, [Kind] = (int)point.Kind },
        };
    }

    private static object Sparse(IReadOnlyList<(uint Term, float Weight)> words) =>
        new { indices = words.Select(word => word.Term), values = words.Select(word => word.Weight) };

    private static object Filter(Guid userId, KnowledgeKind? kind, IReadOnlyList<Guid>? ids)
    {
        List<object> must = [new { key = User, match = new { value = userId } }];
        if (kind is not null)
        {
            must.Add(new { key = Kind, match = new { value = (int)kind } });
        }

        if (ids is not null)
        {
            must.Add(new { has_id = ids });
        }

        return new { must };
    }
}
