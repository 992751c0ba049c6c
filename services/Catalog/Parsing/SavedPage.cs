using System.Text.RegularExpressions;

namespace AspireCoach.Catalog.Parsing;

/// <summary>What a page in a file says of where it is from.</summary>
internal static partial class SavedPage
{
    /// <summary>Its canonical link, else the comment that a browser leaves when it saves a page, else its og:url; null where there is none.</summary>
    public static Uri? Address(string html)
    {
        var document = PageDocument.Parse(html, []);
        var saved = Saved().Match(html, 0, Math.Min(html.Length, 4_096));
        return new[]
        {
            document.QuerySelector("link[rel~=canonical i]")?.GetAttribute("href"),
            saved.Success ? saved.Groups[1].Value : null,
            document.QuerySelector("meta[property='og:url']")?.GetAttribute("content"),
        }.Select(text => Uri.TryCreate(text?.Trim(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null).FirstOrDefault(url => url is not null);
    }

    [GeneratedRegex(@"<!-- saved from url=\(\d+\)(\S{1,2048}) -->")]
    private static partial Regex Saved();
}
