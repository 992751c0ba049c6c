namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>Addresses: absolute ones of http and https come out of whatever a page writes.</summary>
internal static class UrlText
{
    private const int Most = 2_048;

    /// <summary>The absolute address; null where it is none of http or https.</summary>
    public static string? Resolve(string text, Uri page)
    {
        text = text.Trim().Replace("\t", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
        return text.Length is > 0 and <= Most * 2 && Uri.TryCreate(page, text, out var url) && url.Scheme is "http" or "https" && url.Host.Length > 0 && url.AbsoluteUri.Length <= Most ? url.AbsoluteUri : null;
    }

    /// <summary>What stands where there is no address yet: a picture in place of one that is loaded later, a script.</summary>
    public static bool IsNone(string text) =>
        text.StartsWith('#') || text.StartsWith("data:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("about:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("blob:", StringComparison.OrdinalIgnoreCase);
}
