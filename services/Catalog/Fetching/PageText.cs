using System.Text;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Decodes pages: by their byte order mark, else the charset of their Content-Type, else the one they declare themselves,
/// else as UTF-8 where they are that, else as windows-1252.
/// </summary>
internal static class PageText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, without byte order mark; what cannot be decoded becomes U+FFFD.</summary>
    /// <param name="contentTypeCharset">The charset parameter of the Content-Type, if there was one. An unknown one counts as none.</param>
    public static string Decode(ReadOnlySpan<byte> body, string? contentTypeCharset)
    {
        switch (body)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                return Encoding.UTF8.GetString(body[3..]);
            case [0xFE, 0xFF, ..]:
                return Encoding.BigEndianUnicode.GetString(body[2..]);
            case [0xFF, 0xFE, ..]:
                return Encoding.Unicode.GetString(body[2..]);
        }

        var encoding = CharsetLabels.Find(contentTypeCharset) ?? DeclaredCharset.Find(body);
        if (encoding is not null)
        {
            return encoding.GetString(body);
        }

        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException)
        {
            return CharsetLabels.Windows1252.GetString(body);
        }
    }
}
