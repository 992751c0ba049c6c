namespace AspireCoach.Catalog.Parsing;

/// <summary>How a page writes what different languages write differently.</summary>
/// <param name="IsDecimalComma">Whether <c>1.234</c> is a thousand and more; null where the page does not say.</param>
/// <param name="IsMonthFirst">Whether <c>03/04/2026</c> is in March; null where the page does not say.</param>
internal readonly record struct NumberStyle(bool? IsDecimalComma, bool? IsMonthFirst)
{
    private static readonly HashSet<string> Comma = new(StringComparer.Ordinal)
    {
        "bg", "ca", "cs", "da", "de", "el", "es", "et", "fi", "fr", "hr", "hu", "id", "it", "lt", "lv", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sr", "sv", "tr", "uk", "vi",
    };

    private static readonly HashSet<string> Point = new(StringComparer.Ordinal) { "en", "he", "hi", "ja", "ko", "th", "zh" };

    /// <summary>By the <c>lang</c> of a page, e.g. <c>de-AT</c>.</summary>
    public static NumberStyle Of(string? language)
    {
        var parts = (language ?? "").Trim().ToLowerInvariant().Replace('_', '-').Split('-');
        var region = parts.Length > 1 ? parts[^1] : "";
        bool? comma = region is "ch" or "li" or "mx" or "us" ? false : Comma.Contains(parts[0]) ? true : Point.Contains(parts[0]) ? false : null;
        bool? month = region is "us" ? true : parts[0] == "en" && region.Length == 0 ? null : comma is null ? null : false;
        return new(comma, month);
    }
}
