using System.Buffers;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>
/// One question put to one user's entries: each word's BM25 over a turn and its neighbours, the session's, the day's, and factors for who speaks and
/// how. The sums run in the order of the conversation, so that the same entries score the same however they came in.
/// </summary>
internal sealed class Ranking : IDisposable
{
    /// <summary>By score, then the later, then the id: no two are equal.</summary>
    private static readonly Comparer<(float Score, int Minute, Guid Id)> s_worstFirst = Comparer<(float Score, int Minute, Guid Id)>.Create(static (left, right) =>
    {
        var order = left.Score.CompareTo(right.Score);
        order = order != 0 ? order : left.Minute.CompareTo(right.Minute);
        return order != 0 ? order : right.Id.CompareTo(left.Id);
    });

    /// <summary>Entries without any of the words, to be thought of besides: what is rare among three entries says little.</summary>
    private const double Background = 50;

    private readonly EntryTable _entries;
    private readonly QueryReading _question;
    private readonly RankingWeights _weights;
    private readonly Lanes _lanes;
    private readonly int _rows;
    private readonly double[] _share;

    // A row a slot, then one for the day asked for, and one for words that stand near each other; a column a cell of the lanes.
    private readonly float[] _found;
    private readonly float[] _covered;
    private readonly float[] _scores;

    public Ranking(EntryTable entries, QueryReading question, RankingWeights weights)
    {
        (_entries, _question, _weights) = (entries, question, weights);
        _lanes = new Lanes(entries);
        _rows = question.Slots.Count + 2;
        _found = Rent(_rows * _lanes.Length);
        _covered = Rent(_lanes.Length);
        _scores = Rent(_lanes.Length);
        Find();
        _share = Shares();
        Weigh();
        Add();
    }

    private int DateRow => _rows - 2;

    private int NearRow => _rows - 1;

    public void Dispose()
    {
        ArrayPool<float>.Shared.Return(_found);
        ArrayPool<float>.Shared.Return(_covered);
        ArrayPool<float>.Shared.Return(_scores);
        _lanes.Dispose();
    }

    public double ScoreOf(int rank) => _scores[_lanes.CellOf(rank)];

    /// <summary>The best entries that have, with their neighbours, enough of what the question asks.</summary>
    /// <param name="floor">False to give those too that have not.</param>
    public IReadOnlyList<LexicalHit> Best(int limit, KnowledgeKind? kind, bool floor)
    {
        var least = floor ? Floor() : float.MinValue;
        var best = new PriorityQueue<int, (float Score, int Minute, Guid Id)>(s_worstFirst);
        for (var cell = 0; cell < _lanes.Length; cell++)
        {
            if (_lanes.IsEmpty(cell) || _covered[cell] < least)
            {
                continue;
            }

            ref readonly var row = ref _entries[_lanes.RankAt(cell)];
            if (kind is not null && row.Kind != (byte)kind)
            {
                continue;
            }

            if (best.Count < limit)
            {
                best.Enqueue(cell, (_scores[cell], row.Minute, row.Id));
            }
            else
            {
                best.EnqueueDequeue(cell, (_scores[cell], row.Minute, row.Id));
            }
        }

        var hits = new LexicalHit[best.Count];
        for (var at = hits.Length - 1; best.TryDequeue(out _, out var hit); at--)
        {
            hits[at] = new LexicalHit(hit.Id, hit.Score);
        }

        return hits;
    }

    /// <summary>What an entry must have of the question: half of what the best one must, for it to be a question to this user at all.</summary>
    private float Floor()
    {
        var best = 0f;
        foreach (var covered in _covered.AsSpan(0, _lanes.Length))
        {
            best = Math.Max(best, covered);
        }

        return best < _weights.Floor ? float.MaxValue : (float)_weights.Floor / 2;
    }

    private Span<float> Row(int row) => _found.AsSpan(row * _lanes.Length, _lanes.Length);

