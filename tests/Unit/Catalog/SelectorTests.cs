using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Unit.Catalog;

/// <summary>What selectors find on pages as sites write them.</summary>
public sealed class SelectorTests
{
    [Theory]
    [InlineData("<h1> The\n <b>X1</b>&nbsp;Pro<script>no()</script><br>new</h1>", "h1", "\"The X1 Pro new\"")]
    [InlineData("<meta itemprop=brand content=Aurora>", "[itemprop=brand]", "\"Aurora\"")]
    [InlineData("<time datetime=2026-03-14>a day in March</time>", "time", "\"2026-03-14\"")]
    [InlineData("<a class=x href='/b/../c'>C</a>", "a.x@href", "\"https://shop.example/c\"")]
    [InlineData("<base href='/sub/'><a class=x href=c>C</a>", "a@href", "\"https://shop.example/sub/c\"")]
    [InlineData("<img srcset='/a.jpg 1x, /b,c.jpg 2x'>", "img@srcset", "\"https://shop.example/b,c.jpg\"")]
    [InlineData("<p>Model X1 (2026)</p>", "p | regex:\\((\\d{4})\\)", "\"2026\"")]
    [InlineData("<meta property=og:title content='An X1'>", "meta:og:title", "\"An X1\"")]
    [InlineData("<p></p><p>second</p>", "p", "\"second\"")]
    public void A_selector_gives_what_a_reader_would_take(string html, string selector, string expected) =>
        ReadingPages.Value(html, [selector]).ShouldBe(expected);

    [Theory]
    [InlineData("<table><tr><th>Battery type<td>Li-Po<tr><th> BATTERY : <td>5000 mAh</table>", "\"5000 mAh\"")]
    [InlineData("<table><tr><td>Battery</td><td>5000 mAh</td></tr></table>", "\"5000 mAh\"")]
    [InlineData("<table><tr><th>Battery<sup>1</sup></th><td>5000 mAh</td></tr></table>", "\"5000 mAh\"")]
    [InlineData("<dl><div><dt>Battery</dt><dd>5000 mAh</dd></div></dl>", "\"5000 mAh\"")]
    [InlineData("<dl><dt>Power<dt>Battery<dd>5000 mAh</dl>", "\"5000 mAh\"")]
    [InlineData("<table><tr><td><table><tr><th>Battery</th><td>5000 mAh</td></tr></table></td><td>x</td></tr></table>", "\"5000 mAh\"")]
    [InlineData("<table><thead><tr><th>Weight</th><th>Battery</th></tr></thead><tbody><tr><td>180 g</td><td>5000 mAh</td></tr></tbody></table>", "\"5000 mAh\"")]
    [InlineData("<table><tr><th rowspan=2>Power</th><td>Battery</td><td>5000 mAh</td></tr><tr><td>Charger</td><td>30 W</td></tr></table>", "\"5000 mAh\"")]
    [InlineData("<table><tr><th>Battery type</th><td>Li-Po</td></tr></table>", null)]
    [InlineData("<table><tr><th>Battery</th><td>N/A</td></tr></table>", null)]
    public void A_heading_has_the_cell_that_belongs_to_it(string html, string? expected) =>
        ReadingPages.Value(html, ["label:Battery"]).ShouldBe(expected);

    [Theory]
    [InlineData("""{"@type":"Product","name":"X1"}""", "jsonld:Product.name", "\"X1\"")]
    [InlineData("""[{"@type":"WebSite","name":"Shop"},{"@type":["Thing","https://schema.org/Product"],"name":"X1"}]""", "jsonld:Product.name", "\"X1\"")]
    [InlineData("""{"@graph":[{"@type":"WebPage","mainEntity":{"@id":"#p"}},{"@type":"Product","name":"Other"},{"@id":"#p","@type":"Product","name":"X1"}]}""", "jsonld:Product.name", "\"X1\"")]
    [InlineData("""{"@type":"Product","brand":{"@id":"#b"},"x":{"@id":"#b","@type":"Brand","name":"Aurora"}}""", "jsonld:Product.brand.name", "\"Aurora\"")]
    [InlineData("""{"@type":"Product","brand":"Aurora"}""", "jsonld:$.brand.name", "\"Aurora\"")]
    [InlineData("""{"@type":"Product","additionalProperty":[{"name":"Weight","value":"180 g"},{"name":"BATTERY","value":"5000"}]}""", "jsonld:Product.additionalProperty[name=battery].value", "\"5000\"")]
    [InlineData("<!-- {\"@type\":\"Product\",\"name\":\"X1\nPro\",} -->", "jsonld:Product.name", "\"X1 Pro\"")]
    [InlineData("""{"@type":"Product","isRelatedTo":{"@type":"Product","model":"Other"}}""", "jsonld:Product.model", null)]
    [InlineData("""{"@type":"Product","name":"Tom &amp; X1<br>Pro"}""", "jsonld:Product.name", "\"Tom & X1 Pro\"")]
    public void Json_ld_is_read_wherever_the_node_is(string json, string selector, string? expected) =>
        ReadingPages.Value($"<script type=application/ld+json>{json}</script>", [selector]).ShouldBe(expected);

