using System.IO.Compression;
using System.Text;
using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>robots.txt and sitemaps.</summary>
internal static class MapFiles
{
    private const int PerFile = 1_000;

    public static string Robots(Uri site) =>
        $"""
        # Be kind.
        User-agent: GreedyBot
        Disallow: /

        User-Agent: *
        Disallow: /private/
        Allow: /private/press/   # the longer rule counts
        Disallow: /compare
        Disallow: /search
        Disallow: /brands/unreleased
        Disallow: /*?sort=
        Disallow: /devices/*/print$

        Sitemap: {site}sitemap.xml

        """;

    /// <summary>Whether a polite crawler leaves an address alone; said anew here, so that no reader of robots.txt judges itself.</summary>
    public static bool IsDisallowed(string target)
    {
        var path = target.Split('?')[0];
        return (path.StartsWith("/private/", StringComparison.Ordinal) && !path.StartsWith("/private/press/", StringComparison.Ordinal))
            || path.StartsWith("/compare", StringComparison.Ordinal)
            || path.StartsWith("/search", StringComparison.Ordinal)
            || path.StartsWith("/brands/unreleased", StringComparison.Ordinal)
            || target.Contains("?sort=", StringComparison.Ordinal)
            || (path.StartsWith("/devices/", StringComparison.Ordinal) && target.EndsWith("/print", StringComparison.Ordinal));
    }

    public static string Index(Uri site, int devices)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        for (var file = 1; file <= Files(devices); file++)
        {
            xml.Append("<sitemap><loc>").Append(site).Append("sitemaps/devices-").Append(file).Append(".xml.gz</loc></sitemap>\n");
        }

        return xml.Append("<sitemap>\n  <loc>\n    ").Append(site).Append("sitemaps/pages.xml\n  </loc>\n</sitemap></sitemapindex>\n").ToString();
    }

    public static string Pages(Uri site) =>
        $"""
        <?xml version="1.0"?>
        <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
        <url><loc>{site}</loc></url><url><loc>{site}about?a=1&amp;b=2</loc></url><url><loc>{site}brands</loc></url>
        </urlset>
        """;

    /// <summary>A gzip file of the n-th thousand devices; null where there are none.</summary>
    public static byte[]? Devices(Uri site, IReadOnlyList<Device> devices, int file)
    {
        if (file < 1 || file > Files(devices.Count))
        {
            return null;
        }

        var xml = new StringBuilder("\ufeff<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
        foreach (var device in devices.Skip((file - 1) * PerFile).Take(PerFile).Where(device => !device.OnlyInBrand))
        {
            xml.Append("<url><loc>").Append(site).Append(device.Path.AsSpan(1)).Append("</loc><lastmod>2026-01-01</lastmod></url>\n");
        }

        xml.Append("</urlset>\n");
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(xml.ToString()));
        }

        return packed.ToArray();
    }

    private static int Files(int devices) => (devices + PerFile - 1) / PerFile;
}