    /// <summary>Finds the question's words in all entries.</summary>
    private void Find()
    {
        var wanted = new WantedTerms(_question.Slots);
        for (var cell = 0; cell < _lanes.Length; cell++)
        {
            if (!_lanes.IsEmpty(cell))
            {
                FindIn(_entries[_lanes.RankAt(cell)], cell, wanted);
            }
        }
    }

    private void FindIn(in EntryRow row, int cell, WantedTerms wanted)
    {
        const int Reach = 3;
        int previous = -1, previousAt = 0, at = 0;
        var near = 0f;
        foreach (var term in _entries.Terms(row))
        {
            at++;
            if (!wanted.TryGet(term, out var slot, out var strength))
            {
                continue;
            }

            // The word itself counts each time, its relatives once and only where it is missing.
            ref var found = ref _found[(slot * _lanes.Length) + cell];
            found = strength < 1 ? Math.Max(found, strength) : found < 1 ? 1 : found + 1;
            if (previous >= 0 && previous != slot && at - previousAt <= Reach)
            {
                near += 1f / (at - previousAt);
            }

            (previous, previousAt) = (slot, at);
        }

        _found[(NearRow * _lanes.Length) + cell] = near;
        _found[(DateRow * _lanes.Length) + cell] = _question.IsDated && _question.SpeaksOf(row.Minute, _entries.Dates(row)) ? 1 : 0;
    }

    /// <summary>What each row of words is worth, of 1 in all: the rarer the more.</summary>
    private double[] Shares()
    {
        var share = new double[_rows];
        var total = 1e-9;
        for (var row = 0; row < NearRow; row++)
        {
            var weight = row < DateRow ? _question.Slots[row].Weight : _question.IsDated ? _weights.Date : 0;
            share[row] = weight * Rarity(row);
            total += share[row];
        }

        for (var row = 0; row < NearRow; row++)
        {
            share[row] /= total;
        }

        return share;
    }

    private double Rarity(int row)
    {
        var count = 0.0;
        foreach (var found in Row(row))
        {
            count += found < 1 ? found : 1;
        }

        return Math.Log(1 + ((_entries.Count - count + Background) / (count + 1)));
    }

    private void Weigh()
    {
        for (var row = 0; row < NearRow; row++)
        {
            if (_share[row] > 0)
            {
                Weigh(row);
            }
        }
    }

    private void Weigh(int row)
    {
        var found = Row(row);
        var (k1, b, own) = ((float)_weights.K1, (float)_weights.B, (float)_weights.Own);
        var share = (float)_share[row];
        var window = 1 + (2 * (_weights.Beside + _weights.TwoBeside));
        var scale = (float)(b / _lanes.AverageWords);
        var windowScale = (float)(b / (_lanes.AverageWords * window));
        for (var cell = Lanes.Gap; cell < _lanes.Length - Lanes.Gap; cell++)
        {
            if (found[cell] == 0 && found[cell - 1] == 0 && found[cell + 1] == 0 && found[cell - 2] == 0 && found[cell + 2] == 0)
            {
                continue;
            }

            if (_lanes.IsEmpty(cell))
            {
                continue;
            }

            var (before, after, twoBefore, twoAfter) = Neighbours(cell);
            var count = found[cell] + (before * found[cell - 1]) + (after * found[cell + 1]) + (twoBefore * found[cell - 2]) + (twoAfter * found[cell + 2]);
            var words = _lanes.Words(cell) + (before * _lanes.Words(cell - 1)) + (after * _lanes.Words(cell + 1))
                + (twoBefore * _lanes.Words(cell - 2)) + (twoAfter * _lanes.Words(cell + 2));
            var alone = found[cell] / (found[cell] + (k1 * (1 - b + (scale * _lanes.Words(cell)))));
            var together = count / (count + (k1 * (1 - b + (windowScale * words))));
            _scores[cell] += share * (k1 + 1) * ((own * alone) + ((1 - own) * together));
            _covered[cell] += share * Math.Min(1, count / (float)_weights.Enough);
        }
    }

