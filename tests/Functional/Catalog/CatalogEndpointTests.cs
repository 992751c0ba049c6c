using System.Net;
using System.Text.Json;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Judging;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Functional.Mcp;

namespace AspireCoach.Functional.Catalog;

/// <summary>The catalogue as clients, agents and operators see it.</summary>
public sealed class CatalogEndpointTests(CatalogEndpointTests.Filled coach) : IClassFixture<CatalogEndpointTests.Filled>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Items_page_by_cursor_each_once()
    {
        List<Guid> seen = [];
        string? cursor = null;
        do
        {
            var page = await coach.Coach.User.GetJsonAsync($"/v1/catalog/items?kind=phone&limit=17{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}", Cancel);
            page.Items.Count.ShouldBeLessThanOrEqualTo(17);
            seen.AddRange(page.Items.Select(item => item.GetProperty("id").GetGuid()));
            cursor = page["nextCursor"].GetString();
        }
        while (cursor is not null);

        seen.Count.ShouldBe(60);
        seen.ShouldBeUnique();
    }

    [Fact]
    public async Task An_item_tells_what_it_is_and_where_it_is_from()
    {
        var truth = coach.Site.Truth[7];
        var item = (await coach.Coach.ItemsAsync("phone", Cancel)).Single(item => item.GetProperty("url").GetString() == truth.Url);

        item.GetProperty("kind").GetString().ShouldBe("phone");
        item.GetProperty("source").GetString().ShouldBe("demo");
        item.GetProperty("identity").GetRawText().ShouldContain(JsonSerializer.Serialize(truth.Model)[1..^1].Split('\\')[0]);
        item.GetProperty("images").EnumerateArray().Select(image => image.GetString()).ShouldBe(truth.Fields["images"].AsArray().Select(image => (string?)image));
        item.GetProperty("firstSeen").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(item.GetProperty("lastChanged").GetDateTimeOffset());
    }

    [Theory]
    [InlineData("/v1/catalog/items")]
    [InlineData("/v1/catalog/sources")]
    [InlineData("/v1/catalog/runs/0199a0a0-0000-7000-8000-000000000000")]
    [InlineData("/v1/catalog/items/0199a0a0-0000-7000-8000-000000000000/changes")]
    public async Task Nobody_reads_without_a_session(string path) =>
        (await coach.Coach.Nobody.GetJsonAsync(path, Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);

    [Theory]
    [InlineData("/v1/catalog/items?limit=0")]
    [InlineData("/v1/catalog/items?q=a%00b")]
    [InlineData("/v1/catalog/items?limit=201")]
    [InlineData("/v1/catalog/items?cursor=nonsense")]
    public async Task What_is_no_page_is_refused(string path) =>
        (await coach.Coach.User.GetJsonAsync(path, Cancel)).Status.ShouldBe(HttpStatusCode.BadRequest);

    [Theory]
    [InlineData("/v1/catalog/runs/0199a0a0-0000-7000-8000-000000000000")]
    [InlineData("/v1/catalog/items/0199a0a0-0000-7000-8000-000000000000/changes")]
    public async Task What_there_is_not_is_not_found(string path) =>
        (await coach.Coach.User.GetJsonAsync(path, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Only_operators_start_runs()
    {
        (await coach.Coach.User.SendAsync(HttpMethod.Post, "/v1/catalog/sources/demo/runs", null, Cancel)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await coach.Coach.Nobody.SendAsync(HttpMethod.Post, "/v1/catalog/sources/demo/runs", null, Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await coach.Coach.Operator.SendAsync(HttpMethod.Post, "/v1/catalog/sources/none-such/runs", null, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Words_find_items_and_an_agents_tool_finds_the_same()
    {
        var truth = coach.Site.Truth.First(device => device.Model.All(char.IsAscii) && device.Brand.All(char.IsAscii));
        var query = $"{truth.Brand} {truth.Model}";
        var found = await coach.Coach.User.GetJsonAsync($"/v1/catalog/items?kind=phone&q={Uri.EscapeDataString(query)}", Cancel);
        found.Items.Select(item => item.GetProperty("url").GetString()).ShouldContain(truth.Url);

        var answer = await coach.Coach.User.CallToolAsync("search_catalog", new { query }, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.OK);
        answer.Tool.IsError.ShouldBeFalse(answer.Body);
        answer.Tool.Text.ShouldContain(JsonEncodedText.Encode(truth.Model).ToString());
    }

    [Fact]
    public async Task A_file_with_a_mistake_leaves_the_others_as_they_are()
    {
        await File.WriteAllTextAsync(Path.Combine(coach.Coach.Sources, "mistaken.yaml"), "source: mistaken\nkind: phone\nidentity: [brand]\nfields:\n  brand: { from: [\"h1[\"], typ: text }\n", Cancel);
        try
        {
            var run = await coach.Coach.RunAsync("demo", Cancel);
            run.Status.ShouldBe("done", run.ToString());
            (await coach.Coach.Operator.GetJsonAsync("/v1/catalog/sources", Cancel)).Items.Select(source => source.GetProperty("name").GetString()).ShouldNotContain("mistaken");
        }
        finally
        {
            File.Delete(Path.Combine(coach.Coach.Sources, "mistaken.yaml"));
        }
    }

    /// <summary>A coach whose catalogue has the devices of a small site.</summary>
    public sealed class Filled(PostgresFixture postgres) : IAsyncLifetime
    {
        public CatalogFixture Coach { get; } = new(postgres);

        public Site Site { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Site = await Site.StartAsync(new() { Devices = 60, Brands = 3 });
            await Coach.InitializeAsync();
            await Coach.InstallAsync(new SourceFile(Site), CancellationToken.None);
            (await Coach.RunAsync("demo", CancellationToken.None)).Status.ShouldBe("done");
        }

        public async ValueTask DisposeAsync()
        {
            await Coach.DisposeAsync();
            await Site.DisposeAsync();
        }
    }
}
