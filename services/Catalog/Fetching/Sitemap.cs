namespace AspireCoach.Catalog.Fetching;

/// <summary>A sitemap or an index of sitemaps (sitemaps.org), or a list of addresses as plain text.</summary>
/// <param name="Pages">Addresses of pages, normalised.</param>
/// <param name="Sitemaps">Addresses of further sitemaps.</param>
internal sealed record Sitemap(IReadOnlyList<Uri> Pages, IReadOnlyList<Uri> Sitemaps)
{
    /// <summary>Reads as much as can be read; no entity is expanded, at most 50,000 addresses count.</summary>
    public static Sitemap Parse(string text, Uri url) => throw new NotImplementedException();
}
