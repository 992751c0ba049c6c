using System.Globalization;
using AngleSharp.Dom;

namespace AspireCoach.Catalog.Parsing.Markup;

/// <summary>What elements say in their attributes.</summary>
internal static class ElementValue
{
    /// <summary>The value that an element has for machines: <c>content</c>, <c>datetime</c>, <c>value</c>; null where its text is its value.</summary>
    public static string? Machine(IElement element)
    {
        var value = element.LocalName switch
        {
            "meta" => element.GetAttribute("content") ?? "",
            "time" => element.GetAttribute("datetime"),
            "data" or "meter" => element.GetAttribute("value"),
            "link" => element.GetAttribute("href") ?? "",
            _ => null,
        };
        value ??= element.HasAttribute("itemprop") || element.HasAttribute("property") ? element.GetAttribute("content") : null;
        return value is null || (value.Length == 0 && element.LocalName is "time" or "data" or "meter") ? null : VisibleText.Clean(value);
    }

    /// <summary>The address that an element leads to or shows; null where it has none.</summary>
    public static string? Address(IElement element) => element.LocalName switch
    {
        "a" or "area" or "link" => element.GetAttribute("href"),
        "img" or "source" => element.GetAttribute("src") ?? (element.GetAttribute("srcset") is { } set ? Largest(set) : null),
        "video" or "audio" or "iframe" or "embed" or "track" or "script" => element.GetAttribute("src"),
        "object" => element.GetAttribute("data"),
        "meta" => element.GetAttribute("content"),
        _ => element.GetAttribute("content"),
    };

    /// <summary>The largest candidate of a <c>srcset</c>; null where it has none.</summary>
    public static string? Largest(string srcset)
    {
        string? best = null;
        var most = double.NegativeInfinity;
        var rest = srcset.AsSpan();
        while (true)
        {
            rest = rest.TrimStart().TrimStart(',').TrimStart();
            if (rest.IsEmpty)
            {
                return best;
            }

            // An address may have commas in it; one at its end is not its own.
            var end = rest.IndexOfAny(" \t\r\n\f");
            end = end < 0 ? rest.Length : end;
            var address = rest[..end];
            rest = rest[end..];
            var size = 1.0;
            if (address[^1] == ',')
            {
                address = address.TrimEnd(',');
            }
            else
            {
                var comma = rest.IndexOf(',');
                var descriptor = (comma < 0 ? rest : rest[..comma]).Trim();
                rest = comma < 0 ? [] : rest[(comma + 1)..];

                // With another descriptor it is no candidate; a width may have a height beside it.
                size = descriptor.IsEmpty ? 1 : Size(descriptor[..(descriptor.IndexOf(' ') is var blank and > 0 ? blank : descriptor.Length)]);
            }

            if (size > most && !address.IsEmpty)
            {
                (best, most) = (address.ToString(), size);
            }
        }
    }

    private static double Size(ReadOnlySpan<char> descriptor) =>
        descriptor[^1] is 'w' or 'x' && double.TryParse(descriptor[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out var size) ? size : double.NegativeInfinity;
}
