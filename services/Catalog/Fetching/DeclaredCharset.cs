using System.Text;
using System.Text.RegularExpressions;

namespace AspireCoach.Catalog.Fetching;

/// <summary>What a page says of its own charset: an XML declaration, or a <c>meta</c> near its beginning (https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding).</summary>
internal static partial class DeclaredCharset
{
    // Browsers look at 1,024; pages with long comments before their head are read nevertheless.
    private const int Prescanned = 4_096;

    /// <summary>Null where it says nothing, or nothing known.</summary>
    public static Encoding? Find(ReadOnlySpan<byte> body)
    {
        if (body is [(byte)'<', 0, (byte)'?', 0, ..])
        {
            return Encoding.Unicode;
        }

        if (body is [0, (byte)'<', 0, (byte)'?', ..])
        {
            return Encoding.BigEndianUnicode;
        }

        var start = Encoding.Latin1.GetString(body[..Math.Min(body.Length, Prescanned)]);
        if (XmlDeclaration().Match(start) is { Success: true } xml && Plain(xml.Groups["label"].Value) is { } declared)
        {
            return declared;
        }

        foreach (Match tag in Meta().Matches(Comment().Replace(start, "")))
        {
            if (Label(tag.Value) is { } label && Plain(label) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    private static string? Label(string tag)
    {
        string? content = null;
        var isContentType = false;
        foreach (Match attribute in Attribute().Matches(tag))
        {
            var value = attribute.Groups["value"].Value;
            switch (attribute.Groups["name"].Value.ToLowerInvariant())
            {
                case "charset":
                    return value;
                case "content":
                    content = value;
                    break;
                case "http-equiv":
                    isContentType = value.Trim().Equals("content-type", StringComparison.OrdinalIgnoreCase);
                    break;
            }
        }

        return isContentType && content is not null && InContent().Match(content) is { Success: true } match ? match.Groups["label"].Value : null;
    }

    /// <summary>What could be read as ASCII up to here cannot be UTF-16.</summary>
    private static Encoding? Plain(string label) => CharsetLabels.Find(label) is { } found ? found is UnicodeEncoding ? Encoding.UTF8 : found : null;

    [GeneratedRegex("""^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["'](?<label>[^"'>]{1,50})["']""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex XmlDeclaration();

    [GeneratedRegex("<!--.*?(-->|$)", RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Comment();

    [GeneratedRegex("""<meta[\s/](?:[^>"']|"[^"]*"|'[^']*')*>""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Meta();

    [GeneratedRegex("""(?<name>[^\s/>="']+)\s*=\s*(?:"(?<value>[^"]*)"|'(?<value>[^']*)'|(?<value>[^\s>"']+))""", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Attribute();

    [GeneratedRegex("""charset\s*=\s*["']?(?<label>[^\s"';]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex InContent();
}
