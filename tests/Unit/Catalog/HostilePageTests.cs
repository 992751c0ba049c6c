using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Unit.Catalog;

/// <summary>Pages made to break a parser: they end, and what can be read of them is read.</summary>
public sealed class HostilePageTests
{
    private static readonly string[] From = ["h1", "label:Name", "jsonld:Product.name", "microdata:Product.name", "rdfa:Product.name", "meta:x"];

    public static TheoryData<string, string> Pages { get; } = new()
    {
        { "nested divs", "<h1>X1</h1>" + string.Concat(Enumerable.Repeat("<div>", 100_000)) },
        { "nested bold", "<h1>X1</h1>" + string.Concat(Enumerable.Repeat("<b>", 100_000)) },
        { "open tables", "<h1>X1</h1>" + string.Concat(Enumerable.Repeat("<table><tr><td>", 20_000)) },
        { "nested lists", "<h1>X1</h1>" + string.Concat(Enumerable.Repeat("<dl><dt><dd>", 20_000)) },
        { "one attribute of megabytes", $"<p title='{new string('x', 4_000_000)}'></p><h1>X1</h1>" },
        { "attributes", "<p " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"a{i}=1 ")) + "></p><h1>X1</h1>" },
        { "text of megabytes", "<h1>X1</h1><p>" + new string('x', 8_000_000) },
        { "deep JSON", "<h1>X1</h1><script type=application/ld+json>" + new string('[', 500_000) + "</script>" },
        { "NUL", "<h1>X\01</h1>" },
        { "broken nesting", "<b><p></b><i></p><h1>X1</h1></i></table></tr>" },
        { "items within items", "<h1>X1</h1>" + string.Concat(Enumerable.Repeat("<div itemscope itemprop=name typeof=Product property=name itemref=a id=a>", 5_000)) },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_hostile_page_is_read_as_far_as_it_goes(string what, string html) =>
        ReadingPages.Value(html, From).ShouldBe("\"X1\"", what);

    [Fact]
    public void A_page_without_anything_gives_nothing()
    {
        foreach (var html in (string[])["", "\0", "<", "<frameset>", "{}", "<script>"])
        {
            ReadingPages.Read(html, new FieldRule { Name = "f", From = From }).Missing.ShouldBe(["f"]);
        }
    }
}
