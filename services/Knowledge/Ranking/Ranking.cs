using System.Buffers;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>
/// One question put to one user's entries. Turns lie in lanes: a session's turns follow each other, and two empty cells part it from the next,
/// so that what stands beside a turn is what lies beside it, and a session's end needs no test.
/// </summary>
internal sealed class Ranking : IDisposable
{
    /// <summary>Empty cells between sessions: as far as neighbours reach.</summary>
    private const int Gap = 2;

    /// <summary>A pause in a conversation after which another session begins, in minutes.</summary>
    private const int Pause = 240;

    private readonly EntryTable _entries;
    private readonly QueryReading _question;
    private readonly RankingWeights _weights;
    private readonly int _slots;
    private readonly int[] _ranks;
    private readonly int[] _lanes;
    private readonly int[] _session;
    private readonly int _length;
    private int _sessions;
    private readonly float[] _found;
    private readonly float[] _scores;
    private readonly float[] _own;
    private double _averageLength = 1;

    public Ranking(EntryTable entries, QueryReading question, RankingWeights weights)
    {
        (_entries, _question, _weights) = (entries, question, weights);
        _slots = question.Slots.Count;
        var room = ((Gap + 1) * entries.Count) + Gap;
        _ranks = ArrayPool<int>.Shared.Rent(room);
        _session = ArrayPool<int>.Shared.Rent(room);
        _lanes = ArrayPool<int>.Shared.Rent(Math.Max(1, entries.Count));
        _length = Lay();
        _found = ArrayPool<float>.Shared.Rent((_slots + 2) * _length);
        _found.AsSpan(0, (_slots + 2) * _length).Clear();
        _scores = ArrayPool<float>.Shared.Rent(_length);
        _scores.AsSpan(0, _length).Clear();
        _own = ArrayPool<float>.Shared.Rent(_length);
        _own.AsSpan(0, _length).Clear();
        Scan();
        Weigh();
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_ranks);
        ArrayPool<int>.Shared.Return(_session);
        ArrayPool<int>.Shared.Return(_lanes);
        ArrayPool<float>.Shared.Return(_found);
        ArrayPool<float>.Shared.Return(_scores);
        ArrayPool<float>.Shared.Return(_own);
    }

    public double ScoreOf(int rank) => _scores[_lanes[rank]];

    public IReadOnlyList<LexicalHit> Best(int limit, KnowledgeKind? kind, bool floor)
    {
        var hits = new List<(float Score, int Minute, Guid Id)>();
        for (var lane = 0; lane < _length; lane++)
        {
            if (_ranks[lane] < 0 || (floor && _own[lane] <= 0))
            {
                continue;
            }

            ref readonly var row = ref _entries[_ranks[lane]];
            if (kind is null || row.Kind == (byte)kind)
            {
                hits.Add((_scores[lane], row.Minute, row.Id));
            }
        }

        hits.Sort(static (left, right) =>
        {
            var order = right.Score.CompareTo(left.Score);
            order = order != 0 ? order : right.Minute.CompareTo(left.Minute);
            return order != 0 ? order : left.Id.CompareTo(right.Id);
        });
        return [.. hits.Take(limit).Select(hit => new LexicalHit(hit.Id, hit.Score))];
    }

    private int Lay()
    {
        var lane = 0;
        for (var gap = 0; gap < Gap; gap++)
        {
            _ranks[lane++] = -1;
        }

        long terms = 0;
        for (var rank = 0; rank < _entries.Count; rank++)
        {
            ref readonly var row = ref _entries[rank];
            if (rank > 0 && PartedFrom(row, _entries[rank - 1]))
            {
                _sessions++;
                for (var gap = 0; gap < Gap; gap++)
                {
                    _ranks[lane++] = -1;
                }
            }

            terms += row.TermCount;
            _session[lane] = _sessions;
            _lanes[rank] = lane;
            _ranks[lane++] = rank;
        }

        _sessions++;
        for (var gap = 0; gap < Gap && _entries.Count > 0; gap++)
        {
            _ranks[lane++] = -1;
        }

        _averageLength = Math.Max(1, terms / (double)Math.Max(1, _entries.Count));
        return lane;
    }

    private static bool PartedFrom(in EntryRow row, in EntryRow before) =>
        row.Thread == EntryTable.NoThread || row.Thread != before.Thread || row.Minute - before.Minute > Pause;

    private void Scan()
    {
        Span<byte> filter = stackalloc byte[256];
        var wanted = new Dictionary<uint, (int Slot, float Strength)>();
        for (var slot = 0; slot < _slots; slot++)
        {
            foreach (var (term, strength) in _question.Slots[slot].Terms)
            {
                if (!wanted.TryGetValue(term, out var known) || known.Strength < strength)
                {
                    wanted[term] = (slot, strength);
                    filter[(byte)term] = 1;
                }
            }
        }

        for (var lane = 0; lane < _length; lane++)
        {
            if (_ranks[lane] < 0)
            {
                continue;
            }

            ref readonly var row = ref _entries[_ranks[lane]];
            var previous = -2;
            var previousAt = -2;
            var at = 0;
            foreach (var term in _entries.Terms(row))
            {
                if (filter[(byte)term] != 0 && wanted.TryGetValue(term, out var match))
                {
                    _found[(match.Slot * _length) + lane] += match.Strength;
                    if (previous == match.Slot - 1 && at - previousAt <= 1)
                    {
                        _found[(_slots * _length) + lane] += 1;
                    }

                    (previous, previousAt) = (match.Slot, at);
                }

                at++;
            }

            if (_question.Dates.Count > 0)
            {
                _found[((_slots + 1) * _length) + lane] = SpeaksOf(row);
            }
        }
    }

    private float SpeaksOf(in EntryRow row)
    {
        var day = (int)Math.Floor(row.Minute / 1440.0);
        var best = 0f;
        foreach (var date in _question.Dates)
        {
            if (Within(date, day, day))
            {
                best = 1;
            }

            var dates = _entries.Dates(row);
            for (var at = 0; at + 1 < dates.Length; at += 2)
            {
                if (Within(date, (int)dates[at], (int)dates[at + 1]))
                {
                    best = 1;
                }
            }
        }

        return best;
    }

    private static bool Within(DateSpan date, int first, int last)
    {
        if (date.Month == 0)
        {
            return first >= date.First && last <= date.Last;
        }

        var from = Analyser.Epoch.AddDays(first);
        return last - first < 31 && from.Month == date.Month && (date.First != date.Last || from.Day == Analyser.Epoch.AddDays(date.First).Day);
    }

    private double Idf(int slot)
    {
        var count = 0;
        foreach (var found in _found.AsSpan(slot * _length, _length))
        {
            count += found > 0 ? 1 : 0;
        }

        return Math.Log(1 + ((_entries.Count - count + 0.5) / (count + 0.5)));
    }

    private void Weigh()
    {
        Span<double> weight = stackalloc double[_slots + 2];
        var total = 0.0;
        for (var slot = 0; slot < _slots; slot++)
        {
            weight[slot] = _question.Slots[slot].Weight * Idf(slot);
            total += weight[slot];
        }

        weight[_slots] = 0;
        weight[_slots + 1] = _question.Dates.Count > 0 ? _weights.Date * Idf(_slots + 1) : 0;
        total = Math.Max(total + weight[_slots + 1], 1e-9);
        var length = ArrayPool<float>.Shared.Rent(_length);
        for (var lane = 0; lane < _length; lane++)
        {
            length[lane] = _ranks[lane] < 0 ? 0 : _entries[_ranks[lane]].TermCount;
        }

        var session = new float[_sessions];
        var sessionSlot = new float[_sessions];
        for (var slot = 0; slot <= _slots + 1; slot++)
        {
            if (weight[slot] <= 0)
            {
                continue;
            }

            var found = _found.AsSpan(slot * _length, _length);
            var share = (float)(weight[slot] / total);
            Array.Clear(sessionSlot);
            for (var lane = Gap; lane < _length - Gap; lane++)
            {
                if (_ranks[lane] < 0)
                {
                    continue;
                }

                var beside = found[lane - 1] + found[lane + 1];
                var two = found[lane - 2] + found[lane + 2];
                var tf = found[lane] + (_weights.Beside * beside) + (_weights.TwoBeside * two);
                if (tf <= 0)
                {
                    continue;
                }

                sessionSlot[_session[lane]] += found[lane];
                if (slot != _slots + 1 || found[lane] > 0)
                {
                    _own[lane] += found[lane] + beside;
                }

                var words = length[lane] + (_weights.Beside * (length[lane - 1] + length[lane + 1])) + (_weights.TwoBeside * (length[lane - 2] + length[lane + 2]));
                var average = _averageLength * (1 + (2 * _weights.Beside) + (2 * _weights.TwoBeside));
                var windowed = tf / (tf + (_weights.K1 * (1 - _weights.B + (_weights.B * words / average))));
                var own = found[lane] / (found[lane] + (_weights.K1 * (1 - _weights.B + (_weights.B * length[lane] / _averageLength))));
                _scores[lane] += share * (float)((_weights.K1 + 1) * ((_weights.Own * own) + ((1 - _weights.Own) * windowed)));
            }

            for (var number = 0; number < _sessions; number++)
            {
                session[number] += share * sessionSlot[number] / (sessionSlot[number] + 2f);
            }
        }

        ArrayPool<float>.Shared.Return(length);
        for (var lane = 0; lane < _length; lane++)
        {
            if (_ranks[lane] >= 0)
            {
                ref readonly var row = ref _entries[_ranks[lane]];
                var score = _scores[lane];
                var factor = 1.0;
                factor += _question.Speakers.Contains(row.Speaker) ? _weights.Speaker : 0;
                factor -= (row.Traits & EntryTraits.Asks) != 0 ? _weights.Asks : 0;
                factor += _question.Wanted == Wanted.When && (row.Traits & EntryTraits.SaysWhen) != 0 ? _weights.When : 0;
                factor += _weights.Pair * Math.Min(2, _found[(_slots * _length) + lane]) / 2;
                _scores[lane] = (float)((score * factor) + (_weights.Session * session[_session[lane]]));
            }
        }
    }
}
