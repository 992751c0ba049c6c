using System.Text.Json.Nodes;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Evaluations;

/// <summary>The parser over the demo site's pages, without queue and store: what it gives is compared with what is true.</summary>
public sealed class DemoSiteTests(ITestOutputHelper output)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_field_of_every_device_is_read_in_all_three_kinds_of_markup(int seed)
    {
        await using var site = await Site.StartAsync(new() { Seed = seed, Devices = 1_000, Charsets = true });
        var accuracy = Accuracy.Of(site.Truth, await ReadAsync(site, new SourceFile(site).Text));
        output.WriteLine(accuracy.ToString());
        accuracy.IsPerfect.ShouldBeTrue(accuracy.ToString());
    }

    [Fact]
    public async Task The_shipped_source_reads_the_site_as_well()
    {
        await using var site = await Site.StartAsync(new() { Devices = 400, Brands = 10 });
        var shipped = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "sources", "demo-phones.yaml"), Cancel);
        var accuracy = Accuracy.Of(site.Truth, await ReadAsync(site, shipped.Replace($"127.0.0.1:{SiteOptions.DefaultPort}", site.Host, StringComparison.Ordinal)));
        accuracy.IsPerfect.ShouldBeTrue(accuracy.ToString());
    }

    [Fact]
    public async Task A_redesign_takes_two_fields_and_two_selectors_bring_them_back()
    {
        await using var site = await Site.StartAsync(new() { Devices = 300 });
        site.Redesign();
        var broken = (await ReadAsync(site, new SourceFile(site).Text)).ToList();

        broken.ShouldAllBe(item => item["battery"] == null && item["price"] == null);
        Accuracy.Of([.. site.Truth.Select(Without)], broken).IsPerfect.ShouldBeTrue();
        var mended = Accuracy.Of(site.Truth, await ReadAsync(site, (new SourceFile(site) with { Mended = true }).Text));
        mended.IsPerfect.ShouldBeTrue(mended.ToString());
    }

    private static TrueDevice Without(TrueDevice device) =>
        device with { Fields = device.Fields.Where(field => field.Key is not ("battery" or "price")).ToDictionary(field => field.Key, field => field.Value) };

    private static async Task<IReadOnlyList<JsonObject>> ReadAsync(Site site, string yaml)
    {
        var (source, problems) = SourceReader.Read(yaml, "demo.yaml");
        problems.ShouldBeEmpty();
        var parser = new PageParser(source!);
        using var client = new HttpClient();
        List<JsonObject> items = [];
        foreach (var device in site.Truth)
        {
            using var answer = await client.GetAsync(device.Url, Cancel);
            var charset = answer.Content.Headers.ContentType?.CharSet?.Trim('"');
            var page = parser.Parse(PageText.Decode(await answer.Content.ReadAsByteArrayAsync(Cancel), charset), new Uri(device.Url));
            items.Add(new JsonObject(page.Values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value.Value.DeepClone()))));
        }

        return items;
    }
}
