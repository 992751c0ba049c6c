using System.Globalization;
using AspireCoach.Catalog;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Catalog;

/// <summary>An item's values do not freeze when the page that wrote them is no longer there, whether it says so or not.</summary>
public sealed class GonePageTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Devices = 36;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private CatalogSite _site = null!;
    private SourceFolder _folder = null!;
    private CatalogNode _node = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(_cancel);
        _site = await CatalogSite.StartAsync(Devices, _cancel);
        _folder = new SourceFolder(_site);
        _node = await (await CatalogNode.CreateAsync(_database, _folder.Path, _cancel)).StartAsync(_cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_site_that_moves_without_a_word_keeps_its_items_alive()
    {
        await RunAsync();
        _site.Folder = "/phones/";
        _site.Change(5, device => device with { Price = "55" });

        await RunAsync();
        (await GoneAsync()).ShouldBe(Devices);
        await RunAsync();

        var items = await ItemsAsync();
        items.Count.ShouldBe(Devices);
        Price(items["M5"]).ShouldBe(55);
        (await CountAsync("select from catalog.changes")).ShouldBe(1);
        (await RunAsync()).Fetched.ShouldBe(0, "all are the new pages' now");
    }

    [Fact]
    public async Task Part_of_the_index_that_came_back_empty_lets_nothing_go_until_a_second_run_agrees()
    {
        await RunAsync();
        _site.Instead = async http =>
        {
            if (http.Request.Path != "/brands/1")
            {
                return false;
            }

            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<p>Nothing here.</p>");
            return true;
        };

        (await RunAsync()).Status.ShouldBe("done");
        (await GoneAsync()).ShouldBe(0);
        await RunAsync();
        (await GoneAsync()).ShouldBe(Devices / 3);

        // What comes back is as it was.
        _site.Instead = null;
        (await RunAsync()).Status.ShouldBe("done");
        (await GoneAsync()).ShouldBe(0);
        (await CountAsync("select from catalog.changes")).ShouldBe(0);
        (await CountAsync("select from catalog.items where origins::text like '%\"released\": true%'")).ShouldBe(0);
    }

    [Fact]
    public async Task A_run_without_a_part_of_the_index_is_no_measure_of_the_next_one()
    {
        await RunAsync();
        _site.Instead = http =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult(http.Request.Path == "/brands/1");
        };
        (await RunAsync()).Status.ShouldBe("done");
        _site.Instead = async http =>
        {
            if (http.Request.Path != "/brands/1")
            {
                return false;
            }

            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("<p>Nothing here.</p>");
            return true;
        };

        await RunAsync();

        (await GoneAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_run_that_has_ended_lets_nothing_go()
    {
        await RunAsync();
        await RunAsync();

        var earlier = await PostgresFixture.QueryAsync<Guid>(_database, "select id from catalog.runs order by requested_at limit 1", _cancel);
        (await PostgresFixture.QueryAsync<int>(
            _database, string.Create(CultureInfo.InvariantCulture, $"select count from catalog.let_go_of_unmet('{earlier}', '{SourceFolder.Phones}', 0, 500)"), _cancel)).ShouldBe(0);

        (await GoneAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_part_of_the_index_that_cannot_be_read_lets_nothing_go()
    {
        await RunAsync();
        _site.Instead = http =>
        {
            http.Response.StatusCode = 500;
            return Task.FromResult(http.Request.Path == "/brands/1");
        };

        await RunAsync();
        await RunAsync();

        (await GoneAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task A_page_that_goes_by_another_address_lets_go_of_what_it_wrote_under_it()
    {
        _site.Change(1, device => device with { Canonical = "/devices/one" });
        await RunAsync();
        _site.Devices[201] = _site.Devices[1] with { Number = 201, Price = "999", Canonical = null };
        await RunAsync();
        Price((await ItemsAsync())["M1"]).ShouldBe(101, "the first page has the field");

        _site.Change(1, device => device with { IsGone = true });
        await RunAsync();
        await RunAsync();

        Price((await ItemsAsync())["M1"]).ShouldBe(999);
    }

    [Fact]
    public async Task Another_name_of_a_page_takes_over_when_that_page_is_gone_and_not_before()
    {
        _site.Devices[201] = _site.Devices[1] with { Number = 201, Price = "999", Canonical = "/devices/1" };
        await RunAsync();
        await RunAsync();
        Price((await ItemsAsync())["M1"]).ShouldBe(101);

        // Of two names of one page, one is gone: the page is still there.
        _site.Devices[202] = _site.Devices[201] with { Number = 202 };
        await RunAsync();
        _site.Change(202, device => device with { IsGone = true });
        await RunAsync();
        (await CountAsync("select from catalog.items where origins::text like '%\"released\": true%'")).ShouldBe(0);

        _site.Change(1, device => device with { IsGone = true });
        await RunAsync();
        await RunAsync();

        Price((await ItemsAsync())["M1"]).ShouldBe(999);
        (await ItemsAsync()).Count.ShouldBe(Devices);
    }

    private static int Price(CatalogItem item) => item.Fields.GetProperty("price").GetInt32();

    private Task<CatalogRun> RunAsync() => _node.RunAsync(SourceFolder.Phones, _cancel);

    private async Task<Dictionary<string, CatalogItem>> ItemsAsync() =>
        (await _node.Store.ListAsync(new CatalogQuery(), before: null, 200, _cancel)).ToDictionary(item => item.Identity.GetProperty("model").GetString()!);

    private Task<long> GoneAsync() => CountAsync("select from catalog.pages where gone_at is not null");

    private Task<long> CountAsync(string rows) =>
        PostgresFixture.QueryAsync<long>(_database, string.Create(CultureInfo.InvariantCulture, $"select count(*) from ({rows}) counted"), _cancel);
}
