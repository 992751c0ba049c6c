using System.IO.Compression;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Reads a body whole or not at all: decompressed, at most <see cref="PageFetcher.MostBytes"/> of it and of each layer
/// of compression, so that no bomb takes memory or time. One that ends early throws <see cref="InvalidDataException"/>
/// or <see cref="IOException"/>.
/// </summary>
internal static class BodyReader
{
    public const string AcceptEncoding = "gzip, deflate, br";

    // One more than any honest server needs.
    private const int MostEncodings = 2;

    /// <param name="alive">Called before every read from the network.</param>
    /// <exception cref="BodyRefusedException">It is too large, no text, or compressed in an unknown way.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(FetchRequest request, HttpResponseMessage response, PageType type, Action alive, CancellationToken cancel)
    {
        if (!type.IsUnknown && !type.IsText && !(type.IsGzipFile && request.AcceptGzipFile))
        {
            throw new BodyRefusedException($"No text but {type.Media![..Math.Min(type.Media!.Length, 100)]}.");
        }

        if (response.Content.Headers.ContentLength > PageFetcher.MostBytes)
        {
            throw BodyRefusedException.TooLarge();
        }

        var network = await response.Content.ReadAsStreamAsync(cancel);
        var body = await DecodeAsync(network, Encodings(response), alive, cancel);
        if (request.AcceptGzipFile && body.Span is [0x1F, 0x8B, ..])
        {
            body = await DecodeAsync(new MemoryStream(body.ToArray()), ["gzip"], alive, cancel);
        }

        return !type.IsText && PageType.IsBinary(body.Span) ? throw new BodyRefusedException("No text: its first bytes are binary.") : body;
    }

    private static string[] Encodings(HttpResponseMessage response)
    {
        if (!response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var values))
        {
            return [];
        }

        string[] encodings = [.. string.Join(',', values).Split(',').Select(name => name.Trim().ToLowerInvariant()).Where(name => name is not ("" or "identity" or "none" or "utf-8"))];
        return encodings.Length <= MostEncodings ? encodings : throw new BodyRefusedException($"Compressed {encodings.Length} times over.");
    }

    private static async Task<ReadOnlyMemory<byte>> DecodeAsync(Stream stream, string[] encodings, Action alive, CancellationToken cancel)
    {
        var layers = new Stack<Stream>();
        try
        {
            layers.Push(new BodyStream(stream, alive));

            // The last one named was applied last.
            foreach (var encoding in encodings.Reverse())
            {
                layers.Push(await DecompressAsync(layers.Peek(), encoding, cancel));
                layers.Push(new BodyStream(layers.Peek()));
            }

            var body = new MemoryStream();
            await layers.Peek().CopyToAsync(body, cancel);
            return body.GetBuffer().AsMemory(0, (int)body.Length);
        }
        finally
        {
            while (layers.TryPop(out var layer))
            {
                await layer.DisposeAsync();
            }
        }
    }

    private static async Task<Stream> DecompressAsync(Stream from, string encoding, CancellationToken cancel)
    {
        switch (encoding)
        {
            case "gzip" or "x-gzip":
                return new GZipStream(from, CompressionMode.Decompress);
            case "br":
                return new BrotliStream(from, CompressionMode.Decompress);
            case "deflate":
                // By RFC 9110 it is zlib's format; some servers send it bare.
                var first = new byte[2];
                var length = await from.ReadAtLeastAsync(first, 2, throwOnEndOfStream: false, cancel);
                var whole = new BodyStream(from, first: first.AsMemory(0, length));
                return length == 2 && (first[0] & 0x0F) == 8 && ((first[0] << 8) | first[1]) % 31 == 0
                    ? new ZLibStream(whole, CompressionMode.Decompress)
                    : new DeflateStream(whole, CompressionMode.Decompress);
            default:
                throw new BodyRefusedException($"Compressed as \"{encoding[..Math.Min(encoding.Length, 50)]}\", which was not asked for.");
        }
    }
}

/// <summary>A body that another attempt would not mend.</summary>
internal sealed class BodyRefusedException(string message) : Exception(message)
{
    public static BodyRefusedException TooLarge() => new($"Larger than {PageFetcher.MostBytes / 1024 / 1024} MB.");
}
