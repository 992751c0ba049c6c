using System.Buffers;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>
/// Entries laid out in a line: a session's turns follow each other, and empty cells part it from the next, so that what stands beside a turn is what
/// lies beside it, and a session's end needs no test.
/// </summary>
internal sealed class Lanes : IDisposable
{
    /// <summary>Empty cells between sessions: as far as neighbours reach.</summary>
    public const int Gap = 2;

    /// <summary>A pause in a conversation after which another session begins, in minutes.</summary>
    private const int Pause = 240;

    private readonly int[] _ranks;
    private readonly int[] _cells;
    private readonly int[] _sessions;
    private readonly float[] _words;
    private readonly bool[] _endAsking;

    public Lanes(EntryTable entries)
    {
        var room = ((Gap + 1) * entries.Count) + Gap;
        _ranks = ArrayPool<int>.Shared.Rent(room);
        _sessions = ArrayPool<int>.Shared.Rent(room);
        _words = ArrayPool<float>.Shared.Rent(room);
        _endAsking = ArrayPool<bool>.Shared.Rent(room);
        _cells = ArrayPool<int>.Shared.Rent(Math.Max(1, entries.Count));
        long words = 0;
        LeaveGap();
        for (var rank = 0; rank < entries.Count; rank++)
        {
            ref readonly var row = ref entries[rank];
            if (rank > 0 && Parted(row, entries[rank - 1]))
            {
                LeaveGap();
                Sessions++;
            }

            _ranks[Length] = rank;
            _cells[rank] = Length;
            _sessions[Length] = Sessions;
            _words[Length] = row.TermCount;
            _endAsking[Length] = row.Traits.HasFlag(EntryTraits.EndsAsking);
            words += row.TermCount;
            Length++;
        }

        LeaveGap();
        Sessions++;
        AverageWords = Math.Max(1, words / (double)Math.Max(1, entries.Count));
    }

    /// <summary>How many cells there are.</summary>
    public int Length { get; private set; }

    public int Sessions { get; }

    public double AverageWords { get; }

    public bool IsEmpty(int cell) => _ranks[cell] < 0;

    public int RankAt(int cell) => _ranks[cell];

    public int CellOf(int rank) => _cells[rank];

    public int Session(int cell) => _sessions[cell];

    public float Words(int cell) => _words[cell];

    public bool EndsAsking(int cell) => _endAsking[cell];

    /// <summary>The value of the cell that many turns on in the same session; 0 where there is none.</summary>
    public float Beside(int cell, int by, ReadOnlySpan<float> values)
    {
        var other = cell + by;
        return (uint)other < (uint)Length && _ranks[other] >= 0 && _sessions[other] == _sessions[cell] ? values[other] : 0;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_ranks);
        ArrayPool<int>.Shared.Return(_sessions);
        ArrayPool<int>.Shared.Return(_cells);
        ArrayPool<float>.Shared.Return(_words);
        ArrayPool<bool>.Shared.Return(_endAsking);
    }

    private static bool Parted(in EntryRow row, in EntryRow before) =>
        row.Thread == EntryTable.NoThread || row.Thread != before.Thread || row.Minute - before.Minute > Pause;

    private void LeaveGap()
    {
        for (var cell = 0; cell < Gap; cell++, Length++)
        {
            _ranks[Length] = -1;
            _sessions[Length] = -1;
            _words[Length] = 0;
            _endAsking[Length] = false;
        }
    }
}
