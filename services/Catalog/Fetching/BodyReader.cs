namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Reads a body whole or not at all: decompressed, at most <see cref="PageFetcher.MostBytes"/> of it and of each layer
/// of compression, so that no bomb takes memory or time. One that ends early throws <see cref="InvalidDataException"/>
/// or <see cref="IOException"/>.
/// </summary>
internal static class BodyReader
{
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

        var encodings = Encodings(response);
        if (response.Content.Headers.ContentLength > PageFetcher.MostBytes)
        {
            throw BodyRefusedException.TooLarge();
        }

        var body = await AllAsync(await response.Content.ReadAsStreamAsync(cancel), alive, cancel);

        // The last one named was applied last.
        foreach (var encoding in encodings.Reverse())
        {
            body = Decompression.Decompress(body, encoding);
        }

        if (request.AcceptGzipFile && body.Span is [0x1F, 0x8B, ..])
        {
            body = Decompression.Decompress(body, "gzip");
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
        return encodings.Length > MostEncodings ? throw new BodyRefusedException($"Compressed {encodings.Length} times over.")
            : Array.Find(encodings, encoding => !Decompression.Knows(encoding)) is { } unknown ? throw new BodyRefusedException($"Compressed as \"{unknown[..Math.Min(unknown.Length, 50)]}\", which was not asked for.")
            : encodings;
    }

    private static async Task<ReadOnlyMemory<byte>> AllAsync(Stream network, Action alive, CancellationToken cancel)
    {
        var all = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            alive();
            var read = await network.ReadAsync(buffer, cancel);
            if (read == 0)
            {
                return all.GetBuffer().AsMemory(0, (int)all.Length);
            }

            if (all.Length + read > PageFetcher.MostBytes)
            {
                throw BodyRefusedException.TooLarge();
            }

            all.Write(buffer, 0, read);
        }
    }
}

/// <summary>A body that another attempt would not mend.</summary>
internal sealed class BodyRefusedException(string message) : Exception(message)
{
    public static BodyRefusedException TooLarge() => new($"Larger than {PageFetcher.MostBytes / 1024 / 1024} MB.");
}
