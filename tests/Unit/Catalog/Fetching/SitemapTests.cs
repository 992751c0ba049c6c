using AspireCoach.Catalog.Fetching;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class SitemapTests
{
    private static readonly Uri Here = new("https://example.com/sitemap.xml");

    [Fact]
    public void A_sitemap_lists_pages()
    {
        var sitemap = Sitemap.Parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- made by hand -->
            <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
              <url><loc>https://example.com/a?x=1&amp;y=2</loc><lastmod>2026-11-21</lastmod><image:image><image:loc>https://example.com/a.jpg</image:loc></image:image></url>
              <url>
                <loc>
                  HTTPS://Example.com:443/b&#x2F;c#top
                </loc>
              </url>
              <url><loc><![CDATA[https://example.com/d?e&f]]></loc></url>
              <url><loc>https://example.com/a?x=1&amp;y=2</loc></url>
              <url><loc></loc></url>
              <url><loc/></url>
            </urlset>
            """, Here);
        sitemap.Pages.Select(url => url.AbsoluteUri).ShouldBe(["https://example.com/a?x=1&y=2", "https://example.com/b/c", "https://example.com/d?e&f"]);
        sitemap.Sitemaps.ShouldBeEmpty();
    }

    [Fact]
    public void An_index_lists_sitemaps()
    {
        var sitemap = Sitemap.Parse("\uFEFF\n<sitemapindex><sitemap><loc>https://example.com/1.xml.gz</loc></sitemap><sitemap><loc>https://example.com/2.xml</loc></sitemap></sitemapindex>", Here);
        sitemap.Sitemaps.Select(url => url.AbsoluteUri).ShouldBe(["https://example.com/1.xml.gz", "https://example.com/2.xml"]);
        sitemap.Pages.ShouldBeEmpty();
    }

    [Fact]
    public void A_prefix_that_nobody_declared_breaks_nothing() =>
        Pages("<sm:urlset><sm:url><sm:loc>https://example.com/a</sm:loc><x:loc>https://example.com/x</x:loc></sm:url></sm:urlset>").Length.ShouldBe(2);

    [Fact]
    public void A_list_of_lines_is_one_too() =>
        Pages("https://example.com/a\r\n\r\n  https://example.com/b \nNot found\nhttps://other.example/c\n").ShouldBe(["https://example.com/a", "https://example.com/b"]);

    [Theory]
    [InlineData("http://example.com/a")]
    [InlineData("https://www.example.com/a")]
    [InlineData("https://example.com:8443/a")]
    [InlineData("https://example.com@other.example/a")]
    [InlineData("/a")]
    [InlineData("javascript:alert(1)")]
    public void Only_addresses_of_its_own_site_count(string address) => Pages($"<urlset><url><loc>{address}</loc></url></urlset>").ShouldBeEmpty();

    [Theory]
    [InlineData("<urlset><url><loc>https://example.com/a</loc></url><url><loc>https://example.com/b")]
    [InlineData("<urlset><url><loc>https://example.com/a</loc></url><url><loc>https://example.com/b</url>")]
    [InlineData("<urlset><url><loc>https://example.com/a</loc></url></oops><url><loc>https://example.com/b</loc></url>")]
    [InlineData("<urlset><url><loc>https://example.com/a</loc></url><url><loc>https://example.com/?x&y</loc></url>")]
    public void What_came_before_broken_XML_counts(string text) => Pages(text).ShouldBe(["https://example.com/a"]);

    [Fact]
    public void No_entity_is_expanded_and_no_file_read()
    {
        Pages("<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><urlset><url><loc>https://example.com/&e;</loc></url></urlset>").ShouldBeEmpty();
        Pages("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><urlset><url><loc>https://example.com/&b;</loc></url></urlset>").ShouldBeEmpty();
        Pages("<urlset><url><loc>https://example.com/&unknown;</loc></url></urlset>").ShouldBeEmpty();
    }

    [Fact]
    public void At_most_fifty_thousand_addresses_count() =>
        Pages("<urlset>" + string.Concat(Enumerable.Range(0, 50_010).Select(i => $"<url><loc>https://example.com/{i}</loc></url>")) + "</urlset>").Length.ShouldBe(50_000);

    [Theory]
    [InlineData("")]
    [InlineData("<")]
    [InlineData("<html><body>404</body></html>")]
    [InlineData("<urlset><url><loc><loc>https://example.com/</loc></loc></url></urlset>")]
    [InlineData("{\"a\": 1}")]
    public void What_is_none_lists_nothing(string text) => Pages(text).ShouldBeEmpty();

    [Fact]
    public void Endless_nesting_is_read_to_its_end() => Pages(string.Concat(Enumerable.Repeat("<a>", 500_000))).ShouldBeEmpty();

    private static string[] Pages(string text) => [.. Sitemap.Parse(text, Here).Pages.Select(url => url.AbsoluteUri)];
}