    /// <summary>What the words of the turns around a turn count in it.</summary>
    private (float Before, float After, float TwoBefore, float TwoAfter) Neighbours(int cell)
    {
        var beside = (float)_weights.Beside;
        var two = (float)_weights.TwoBeside;
        var before = (float)_weights.Before;
        return (
            beside * (1 + before + (_lanes.EndsAsking(cell - 1) ? (float)_weights.Answers : 0)),
            beside * (1 - before - (_lanes.EndsAsking(cell) ? (float)_weights.AskedAfter : 0)),
            two * (1 + before),
            two * (1 - before));
    }

    /// <summary>Adds to what the words give what the surroundings, the manner and the speaker do.</summary>
    private void Add()
    {
        var sessions = Sessions();
        var words = ArrayPool<float>.Shared.Rent(_lanes.Length);
        _scores.AsSpan(0, _lanes.Length).CopyTo(words);
        for (var cell = Lanes.Gap; cell < _lanes.Length - Lanes.Gap; cell++)
        {
            if (_lanes.IsEmpty(cell))
            {
                continue;
            }

            var around = (_lanes.Beside(cell, -3, words) + _lanes.Beside(cell, 3, words) + _lanes.Beside(cell, -4, words) + _lanes.Beside(cell, 4, words)) / 4;
            var score = words[cell] + (_weights.Around * around);
            score = score > 0 ? score * Factor(cell) : 0;
            _scores[cell] = (float)(score + (_weights.Session * sessions[_lanes.Session(cell)]));
        }

        ArrayPool<float>.Shared.Return(words);
    }

    private double Factor(int cell)
    {
        ref readonly var row = ref _entries[_lanes.RankAt(cell)];
        var traits = row.Traits;
        var factor = 1 + (_weights.Coverage * _covered[cell]) + (_weights.Near * Math.Min(2, Row(NearRow)[cell]) / 2);
        var asked = _question.Speakers.Contains(row.Speaker);
        factor += asked ? _weights.Speaker : 0;
        factor += _question.Wanted == Wanted.When && traits.HasFlag(EntryTraits.SaysWhen) ? _weights.SaysWhen : 0;
        if (row.Kind != (byte)KnowledgeKind.Turn)
        {
            return factor + _weights.Fact;
        }

        factor += asked && traits.HasFlag(EntryTraits.FirstPerson) ? _weights.OfSelf : 0;
        factor += _weights.Says * Math.Min(1, row.TermCount / _weights.Telling);
        factor -= traits.HasFlag(EntryTraits.Asks) ? _weights.Asks : 0;
        factor -= traits.HasFlag(EntryTraits.EndsAsking) ? _weights.EndsAsking : 0;
        factor -= traits.HasFlag(EntryTraits.Reacts) ? _weights.Reacts : 0;
        return factor;
    }

    /// <summary>How much of the question each session has.</summary>
    private double[] Sessions()
    {
        var sessions = new double[_lanes.Sessions];
        var counts = new float[_lanes.Sessions];
        for (var row = 0; row < NearRow; row++)
        {
            if (_share[row] <= 0)
            {
                continue;
            }

            Array.Clear(counts);
            var found = Row(row);
            for (var cell = 0; cell < found.Length; cell++)
            {
                if (found[cell] > 0)
                {
                    counts[_lanes.Session(cell)] += found[cell];
                }
            }

            for (var session = 0; session < counts.Length; session++)
            {
                sessions[session] += _share[row] * counts[session] / (counts[session] + _weights.SessionHalf);
            }
        }

        return sessions;
    }

    private static float[] Rent(int length)
    {
        var rented = ArrayPool<float>.Shared.Rent(Math.Max(length, 1));
        rented.AsSpan(0, length).Clear();
        return rented;
    }
}
