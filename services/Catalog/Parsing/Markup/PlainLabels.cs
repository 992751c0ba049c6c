using System.Text;
using AngleSharp.Dom;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>
/// What belongs to headings outside of tables and definition lists, as most shops of today write it: an element of two parts
/// (<c>&lt;div&gt;&lt;div&gt;Weight&lt;/div&gt;&lt;div&gt;187 g&lt;/div&gt;&lt;/div&gt;</c>), and a line that begins with a
/// heading and a colon (<c>&lt;li&gt;&lt;b&gt;Weight:&lt;/b&gt; 187 g&lt;/li&gt;</c>). Sentences are no values.
/// </summary>
internal static class PlainLabels
{
    private const int MostLabel = 60;
    private const int MostValue = 500;
    private const int MostChildren = 60;

    /// <summary>A sentence has more words than this.</summary>
    private const int MostWords = 5;

    /// <summary>What leads elsewhere, asks for something, or has headings by rules of its own.</summary>
    private static readonly HashSet<string> Others = new(StringComparer.Ordinal)
    {
        "a", "button", "input", "select", "option", "textarea", "form", "nav", "footer", "table", "thead", "tbody", "tr", "dl", "ul", "ol", "noscript", "script", "style", "svg", "head", "html", "title",
    };

    private static readonly HashSet<string> Inline = new(StringComparer.Ordinal) { "b", "strong", "em", "i", "span", "font", "u", "label", "small", "bdi", "sup", "sub", "abbr", "mark", "time", "data", "code", "a", "img" };

    /// <summary>The pair that an element is, or those that its lines are.</summary>
    public static IEnumerable<(string Label, LabelIndex.Labelled Found)> Of(IElement element)
    {
        if (Others.Contains(element.LocalName) || element.FirstChild is null)
        {
            return [];
        }

        return Pair(element) is { } pair ? [pair] : Lines(element);
    }

    /// <summary>Two elements and no text of its own beside them but a colon.</summary>
    private static (string Label, LabelIndex.Labelled Found)? Pair(IElement element)
    {
        IElement? label = null, value = null;
        foreach (var child in element.ChildNodes)
        {
            if (child is IText text && text.Data.AsSpan().Trim() is not ("" or ":"))
            {
                return null;
            }

            if (child is IElement part)
            {
                if (value is not null || Others.Contains(part.LocalName) || part.LocalName is "br" or "img" or "dt" or "dd" or "li" or "td" or "th")
                {
                    return null;
                }

                (label, value) = label is null ? (part, null) : (label, part);
            }
        }

        if (label is null || value is null)
        {
            return null;
        }

        var (name, said) = (VisibleText.Of(label, most: MostLabel), VisibleText.Of(value, most: MostValue));
        return IsLabel(name) && IsValue(said) ? (name, new(name, [value])) : null;
    }

    private static IEnumerable<(string Label, LabelIndex.Labelled Found)> Lines(IElement element)
    {
        List<INode> line = [];
        var count = 0;
        for (var node = element.FirstChild; node is not null; node = node.NextSibling)
        {
            if (++count > MostChildren || (node is IElement child && child.LocalName != "br" && !Inline.Contains(child.LocalName)))
            {
                yield break;
            }

            if (node is IElement { LocalName: "br" })
            {
                if (Line(line) is { } found)
                {
                    yield return found;
                }

                line.Clear();
            }
            else
            {
                line.Add(node);
            }
        }

        if (Line(line) is { } last)
        {
            yield return last;
        }
    }

    /// <summary>A heading is a line's first part up to its colon, or that part with a colon behind it.</summary>
    private static (string Label, LabelIndex.Labelled Found)? Line(List<INode> line)
    {
        var first = line.FindIndex(node => node is not IText text || !string.IsNullOrWhiteSpace(text.Data));
        if (first < 0 || line[first] is IElement { LocalName: "a" or "img" })
        {
            return null;
        }

        var (head, rest) = (Text(line, first, first + 1), Text(line, first + 1, line.Count));
        var colon = head.IndexOfAny([':', '：']);
        if (colon < 0 && rest.Length > 0 && rest[0] is ':' or '：')
        {
            (colon, rest) = (head.Length, rest[1..]);
        }

        if (colon <= 0)
        {
            return null;
        }

        var (name, said) = (head[..colon], VisibleText.Clean(head[Math.Min(colon + 1, head.Length)..] + " " + rest).Trim());
        return IsLabel(name) && IsValue(said) ? (name, new(name, [], said)) : null;
    }

    private static string Text(List<INode> line, int from, int to)
    {
        var text = new StringBuilder();
        for (var i = from; i < to && text.Length < MostValue; i++)
        {
            text.Append(line[i] is IElement element ? VisibleText.Of(element, most: MostValue) : ((IText)line[i]).Data);
        }

        return VisibleText.Clean(text.ToString(), most: MostValue);
    }

    private static bool IsLabel(string text) => text.Length is > 0 and < MostLabel && text.Any(char.IsLetter);

    private static bool IsValue(string text) =>
        text.Length is > 0 and < MostValue && !(text[^1] is '.' or '!' or '?' && text.AsSpan().Count(' ') >= MostWords);
}
