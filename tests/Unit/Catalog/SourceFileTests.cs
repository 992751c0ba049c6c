using AspireCoach.Catalog;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Unit.Data;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace AspireCoach.Unit.Catalog;

/// <summary>What is wrong with a source file is said with its place; files are read again when they change.</summary>
public sealed class SourceFileTests : IDisposable
{
    private const string Good = """
        source: shop
        kind: phone
        identity: [name]
        index: { start: "https://shop.example/", items: ["a.item", "sitemap"] }
        politeness: { rate: 30/min }
        schedule: "0 3 * * 1-5"
        fields:
          name: { from: h1, required: true }
          battery: { from: ["label:Battery", "regex:\\d+ mAh"], type: quantity, unit: mAh, range: [500, 30000] }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("coach-sources-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_file_is_what_it_says()
    {
        var (source, problems) = SourceReader.Read(Good, "shop.yaml");

        problems.ShouldBeEmpty();
        source!.Politeness.Rate.ShouldBe(0.5);
        source.Index.Sitemap.ShouldBeTrue();
        source.Index.Items.ShouldBe(["a.item"]);
        source.Fields[1].Range.ShouldBe((500, 30_000));
    }

    [Theory]
    [InlineData("kind: phone", "knd: phone", 2, 1, "did you mean 'kind'?")]
    [InlineData("[name]", "[nme]", 3, 12, "did you mean 'name'?")]
    [InlineData(", required: true", "", 3, 12, "required: true")]
    [InlineData("https://shop.example/", "shop", 4, 17, "write it whole")]
    [InlineData("a.item", "a[", 4, 50, "no CSS selector")]
    [InlineData("30/min", "fast", 5, 21, "5/s, 30/min")]
    [InlineData("30/min", "101/s", 5, 21, "at most 100/s")]
    [InlineData("0 3 * * 1-5", "0 3 * *", 6, 11, "five fields in UTC")]
    [InlineData("0 3 * * 1-5", "61 3 * * *", 6, 11, "no schedule")]
    [InlineData("from: h1", "from: \"regex:x\"", 8, 17, "SELECTOR | regex:PATTERN")]
    [InlineData("\"label:Battery\"", "\"jsonld:\"", 9, 21, "1 to 16 parts")]
    [InlineData("\\\\d+ mAh", "(", 9, 38, "no regular expression")]
    [InlineData("type: quantity", "type: quantty", 9, 63, "did you mean 'quantity'?")]
    [InlineData("unit: mAh", "unit: mah2", 9, 79, "there is no unit")]
    [InlineData("[500, 30000]", "[30000, 500]", 9, 91, "the least and the greatest")]
    [InlineData("kind: phone", "kind: phone\nkind: watch", 3, 1, "here twice")]
    [InlineData("kind: phone", "kind: &a phone", 2, 7, "anchors and aliases")]
    [InlineData("kind: phone", "kind: [", 2, 7, "no YAML")]
    public void What_is_wrong_is_said_with_its_place(string text, string wrong, int line, int column, string message)
    {
        var (source, problems) = SourceReader.Read(Good.Replace(text, wrong), "shop.yaml");

        source.ShouldBeNull();
        problems.ShouldContain(problem => problem.Line == line && problem.Column == column && problem.Message.Contains(message, StringComparison.Ordinal), string.Join('\n', problems));
    }

    [Theory]
    [InlineData("0 3 * * *", "2026-03-02T03:00:00Z")]
    [InlineData("30 4 * * 0", "2026-03-08T04:30:00Z")]
    [InlineData("30 4 * * 7", "2026-03-08T04:30:00Z")]
    [InlineData("0 0 13 * 5", "2026-03-06T00:00:00Z")]
    [InlineData("*/15 * * * 1-5", "2026-03-02T00:00:00Z")]
    public void A_schedule_counts_days_as_crontab_does(string cron, string next) =>
        // 1 March 2026 is a Sunday.
        CronSchedule.Parse(cron, out _)!.Next(DateTimeOffset.Parse("2026-03-01T12:00:00Z", null)).ShouldBe(DateTimeOffset.Parse(next, null));

    [Fact]
    public void Files_are_followed_as_they_change()
    {
        var clock = new ManualClock();
        var options = new CatalogOptions();
        options.Sources.Add(_folder.FullName);
        var catalog = new SourceCatalog(Options.Create(options), clock, NullLogger<SourceCatalog>.Instance);
        var path = Path.Combine(_folder.FullName, "shop.yaml");
        catalog.Find("shop").ShouldBeNull();

        void Write(string text)
        {
            File.WriteAllText(path + ".new", text);
            File.Move(path + ".new", path, overwrite: true);
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        Write(Good);
        catalog.Find("shop")!.Kind.ShouldBe("phone");

        Write(Good.Replace("phone", "watch"));
        catalog.Find("shop")!.Kind.ShouldBe("watch");
        catalog.Problems.ShouldBeEmpty();

        Write(Good.Replace("kind: phone", "knid: phone"));
        catalog.Find("shop")!.Kind.ShouldBe("watch", "the last good version stays");
        catalog.Problems.ShouldNotBeEmpty();

        Write(Good.Replace("source: shop", "source: schema-recipe"));
        catalog.Find("schema-recipe")!.File.ShouldBe(path, "an operator's file stands in for the shipped one");
        catalog.Problems.ShouldBeEmpty();

        Write("source: tea\nextends: schema-recipe\nindex: { start: \"https://tea.example/\" }\n");
        catalog.Find("tea")!.Fields.Count.ShouldBe(catalog.Find("schema-recipe")!.Fields.Count);

        File.Delete(path);
        clock.Advance(TimeSpan.FromSeconds(1));
        catalog.Find("tea").ShouldNotBeNull("gone for a moment is how editors save");
        clock.Advance(TimeSpan.FromSeconds(1));
        catalog.Find("tea").ShouldBeNull();
    }

    [Fact]
    public void Shipped_files_are_right()
    {
        var catalog = new SourceCatalog(Options.Create(new CatalogOptions()), TimeProvider.System, NullLogger<SourceCatalog>.Instance);

        catalog.Problems.ShouldBeEmpty();
        catalog.All.Select(source => source.Name).ShouldBe(["demo-phones", "schema-product", "schema-recipe"]);
        catalog.All.ShouldAllBe(source => new PageParser(source) != null);
    }
}
