using System.Globalization;
using System.Text;

namespace AspireCoach.Catalog.Fetching;

/// <summary>One spelling for the octets of an address (RFC 3986 §6.2.2): unreserved ones plain, the others escaped in upper case, a percent sign that escapes nothing escaped itself.</summary>
internal static class PercentEncoding
{
    /// <param name="plain">What else stays plain where it is plain. Where it is escaped, it stays escaped: that may mean something else.</param>
    /// <param name="decoded">What else is made plain where it is escaped.</param>
    /// <remarks>Characters beyond ASCII become their UTF-8. Never throws.</remarks>
    public static string Normalise(string text, string plain, string decoded = "")
    {
        if (IsNormal(text, plain))
        {
            return text;
        }

        var to = new StringBuilder(text.Length + 16);
        Span<byte> octets = stackalloc byte[4];
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '%' && i + 2 < text.Length && Octet(text.AsSpan(i + 1, 2)) is { } octet)
            {
                i += 3;
                Append(to, octet, decoded);
                continue;
            }

            // A half of a surrogate pair becomes the replacement character.
            _ = Rune.DecodeFromUtf16(text.AsSpan(i), out var rune, out var length);
            i += length;
            foreach (var each in octets[..rune.EncodeToUtf8(octets)])
            {
                Append(to, each, plain);
            }
        }

        return to.ToString();
    }

    private static byte? Octet(ReadOnlySpan<char> digits) => byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var octet) ? octet : null;

    private static void Append(StringBuilder to, byte octet, string plain)
    {
        if (IsPlain((char)octet, plain))
        {
            to.Append((char)octet);
        }
        else
        {
            to.Append(CultureInfo.InvariantCulture, $"%{octet:X2}");
        }
    }

    private static bool IsNormal(string text, string plain)
    {
        foreach (var character in text)
        {
            if (!IsPlain(character, plain))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsPlain(char character, string plain) =>
        char.IsAsciiLetterOrDigit(character) || character is '-' or '.' or '_' or '~' || plain.Contains(character, StringComparison.Ordinal);
}
