using System.Xml;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// A sitemap or an index of sitemaps (sitemaps.org), or a list of addresses as plain text. Only addresses of its own site,
/// the same scheme, host and port, count: a site cannot list another's.
/// </summary>
/// <param name="Pages">Addresses of pages, normalised.</param>
/// <param name="Sitemaps">Addresses of further sitemaps.</param>
internal sealed record Sitemap(IReadOnlyList<Uri> Pages, IReadOnlyList<Uri> Sitemaps)
{
    private const int MostAddresses = 50_000;

    /// <summary>Reads as much as can be read; no entity is expanded, at most 50,000 addresses count.</summary>
    public static Sitemap Parse(string text, Uri url)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(url);
        text = text.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
        var pages = new OrderedDictionary<string, Uri>(StringComparer.Ordinal);
        var sitemaps = new OrderedDictionary<string, Uri>(StringComparer.Ordinal);
        var site = CanonicalUrl.Normalise(url).GetLeftPart(UriPartial.Authority);
        foreach (var (parent, address) in text.StartsWith('<') ? Xml(text) : Lines(text))
        {
            if (pages.Count + sitemaps.Count >= MostAddresses)
            {
                break;
            }

            if (address.StartsWith("http", StringComparison.OrdinalIgnoreCase) && CanonicalUrl.Resolve(url, address) is { } found && found.GetLeftPart(UriPartial.Authority) == site)
            {
                (parent == "sitemap" ? sitemaps : pages).TryAdd(found.AbsoluteUri, found);
            }
        }

        return new Sitemap([.. pages.Values], [.. sitemaps.Values]);
    }

    private static IEnumerable<(string Parent, string Address)> Lines(string text)
    {
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            yield return ("url", line);
        }
    }

    /// <summary>Each <c>loc</c> of a <c>url</c> or a <c>sitemap</c>, up to where the XML breaks off. Those of images and videos are within elements of their own.</summary>
    private static IEnumerable<(string Parent, string Address)> Xml(string text)
    {
        // Without namespaces: a prefix that nobody declared is a usual mistake.
        using var reader = new XmlTextReader(new StringReader(text)) { Namespaces = false, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        var open = new Stack<string>();
        var loc = "";
        while (Read(reader))
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element when !reader.IsEmptyElement:
                    open.Push(LocalName(reader.Name));
                    loc = "";
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA:
                    loc += reader.Value;
                    break;
                case XmlNodeType.EntityReference:
                    // Nobody knows what it stands for, so neither what the address is.
                    loc = "&";
                    break;
                case XmlNodeType.EndElement:
                    if (open.Pop() == "loc" && open.Count == 2 && open.Peek() is "url" or "sitemap")
                    {
                        yield return (open.Peek(), loc.Trim());
                    }

                    loc = "";
                    break;
            }
        }
    }

    private static bool Read(XmlTextReader reader)
    {
        try
        {
            return reader.Read();
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static string LocalName(string name) => name[(name.LastIndexOf(':') + 1)..];
}
