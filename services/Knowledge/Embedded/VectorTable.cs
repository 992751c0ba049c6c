using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace AspireCoach.Knowledge.Embedded;

/// <summary>The vectors of one user's entries in one piece of memory, compared one by one: exact, and quick at some ten thousand. Not safe for concurrent use.</summary>
internal sealed class VectorTable
{
    private readonly Dictionary<Guid, int> _rows = [];
    private readonly List<(Guid Id, KnowledgeKind Kind)> _ids = [];
    private readonly List<float> _numbers = [];
    private int _dimensions;

    public int Count => _ids.Count;

    public long ApproximateBytes => (4L * _numbers.Capacity) + (64L * _ids.Capacity);

    /// <summary>Adds a vector of length 1, or replaces the one of the same entry.</summary>
    public void Put(Guid id, KnowledgeKind kind, ReadOnlySpan<float> vector)
    {
        _dimensions = Count == 0 ? vector.Length : _dimensions;
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, _dimensions);
        if (_rows.TryGetValue(id, out var row))
        {
            vector.CopyTo(Numbers(row));
            _ids[row] = (id, kind);
            return;
        }

        _rows[id] = Count;
        _ids.Add((id, kind));
        _numbers.AddRange(vector);
    }

    public void Remove(Guid id)
    {
        if (!_rows.Remove(id, out var row))
        {
            return;
        }

        var last = Count - 1;
        if (row != last)
        {
            Numbers(last).CopyTo(Numbers(row));
            _ids[row] = _ids[last];
            _rows[_ids[row].Id] = row;
        }

        _ids.RemoveAt(last);
        _numbers.RemoveRange(last * _dimensions, _dimensions);
    }

    public void Clear()
    {
        _rows.Clear();
        _ids.Clear();
        _numbers.Clear();
    }

    /// <summary>The cosine of an entry's vector and another of length 1; null where there is none.</summary>
    public double? Cosine(Guid id, ReadOnlySpan<float> vector) =>
        vector.Length == _dimensions && _rows.TryGetValue(id, out var row) ? TensorPrimitives.Dot(Numbers(row), vector) : null;

    /// <summary>The entries nearest to a vector of length 1, none below the floor.</summary>
    public IEnumerable<Guid> Nearest(ReadOnlySpan<float> vector, KnowledgeKind? kind, double floor, int limit)
    {
        if (vector.Length != _dimensions)
        {
            return [];
        }

        var best = new PriorityQueue<Guid, float>();
        for (var row = 0; row < Count; row++)
        {
            if (kind is not null && _ids[row].Kind != kind)
            {
                continue;
            }

            var cosine = TensorPrimitives.Dot(Numbers(row), vector);
            if (cosine < floor)
            {
                continue;
            }

            if (best.Count < limit)
            {
                best.Enqueue(_ids[row].Id, cosine);
            }
            else
            {
                _ = best.EnqueueDequeue(_ids[row].Id, cosine);
            }
        }

        return best.UnorderedItems.Select(item => item.Element);
    }

    private Span<float> Numbers(int row) => CollectionsMarshal.AsSpan(_numbers).Slice(row * _dimensions, _dimensions);
}
