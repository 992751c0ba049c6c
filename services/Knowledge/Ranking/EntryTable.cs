namespace AspireCoach.Knowledge.Ranking;

/// <summary>One entry's row; its terms and dates lie in the table's pool.</summary>
internal struct EntryRow
{
    public Guid Id;
    public long Position;
    public int Thread;
    public int Minute;
    public int Offset;
    public uint Speaker;
    public ushort TermCount;
    public byte DateCount;
    public byte Kind;
    public EntryTraits Traits;
}

/// <summary>
/// Entries in arrays, without an object or a string each, and in the order of their conversations. A search reads all of one user's terms,
/// which at 10,000 entries is a megabyte in sequence and cheaper than to keep an inverted list up to date.
/// </summary>
internal sealed class EntryTable
{
    /// <summary>The thread of facts: they come last, and each stands alone.</summary>
    public const int NoThread = int.MaxValue;

    private readonly Dictionary<Guid, int> _threads = [];
    private EntryRow[] _rows = [];
    private int[] _order = [];
    private int[] _ids = [];
    private uint[] _pool = [];
    private int _used;
    private int _dead;

    public int Count { get; private set; }

    public long Bytes => 200 + (48L * _threads.Count) + (System.Runtime.CompilerServices.Unsafe.SizeOf<EntryRow>() * (long)_rows.Length)
        + (4L * (_order.Length + _ids.Length + _pool.Length));

    /// <summary>Rows by the order of conversations: turns of one thread follow each other.</summary>
    public ref readonly EntryRow this[int rank] => ref _rows[_order[rank]];

    public ReadOnlySpan<uint> Terms(in EntryRow row) => _pool.AsSpan(row.Offset, row.TermCount);

    public ReadOnlySpan<uint> Dates(in EntryRow row) => _pool.AsSpan(row.Offset + row.TermCount, row.DateCount);

    public void Put(AnalysedEntry entry)
    {
        _ = Remove(entry.Id);
        var row = new EntryRow
        {
            Id = entry.Id, Position = entry.Position, Thread = ThreadNumber(entry.Thread), Minute = entry.Minute, Speaker = entry.Speaker,
            Kind = (byte)entry.Kind, Traits = entry.Traits, Offset = _used,
            TermCount = (ushort)Math.Min(entry.Terms.Length, ushort.MaxValue), DateCount = (byte)Math.Min(entry.Dates.Length, 254),
        };
        var length = row.TermCount + row.DateCount;
        Grow(ref _pool, _used + length);
        entry.Terms.Span[..row.TermCount].CopyTo(_pool.AsSpan(_used));
        System.Runtime.InteropServices.MemoryMarshal.Cast<int, uint>(entry.Dates.Span[..row.DateCount]).CopyTo(_pool.AsSpan(_used + row.TermCount));
        _used += length;
        Grow(ref _rows, Count + 1);
        Grow(ref _order, Count + 1);
        var rank = Rank(row);
        Array.Copy(_order, rank, _order, rank + 1, Count - rank);
        _order[rank] = Count;
        _rows[Count++] = row;
        AddId(Count - 1);
    }

    public bool Remove(Guid id)
    {
        var slot = Find(id);
        if (slot < 0)
        {
            return false;
        }

        var row = _rows[slot];
        var rank = Rank(row);
        Array.Copy(_order, rank + 1, _order, rank, Count - rank - 1);
        RemoveId(slot);
        _dead += row.TermCount + row.DateCount;
        Count--;
        if (slot != Count)
        {
            RemoveId(Count);
            _order[Rank(_rows[Count])] = slot;
            _rows[slot] = _rows[Count];
            Place(slot);
        }

        if (_dead > 1024 && _dead > _used / 4)
        {
            Compact();
        }

        return true;
    }

    /// <summary>The rank of an entry; -1 where there is none.</summary>
    public int RankOf(Guid id)
    {
        var slot = Find(id);
        return slot < 0 ? -1 : Rank(_rows[slot]);
    }

    private int ThreadNumber(Guid? thread)
    {
        if (thread is not { } id)
        {
            return NoThread;
        }

        if (!_threads.TryGetValue(id, out var number))
        {
            number = _threads.Count;
            _threads.Add(id, number);
        }

        return number;
    }

    /// <summary>The first rank that is not before the row.</summary>
    private int Rank(in EntryRow row)
    {
        int low = 0, high = _order.Length == 0 ? 0 : Math.Min(Count, _order.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (Compare(_rows[_order[middle]], row) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static int Compare(in EntryRow left, in EntryRow right)
    {
        var order = left.Thread.CompareTo(right.Thread);
        order = order != 0 ? order : left.Position.CompareTo(right.Position);
        order = order != 0 ? order : left.Minute.CompareTo(right.Minute);
        return order != 0 ? order : left.Id.CompareTo(right.Id);
    }

    private void Compact()
    {
        var pool = new uint[_used - _dead];
        var at = 0;
        foreach (ref var row in _rows.AsSpan(0, Count))
        {
            var length = row.TermCount + row.DateCount;
            _pool.AsSpan(row.Offset, length).CopyTo(pool.AsSpan(at));
            row.Offset = at;
            at += length;
        }

        (_pool, _used, _dead) = (pool, at, 0);
    }

    /// <summary>By an eighth, for a million entries are to fit in a process; small arrays faster.</summary>
    private static void Grow<T>(ref T[] array, int needed)
    {
        if (needed > array.Length)
        {
            Array.Resize(ref array, needed + Math.Max(16, needed / 8));
        }
    }

    // Ids: an open table of row numbers plus one, at most two thirds full, probed in sequence.
    private int Find(Guid id)
    {
        if (_ids.Length == 0)
        {
            return -1;
        }

        for (var at = Home(id);; at = (at + 1) % _ids.Length)
        {
            if (_ids[at] == 0)
            {
                return -1;
            }

            if (_rows[_ids[at] - 1].Id == id)
            {
                return _ids[at] - 1;
            }
        }
    }

    /// <summary>Spread by Knuth's multiplier, for ids that follow each other would fill the table in one block.</summary>
    private int Home(Guid id) => (int)(((ulong)((uint)id.GetHashCode() * 2654435769u) * (uint)_ids.Length) >> 32);

    private void AddId(int slot)
    {
        if (Count * 3 > _ids.Length * 2)
        {
            _ids = new int[(Count * 2) + 16];
            for (var row = 0; row < Count; row++)
            {
                Place(row);
            }
        }
        else
        {
            Place(slot);
        }
    }

    private void Place(int slot)
    {
        var at = Home(_rows[slot].Id);
        while (_ids[at] != 0)
        {
            at = (at + 1) % _ids.Length;
        }

        _ids[at] = slot + 1;
    }

    private void RemoveId(int slot)
    {
        var hole = Home(_rows[slot].Id);
        while (_ids[hole] != slot + 1)
        {
            hole = (hole + 1) % _ids.Length;
        }

        // What was pushed on past the hole moves back, so that no search ends too early.
        for (var at = (hole + 1) % _ids.Length; _ids[at] != 0; at = (at + 1) % _ids.Length)
        {
            var home = Home(_rows[_ids[at] - 1].Id);
            if ((at - home + _ids.Length) % _ids.Length >= (at - hole + _ids.Length) % _ids.Length)
            {
                _ids[hole] = _ids[at];
                hole = at;
            }
        }

        _ids[hole] = 0;
    }
}