    [Fact]
    public void A_block_that_is_broken_is_skipped_with_a_warning()
    {
        var page = ReadingPages.Read(
            "<script type=application/ld+json>{\"@type\":</script><script type=application/ld+json>{\"@type\":\"Product\",\"name\":\"X1\"}</script>",
            new FieldRule { Name = "f", From = ["jsonld:Product.name"] });

        page.Values["f"].Value.GetValue<string>().ShouldBe("X1");
        page.Warnings.ShouldHaveSingleItem().ShouldContain("block 1 was skipped");
    }

    [Theory]
    [InlineData("<div itemscope itemtype=https://schema.org/Product><b itemprop='name title'>X1</b><div itemprop=offers itemscope><i itemprop=name>no</i></div></div>", "microdata:Product.name", "\"X1\"")]
    [InlineData("<div itemscope itemtype=https://schema.org/Product itemref='a b'></div><p id=a itemprop=name>X1</p><div id=b itemref=b>x</div>", "microdata:Product.name", "\"X1\"")]
    [InlineData("<div vocab=https://schema.org/ typeof=Product><b property=schema:name>X1</b><div property=brand typeof=Brand><i property=name>Aurora</i></div></div>", "rdfa:Product.brand", "\"Aurora\"")]
    public void Microdata_and_rdfa_have_the_same_paths(string html, string selector, string expected) =>
        ReadingPages.Value(html, [selector]).ShouldBe(expected);

    [Fact]
    public void Nothing_is_read_outside_the_scope()
    {
        const string Html = """
            <head><script type=application/ld+json>{"@type":"Product","name":"X1"}</script></head>
            <aside><p class=b>4000</p><table><tr><th>Battery<td>4000</table><script type=application/ld+json>{"@type":"Product","model":"Other"}</script></aside>
            <main><p class=b>5000</p></main>
            """;

        ReadingPages.Value(Html, [".b"], scope: "main").ShouldBe("\"5000\"");
        ReadingPages.Value(Html, ["label:Battery"], scope: "main").ShouldBeNull();
        ReadingPages.Value(Html, ["jsonld:Product.name"], scope: "main").ShouldBe("\"X1\"");
        ReadingPages.Value(Html, ["jsonld:Product.model"], scope: "main").ShouldBeNull();
    }

    [Fact]
    public void The_first_selector_whose_value_fits_wins_and_what_fits_nowhere_is_refused()
    {
        var rule = new FieldRule { Name = "f", From = ["h1", "h2", "h3"], Type = FieldType.Quantity, Unit = "mAh", Range = (500, 30_000) };

        var fits = ReadingPages.Read("<h1>See below</h1><h2>5 Ah</h2><h3>4000 mAh</h3>", rule);
        fits.Values["f"].Selector.ShouldBe("h2");
        fits.Values["f"].SelectorIndex.ShouldBe(1);
        fits.Rejected.ShouldBeEmpty();

        var refused = ReadingPages.Read("<h1>99999 mAh</h1>", rule);
        refused.Values.ShouldBeEmpty();
        refused.Rejected.ShouldHaveSingleItem().Selector.ShouldBe("h1");
        refused.Missing.ShouldBeEmpty();

        ReadingPages.Read("<h1>TBA</h1>", rule).Missing.ShouldBe(["f"]);
    }
}
