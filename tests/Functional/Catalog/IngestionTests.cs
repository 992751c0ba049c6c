using System.Text.Json;
using AspireCoach.Catalog;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Catalog;

/// <summary>One process keeps a catalogue in step with a site.</summary>
public sealed class IngestionTests(PostgresFixture postgres) : IAsyncLifetime
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
        _node = await (await CatalogNode.CreateAsync(_database, _folder.Path, _cancel, new() { ["Catalog:MaxBadPages"] = "12" })).StartAsync(_cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Every_device_becomes_an_item_and_nothing_forbidden_is_asked_for()
    {
        var run = await RunAsync();

        run.ShouldSatisfyAllConditions(
            () => run.Status.ShouldBe("done", run.Problem),
            () => run.Inserted.ShouldBe(Devices),
            () => run.Failed.ShouldBe(0),
            () => run.Fetched.ShouldBe(_site.Log.Count(request => request.Status == 200 && request.Path != "/robots.txt")));
        var items = await ItemsAsync();
        items.Count.ShouldBe(Devices);
        foreach (var (number, device) in _site.Devices)
        {
            var item = items[device.Model];
            item.Fields.GetProperty("brand").GetString().ShouldBe(device.Brand);
            item.Fields.GetProperty("battery").GetProperty("value").GetInt32().ShouldBe(4_000 + number);
            item.Fields.GetProperty("price").GetInt32().ShouldBe(100 + number);
            item.Url.ShouldBe($"{_site.Url}/devices/{number}");
        }

        _site.Log.ShouldAllBe(request => !request.Path.StartsWith("/private", StringComparison.Ordinal));
        _site.Log.Select(request => request.Path).ShouldBeUnique();
    }

    [Fact]
    public async Task A_second_run_is_answered_by_304_and_changes_nothing_and_an_edit_changes_one_field()
    {
        await RunAsync();
        var before = await ItemsAsync();
        _site.ForgetLog();

        var again = await RunAsync();

        again.Status.ShouldBe("done", again.Problem);
        (again.Inserted, again.Updated, again.Fetched).ShouldBe((0, 0, 0));
        again.NotModified.ShouldBe(_site.Log.Count);
        _site.Log.ShouldAllBe(request => request.Status == 304);
        (await ItemsAsync()).Values.Select(item => (item.Id, item.LastChanged)).ShouldBe(before.Values.Select(item => (item.Id, item.LastChanged)), ignoreOrder: true);
        (await CountAsync("select from catalog.changes")).ShouldBe(0);

        _site.Change(7, device => device with { Price = "77" });
        var edited = await RunAsync();

        (edited.Inserted, edited.Updated, edited.Fetched).ShouldBe((0, 1, 1));
        var changes = await _node.Store.ChangesAsync(before["M7"].Id, before: null, 10, _cancel);
        var change = changes!.ShouldHaveSingleItem().Change;
        (change.Field, change.From!.Value.GetInt32(), change.To!.Value.GetInt32()).ShouldBe(("price", 107, 77));
    }

    [Fact]
    public async Task What_is_gone_stays_in_the_catalogue_and_a_page_that_is_no_device_never_gets_in()
    {
        await RunAsync();
        _site.Change(1, device => device with { IsGone = true });
        _site.Change(2, device => device with { IsSoft404 = true });
        _site.Devices[99] = new SiteDevice(99, "Brand 0", "M99", "1", "1") { IsSoft404 = true };
        _site.Change(3, device => device with { Battery = "9999999 mAh" });

        var run = await RunAsync();

        run.Status.ShouldBe("done", run.Problem);
        (run.Inserted, run.Updated).ShouldBe((0, 0));
        var items = await ItemsAsync();
        items.Count.ShouldBe(Devices);
        items["M3"].Fields.GetProperty("battery").GetProperty("value").GetInt32().ShouldBe(4_003);
        (await CountAsync("select from catalog.pages where gone_at is not null")).ShouldBe(1);
        (await CountAsync("select from catalog.quarantine q join catalog.pages p on p.id = q.page_id where field = '' and p.url like '%/devices/99'")).ShouldBe(1);
        (await CountAsync("select from catalog.quarantine q join catalog.pages p on p.id = q.page_id where field = 'battery' and p.url like '%/devices/3'")).ShouldBe(1);
    }

    [Fact]
    public async Task After_a_redesign_nothing_good_is_overwritten_the_field_is_named_and_one_line_mends_it()
    {
        await RunAsync();
        var good = (await ItemsAsync()).ToDictionary(item => item.Key, item => item.Value.Fields.GetRawText());

        // The first selector finds nothing any more, and the second finds the battery of another device: 999 mAh, well within its range.
        _site.BatteryAttribute = "data-v2=battery";
        var broken = await RunAsync();

        broken.Status.ShouldBe("degraded");
        broken.Drifted.Keys.ShouldBe(["battery"]);
        broken.Drifted["battery"].ShouldStartWith(_site.Url + "/devices/");
        (await ItemsAsync()).ShouldAllBe(item => item.Value.Fields.GetRawText() == good[item.Key]);
        await DriftShouldBeAsync(("battery", true), ("price", false));

        // It stays so while the pages do not change and nobody mends it.
        (await RunAsync()).Drifted.Keys.ShouldBe(["battery"]);

        _site.Change(5, device => device with { Battery = "6000 mAh" });
        _folder.Write(battery: """["[data-v2=battery]", "[data-spec=battery]", ".related"]""");
        await Task.Delay(TimeSpan.FromSeconds(1.1), TimeProvider.System, _cancel);
        var mended = await RunAsync();

        mended.Status.ShouldBe("done", mended.Problem);
        mended.Updated.ShouldBe(1);
        (await ItemsAsync())["M5"].Fields.GetProperty("battery").GetProperty("value").GetInt32().ShouldBe(6_000);
        await DriftShouldBeAsync(("battery", false), ("price", false));
    }

    [Fact]
    public async Task A_site_that_answers_nothing_but_empty_pages_opens_the_circuit()
    {
        await RunAsync();
        _site.Instead = async http =>
        {
            if (!http.Request.Path.StartsWithSegments("/devices", StringComparison.Ordinal))
            {
                return false;
            }

            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync("");
            return true;
        };
        _site.ForgetLog();

        var run = await RunAsync();

        run.Status.ShouldBe("degraded");
        run.Problem!.ShouldContain("Stopped");
        run.Drifted.ShouldBeEmpty();
        (run.Inserted, run.Updated).ShouldBe((0, 0));
        _site.Log.Count(request => request.Path.StartsWith("/devices/", StringComparison.Ordinal)).ShouldBeLessThan(Devices - 4);
        (await ItemsAsync()).Count.ShouldBe(Devices);
    }

    [Fact]
    public async Task A_site_that_fails_altogether_fails_the_run_with_the_reason()
    {
        _site.Instead = http =>
        {
            http.Response.StatusCode = http.Request.Path == "/robots.txt" ? 404 : 500;
            return Task.FromResult(true);
        };

        var run = await RunAsync();

        (run.Status, run.Failed).ShouldBe(("failed", 1));
        run.Problem!.ShouldContain("500");
        _site.Log.Count(request => request.Path == "/brands").ShouldBe(5);
    }

    [Fact]
    public async Task A_robots_txt_that_cannot_be_read_disallows_everything()
    {
        _site.Instead = http =>
        {
            http.Response.StatusCode = 503;
            return Task.FromResult(http.Request.Path == "/robots.txt");
        };

        var run = await RunAsync();

        run.Status.ShouldBe("failed");
        run.Problem!.ShouldContain("robots.txt");
        _site.Log.ShouldAllBe(request => request.Path == "/robots.txt");
    }

    private Task<CatalogRun> RunAsync() => _node.RunAsync(SourceFolder.Phones, _cancel);

    private async Task<Dictionary<string, CatalogItem>> ItemsAsync() =>
        (await _node.Store.ListAsync(new CatalogQuery(), before: null, 200, _cancel)).ToDictionary(item => item.Identity.GetProperty("model").GetString()!);

    private async Task DriftShouldBeAsync(params (string Field, bool Drifted)[] expected)
    {
        var standing = (await _node.Store.StandingAsync([SourceFolder.Phones], _cancel)).ShouldHaveSingleItem();
        foreach (var (field, drifted) in expected)
        {
            standing.Fields.Single(entry => entry.Name == field).Drifted.ShouldBe(drifted, field);
        }
    }

    private Task<long> CountAsync(string rows) => PostgresFixture.QueryAsync<long>(_database, $"select count(*) from ({rows}) counted", _cancel);
}
