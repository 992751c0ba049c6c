namespace AspireCoach.Knowledge.Ranking;

/// <summary>
/// The words of one user's turns and facts, and the ranking over them. Not safe for concurrent use, searches included: callers lock.
/// What is put in first or last makes no difference to what is found.
/// </summary>
public sealed class LexicalIndex
{
    private readonly EntryTable _entries = new();
    private readonly Dictionary<uint, int> _speakers = [];

    private readonly RankingWeights _weights;

    public LexicalIndex()
        : this(RankingWeights.Default)
    {
    }

    /// <summary>An index that ranks otherwise, to measure what a constant gains.</summary>
    internal LexicalIndex(RankingWeights weights) => _weights = weights;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>About what the index takes of memory.</summary>
    public long ApproximateBytes => _entries.Bytes + 400;

    /// <summary>Adds an entry, or replaces the one with its id.</summary>
    public void Put(LexicalEntry entry) => Put(Analyser.Analyse(entry));

    /// <inheritdoc cref="Put(LexicalEntry)"/>
    public void Put(AnalysedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _ = Remove(entry.Id);
        _entries.Put(entry);
        _speakers[entry.Speaker] = _speakers.GetValueOrDefault(entry.Speaker) + 1;
    }

    /// <summary>Removes an entry; false where there was none.</summary>
    public bool Remove(Guid id)
    {
        var rank = _entries.RankOf(id);
        if (rank < 0)
        {
            return false;
        }

        var speaker = _entries[rank].Speaker;
        if (--_speakers[speaker] == 0)
        {
            _speakers.Remove(speaker);
        }

        return _entries.Remove(id);
    }

    /// <summary>The entries that fit a question, best first; none where no meaningful word of it, nor a relative, occurs.</summary>
    public IReadOnlyList<LexicalHit> Search(LexicalQuery query, int limit)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        using var ranking = new Ranking(_entries, QueryReading.Read(query, _speakers.Keys, _weights), _weights);
        return ranking.Best(limit, query.Kind, query.Floor);
    }

    /// <summary>How well given entries fit a question, whether or not a search finds them; in the given order, without those that are not there.</summary>
    public IReadOnlyList<LexicalHit> Score(LexicalQuery query, IReadOnlyCollection<Guid> ids)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(ids);
        using var ranking = new Ranking(_entries, QueryReading.Read(query, _speakers.Keys, _weights), _weights);
        return [.. ids.Where(id => _entries.RankOf(id) >= 0).Select(id => new LexicalHit(id, ranking.ScoreOf(_entries.RankOf(id))))];
    }
}
