using System.Numerics.Tensors;
using System.Text.Json;

namespace AspireCoach.Support;

/// <summary>A collection of <see cref="QdrantServer"/>: points with named vectors, filtered and scored as Qdrant documents it.</summary>
internal sealed class QdrantCollection
{
    private readonly Dictionary<string, int> _dense = [];
    private readonly HashSet<string> _sparse = [];
    private readonly Dictionary<Guid, Point> _points = [];
    private readonly Dictionary<string, JsonElement> _indexes = [];

    public QdrantCollection(JsonElement settings)
    {
        foreach (var vector in settings.GetProperty("vectors").EnumerateObject())
        {
            _dense[vector.Name] = vector.Value.GetProperty("size").GetInt32();
        }

        _sparse.UnionWith(settings.GetProperty("sparse_vectors").EnumerateObject().Select(vector => vector.Name));
    }

    /// <summary>The settings of the payload's indexes, by field.</summary>
    public IReadOnlyDictionary<string, JsonElement> Indexes => _indexes;

    public IReadOnlyCollection<Guid> Ids => _points.Keys;

    public void Index(JsonElement request) => _indexes[request.GetProperty("field_name").GetString()!] = request.GetProperty("field_schema").Clone();

    public void Upsert(JsonElement request)
    {
        foreach (var point in request.GetProperty("points").EnumerateArray().Select(Read).ToArray())
        {
            _points[point.Id] = point;
        }
    }

    public void Delete(JsonElement request)
    {
        var filter = request.GetProperty("filter");
        foreach (var point in _points.Values.Where(point => Passes(point, filter)).ToArray())
        {
            _points.Remove(point.Id);
        }
    }

    public int Count(JsonElement request) => _points.Values.Count(point => Passes(point, request.GetProperty("filter")));

    public IReadOnlyList<(Guid Id, double Score)> Search(JsonElement request)
    {
        IEnumerable<Point> candidates = _points.Values;
        if (request.TryGetProperty("prefetch", out var prefetch))
        {
            var found = prefetch.EnumerateArray().SelectMany(Search).Select(hit => hit.Id).ToHashSet();
            candidates = candidates.Where(point => found.Contains(point.Id));
        }

        if (request.TryGetProperty("filter", out var filter))
        {
            candidates = candidates.Where(point => Passes(point, filter));
        }

        var least = request.TryGetProperty("score_threshold", out var threshold) ? threshold.GetDouble() : double.NegativeInfinity;
        var score = Scoring(request.GetProperty("query").GetProperty("nearest"), request.GetProperty("using").GetString()!);
        return
        [
            .. candidates.Select(point => (point.Id, Score: score(point))).Where(hit => hit.Score >= least)
                .Select(hit => (hit.Id, hit.Score!.Value)).OrderByDescending(hit => hit.Value)
                .Take(request.TryGetProperty("limit", out var limit) ? limit.GetInt32() : 10),
        ];
    }

    private Func<Point, double?> Scoring(JsonElement nearest, string name)
    {
        if (nearest.ValueKind == JsonValueKind.Array)
        {
            var wanted = Dense(name, nearest);
            return point => point.Dense.TryGetValue(name, out var vector) ? TensorPrimitives.CosineSimilarity<float>(vector, wanted) : null;
        }

        var query = Sparse(name, nearest);
        var all = _points.Values.Where(point => point.Sparse.ContainsKey(name)).ToArray();
        var weights = query.ToDictionary(term => term.Key, term =>
        {
            // The inverse document frequency of BM25, over all points of the collection.
            var having = all.Count(point => point.Sparse[name].ContainsKey(term.Key));
            return term.Value * Math.Log(1 + ((all.Length - having + 0.5) / (having + 0.5)));
        });
        return point => point.Sparse.TryGetValue(name, out var words) && words.Keys.Any(weights.ContainsKey)
            ? words.Sum(word => word.Value * weights.GetValueOrDefault(word.Key))
            : null;
    }

    private static bool Passes(Point point, JsonElement filter) => filter.GetProperty("must").EnumerateArray().All(condition =>
        condition.TryGetProperty("has_id", out var ids)
            ? ids.EnumerateArray().Any(id => id.GetGuid() == point.Id)
            : JsonElement.DeepEquals(point.Payload.GetProperty(condition.GetProperty("key").GetString()!), condition.GetProperty("match").GetProperty("value")));

    private Point Read(JsonElement point)
    {
        var read = new Point(point.GetProperty("id").GetGuid(), point.GetProperty("payload").Clone(), [], []);
        foreach (var vector in point.GetProperty("vector").EnumerateObject())
        {
            if (vector.Value.ValueKind == JsonValueKind.Array)
            {
                read.Dense[vector.Name] = Dense(vector.Name, vector.Value);
            }
            else
            {
                read.Sparse[vector.Name] = Sparse(vector.Name, vector.Value);
            }
        }

        return read;
    }

    private float[] Dense(string name, JsonElement numbers)
    {
        var vector = numbers.EnumerateArray().Select(number => number.GetSingle()).ToArray();
        return !_dense.TryGetValue(name, out var size) ? throw new ArgumentException($"Not existing vector name error: {name}")
            : size != vector.Length ? throw new ArgumentException($"Vector dimension error: expected dim: {size}, got {vector.Length}")
            : vector;
    }

    private Dictionary<uint, float> Sparse(string name, JsonElement vector)
    {
        var indices = vector.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt32()).ToArray();
        var values = vector.GetProperty("values").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        return !_sparse.Contains(name) ? throw new ArgumentException($"Not existing vector name error: {name}")
            : indices.Length != values.Length || indices.Distinct().Count() < indices.Length ? throw new ArgumentException("Sparse indices must be unique and as many as values")
            : indices.Zip(values).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private sealed record Point(Guid Id, JsonElement Payload, Dictionary<string, float[]> Dense, Dictionary<string, Dictionary<uint, float>> Sparse);
}
