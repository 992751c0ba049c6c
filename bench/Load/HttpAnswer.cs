using System.Buffers.Text;
using System.Text;

namespace AspireCoach.Bench.Load;

/// <summary>An answer in a connection's buffer: valid until that connection reads again (RFC 9112).</summary>
internal readonly ref struct HttpAnswer
{
    private HttpAnswer(int status, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        Status = status;
        Head = head;
        Body = body;
    }

    public int Status { get; }

    /// <summary>The header lines, without the status line, each ended by CR LF.</summary>
    public ReadOnlySpan<byte> Head { get; }

    public ReadOnlySpan<byte> Body { get; }

    /// <summary>A header's value; empty where there is none.</summary>
    public ReadOnlySpan<byte> Header(ReadOnlySpan<byte> name) => Header(Head, name);

    public override string ToString() => $"{Status} {Encoding.UTF8.GetString(Body)}";

    /// <summary>Reads one whole answer from the start of <paramref name="bytes"/>; chunks are joined in place.</summary>
    /// <returns>How many bytes it takes up; 0 when it is not whole yet.</returns>
    public static int TryRead(Span<byte> bytes, out HttpAnswer answer)
    {
        answer = default;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return 0;
        }

        var statusLine = bytes.IndexOf("\r\n"u8);
        if (!bytes.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(bytes[9..12], out int status, out _))
        {
            throw new BenchException($"Not HTTP: {Encoding.UTF8.GetString(bytes[..statusLine])}");
        }

        var head = bytes[(statusLine + 2)..(end + 2)];
        var rest = bytes[(end + 4)..];
        if (status is 204 or 304)
        {
            answer = new(status, head, []);
            return end + 4;
        }

        int taken;
        if (Utf8Parser.TryParse(Header(head, "Content-Length"u8), out int length, out _))
        {
            taken = length <= rest.Length ? length : -1;
        }
        else if (Header(head, "Transfer-Encoding"u8).SequenceEqual("chunked"u8))
        {
            taken = TryJoin(rest, out length);
        }
        else
        {
            throw new BenchException("An answer has neither Content-Length nor chunks.");
        }

        if (taken < 0)
        {
            return 0;
        }

        answer = new(status, head, rest[..length]);
        return end + 4 + taken;
    }

    /// <summary>Moves chunks together, once the last one is there; -1 before that.</summary>
    private static int TryJoin(Span<byte> rest, out int length)
    {
        length = 0;
        if (!EndsWithLastChunk(rest))
        {
            return -1;
        }

        var at = 0;
        while (true)
        {
            if (!Utf8Parser.TryParse(rest[at..], out int size, out var digits, 'x'))
            {
                throw new BenchException("A chunk has no size.");
            }

            at += digits + 2;
            if (size == 0)
            {
                return at + 2;
            }

            rest.Slice(at, size).CopyTo(rest[length..]);
            length += size;
            at += size + 2;
        }
    }

    private static bool EndsWithLastChunk(ReadOnlySpan<byte> rest)
    {
        var at = 0;
        while (Utf8Parser.TryParse(rest[at..], out int size, out var digits, 'x'))
        {
            at += digits + 2 + size + 2;
            if (at > rest.Length)
            {
                return false;
            }

            if (size == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        while (head.Length > 0)
        {
            var line = head[..head.IndexOf("\r\n"u8)];
            if (line.Length > name.Length && line[name.Length] == ':' && Ascii.EqualsIgnoreCase(line[..name.Length], name))
            {
                return line[(name.Length + 1)..].Trim((byte)' ');
            }

            head = head[(line.Length + 2)..];
        }

        return [];
    }
}
