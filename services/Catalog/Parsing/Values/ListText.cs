using System.Text.Json;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>
/// Items of a list. Several things that a selector gave are the items; one thing is parted: by its own <c>li</c>, as an array of
/// JSON, at line ends, at semicolons, at bars and dots, at " / ", at commas that are not within a number, never within brackets.
/// </summary>
internal static class ListText
{
    public const int Most = 1_000;

    public static IEnumerable<string> Items(IReadOnlyList<Candidate> candidates)
    {
        var items = candidates.SelectMany(candidate => Listed(candidate) ?? (candidates.Count == 1 ? Split(candidate.Lines) : [candidate.Raw]));
        return items.Select(item => VisibleText.Shown(item).Trim(' ', ',', ';', '•', '·')).Where(item => !Placeholder.Is(item)).Distinct(StringComparer.Ordinal).Take(Most);
    }

    private static List<string>? Listed(Candidate candidate)
    {
        if (candidate.Element is null || candidate.IsMachine)
        {
            return null;
        }

        var items = PageContext.Within(candidate.Element).Skip(1).Where(element => element.LocalName is "li" && element.QuerySelector("li") is null).Select(item => VisibleText.Of(item)).ToList();
        return items.Count > 0 ? items : null;
    }

    private static IEnumerable<string> Split(string text)
    {
        if (text.StartsWith('[') && text.EndsWith(']') && Json(text) is { } array)
        {
            return array;
        }

        foreach (var mark in (char[])['\n', ';', '|', '•', '·', '/', ','])
        {
            var parts = At(text, mark);
            if (parts.Count > 1)
            {
                return parts.Select(part => part.Trim());
            }
        }

        return [text];
    }

    private static List<string>? Json(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 8 });
            return [.. json.RootElement.EnumerateArray().Where(item => item.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(item => VisibleText.Clean(item.ToString()))];
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<string> At(string text, char mark)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth = Math.Max(0, depth + (text[i] is '(' or '[' ? 1 : text[i] is ')' or ']' ? -1 : 0));
            if (text[i] == mark && depth == 0 && Parts(text, i, mark))
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        parts.RemoveAll(string.IsNullOrWhiteSpace);
        return parts;
    }

    private static bool Parts(string text, int at, char mark) => mark switch
    {
        ',' => !(at > 0 && at + 1 < text.Length && char.IsAsciiDigit(text[at - 1]) && char.IsAsciiDigit(text[at + 1])),
        '/' or '·' => at > 0 && at + 1 < text.Length && text[at - 1] == ' ' && text[at + 1] == ' ',
        _ => true,
    };
}
