using AspireCoach.Knowledge.Ranking;

namespace AspireCoach.Knowledge.Embedded;

/// <summary>This process' copy of one user's index, as of some change. Whoever reads or renews it holds the gate.</summary>
internal sealed class UserIndex
{
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public LexicalIndex Words { get; private set; } = new();

    public VectorTable Vectors { get; } = new();

    /// <summary>The change it was last renewed to; 0 for none.</summary>
    public long Version { get; set; }

    /// <summary>The space its vectors are of; 0 for none.</summary>
    public int Space { get; set; }

    /// <summary>The last measured size; the cache's own.</summary>
    public long Bytes { get; set; }

    public long ApproximateBytes => Words.ApproximateBytes + Vectors.ApproximateBytes + 1_000;

    public void Clear()
    {
        Words = new LexicalIndex();
        Vectors.Clear();
        (Version, Space) = (0, 0);
    }
}
