using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>An entry as the index keeps it: what its text came to, without the text. Worth storing beside the text, for reading it costs more than loading it.</summary>
/// <param name="Id">What a search names it by.</param>
/// <param name="Kind">A turn or a fact.</param>
/// <param name="Thread">The conversation of a turn; null for a fact.</param>
/// <param name="Position">A turn's place in its conversation.</param>
/// <param name="Minute">When it was said: minutes since 1970-01-01T00:00 by the user's own clock.</param>
/// <param name="Speaker">The term of the speaker's name.</param>
/// <param name="Traits">What kind of text it is.</param>
/// <param name="Terms">The terms of its meaningful words, in their order.</param>
/// <param name="Dates">The days that it speaks of, first and last in turn, as numbers of days since 1970-01-01.</param>
public sealed record AnalysedEntry(
    Guid Id, KnowledgeKind Kind, Guid? Thread, long Position, int Minute, uint Speaker, EntryTraits Traits, ReadOnlyMemory<uint> Terms, ReadOnlyMemory<int> Dates)
{
    /// <summary>Changes whenever the same text would be analysed otherwise: entries that were stored under another one are analysed again.</summary>
    public const int Version = 2;

    private const int HeaderBytes = 12;

    /// <summary>What the text came to, as bytes to be stored; the other properties are columns of their own (Id, Kind, Thread, Position).</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[HeaderBytes + (4 * (Terms.Length + Dates.Length))];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Minute);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Speaker);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)Traits);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(10), (ushort)Dates.Length);
        var rest = bytes.AsSpan(HeaderBytes);
        foreach (var date in Dates.Span)
        {
            BinaryPrimitives.WriteInt32LittleEndian(rest, date);
            rest = rest[4..];
        }

        foreach (var term in Terms.Span)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, term);
            rest = rest[4..];
        }

        return bytes;
    }

    /// <summary>An entry of what <see cref="ToBytes"/> gave and its columns.</summary>
    /// <exception cref="FormatException">The bytes are none of <see cref="ToBytes"/>.</exception>
    public static AnalysedEntry FromBytes(Guid id, KnowledgeKind kind, Guid? thread, long position, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || bytes.Length % 4 != 0)
        {
            throw new FormatException("These bytes are no analysed entry.");
        }

        var numbers = new uint[(bytes.Length - HeaderBytes) / 4];
        for (var at = 0; at < numbers.Length; at++)
        {
            numbers[at] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(HeaderBytes + (4 * at))..]);
        }

        var dates = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (dates > numbers.Length || dates % 2 != 0)
        {
            throw new FormatException("These bytes are no analysed entry.");
        }

        return new AnalysedEntry(
            id, kind, thread, position,
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]),
            (EntryTraits)BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
            numbers.AsMemory(dates),
            MemoryMarshal.Cast<uint, int>(numbers.AsSpan(0, dates)).ToArray());
    }
}

/// <summary>What kind of text an entry is.</summary>
[Flags]
public enum EntryTraits : ushort
{
    None = 0,

    /// <summary>It asks, and says nothing else.</summary>
    Asks = 1,

    /// <summary>It asks at its end.</summary>
    EndsAsking = 2,

    /// <summary>It says when: a date, a weekday, "last week", "recently".</summary>
    SaysWhen = 4,

    /// <summary>The speaker speaks of himself.</summary>
    FirstPerson = 8,

    /// <summary>It begins by reacting to what was said before: "Wow", "That's great".</summary>
    Reacts = 16,
}
