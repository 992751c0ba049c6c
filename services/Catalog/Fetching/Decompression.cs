using System.IO.Compression;
using System.Security.Cryptography;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Undoes the codings of RFC 9110 §8.4.1, up to a size, and notices a body that ends early: the framework's streams give
/// what came until then and call it the end.
/// </summary>
internal static class Decompression
{
    public const string AcceptEncoding = "gzip, deflate, br";

    // A gzip body may have several members (RFC 1952 §2.2), so one more may follow it. It comes out at the end if the body
    // before it was whole; of a body that was cut it becomes a part, which is broken then or shows another end.
    private static readonly byte[] Seal = RandomNumberGenerator.GetBytes(32);
    private static readonly byte[] SealMember = Member(Seal);

    public static bool Knows(string encoding) => encoding is "gzip" or "x-gzip" or "deflate" or "br";

    /// <exception cref="InvalidDataException">It is broken, or ends early.</exception>
    /// <exception cref="BodyRefusedException">It is larger than <see cref="PageFetcher.MostBytes"/>.</exception>
    public static ReadOnlyMemory<byte> Decompress(ReadOnlyMemory<byte> body, string encoding)
    {
        if (body.IsEmpty)
        {
            return body;
        }

        if (encoding is "gzip" or "x-gzip")
        {
            using var from = new MemoryStream([.. body.Span, .. SealMember]);
            using var gzip = new GZipStream(from, CompressionMode.Decompress);
            var all = All(gzip, PageFetcher.MostBytes + Seal.Length);
            return all.Span.EndsWith(Seal) ? all[..^Seal.Length] : throw EndsEarly();
        }

        using var source = new ProbedStream(body);
        using Stream stream = encoding == "br" ? new BrotliStream(source, CompressionMode.Decompress)
            : IsZlib(body.Span) ? new ZLibStream(source, CompressionMode.Decompress)
            : new DeflateStream(source, CompressionMode.Decompress);
        var text = All(stream, PageFetcher.MostBytes);
        return source.WasReadPastEnd ? throw EndsEarly() : text;
    }

    // "deflate" is zlib's format by the standard; some servers send it bare.
    private static bool IsZlib(ReadOnlySpan<byte> body) => body.Length >= 2 && (body[0] & 0x0F) == 8 && ((body[0] << 8) | body[1]) % 31 == 0;

    private static InvalidDataException EndsEarly() => new("The compressed body ends early.");

    private static byte[] Member(byte[] content)
    {
        var to = new MemoryStream();
        using (var gzip = new GZipStream(to, CompressionMode.Compress))
        {
            gzip.Write(content);
        }

        return to.ToArray();
    }

    private static ReadOnlyMemory<byte> All(Stream stream, int most)
    {
        // Not CopyTo, which reads on after the end.
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (stream.Read(buffer) is var read and > 0)
        {
            if (all.Length + read > most)
            {
                throw BodyRefusedException.TooLarge();
            }

            all.Write(buffer, 0, read);
        }

        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }

    /// <summary>Knows whether a decoder wanted more than there was: one that has seen the end of its format does not.</summary>
    private sealed class ProbedStream(ReadOnlyMemory<byte> content) : Stream
    {
        private ReadOnlyMemory<byte> _left = content;

        public bool WasReadPastEnd { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            WasReadPastEnd |= _left.IsEmpty;
            var length = Math.Min(buffer.Length, _left.Length);
            _left.Span[..length].CopyTo(buffer);
            _left = _left[length..];
            return length;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
