using System.Net.Http.Headers;

namespace AspireCoach.Catalog.Fetching;

/// <summary>What a body says it is.</summary>
/// <param name="Media">In lower case, without parameters; null where it does not say.</param>
internal readonly record struct PageType(string? Media, string? Charset)
{
    /// <summary>Of a Content-Type header as it came.</summary>
    public static PageType Of(string? header)
    {
        if (string.IsNullOrWhiteSpace(header))
        {
            return default;
        }

        if (MediaTypeHeaderValue.TryParse(header, out var parsed))
        {
            return new PageType(parsed.MediaType?.ToLowerInvariant(), parsed.CharSet);
        }

        // Servers write what they like: "text/html; charset", "text/html;; charset = utf-8".
        var parts = header.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var media = parts.Length > 0 && parts[0].Contains('/', StringComparison.Ordinal) ? parts[0].ToLowerInvariant() : null;
        var charset = parts.Select(part => part.Split('=', 2, StringSplitOptions.TrimEntries))
            .FirstOrDefault(pair => pair.Length == 2 && pair[0].Equals("charset", StringComparison.OrdinalIgnoreCase))?[1];
        return new PageType(media, charset);
    }

    /// <summary>It does not say; its first bytes have to.</summary>
    public bool IsUnknown => Media is null or "application/octet-stream" or "binary/octet-stream" or "unknown/unknown";

    public bool IsGzipFile => Media is "application/gzip" or "application/x-gzip" or "application/gzip-compressed" or "application/x-gunzip";

    public bool IsText =>
        Media is not null
        && (Media is "application/xml" or "application/json" or "application/xhtml+xml" || Media.EndsWith("+xml", StringComparison.Ordinal) || Media.EndsWith("+json", StringComparison.Ordinal)
            || Media is not ("text/css" or "text/javascript" or "text/calendar") && Media.StartsWith("text/", StringComparison.Ordinal))
        && Media != "image/svg+xml";

    /// <summary>Whether these first bytes are no text (https://mimesniff.spec.whatwg.org/#binary-data-byte).</summary>
    public static bool IsBinary(ReadOnlySpan<byte> start)
    {
        start = start[..Math.Min(start.Length, 1_445)];
        if (start is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0xEF, 0xBB, 0xBF, ..])
        {
            return false;
        }

        return start.StartsWith("%PDF-"u8) || start.StartsWith("%!PS-"u8)
            || start.ContainsAny(Binary);
    }

    private static readonly System.Buffers.SearchValues<byte> Binary = System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(value => (byte)value).Where(value => value is not (0x09 or 0x0A or 0x0C or 0x0D or 0x1B))]);
}
