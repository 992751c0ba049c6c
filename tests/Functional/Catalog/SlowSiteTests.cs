using System.Diagnostics;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Catalog;

/// <summary>Sites that take a request and never answer it, or a byte at a time, hold up nobody but themselves, and not for long.</summary>
public sealed class SlowSiteTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Politeness = "{ rate: 100/s, burst: 100, concurrency: 3 }";
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly List<CatalogSite> _sites = [];
    private readonly List<SourceFolder> _folders = [];
    private CatalogNode _node = null!;

    public async ValueTask InitializeAsync()
    {
        string[] names = ["silent", "dripping", "well"];
        foreach (var name in names)
        {
            _sites.Add(await CatalogSite.StartAsync(12, _cancel));
            _folders.Add(new SourceFolder(_sites[^1], Politeness, name: name));
        }

        _node = await (await CatalogNode.CreateAsync(await postgres.CreateDatabaseAsync(_cancel), _folders[0].Path, _cancel, new()
        {
            ["Catalog:Sources:1"] = _folders[1].Path, ["Catalog:Sources:2"] = _folders[2].Path, ["Catalog:MaxAttempts"] = "1", ["Catalog:MaxBadPages"] = "3", ["Catalog:Workers"] = "8",
        })).StartAsync(_cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        foreach (var site in _sites)
        {
            await site.DisposeAsync();
        }

        _folders.ForEach(folder => folder.Dispose());
    }

    [Fact]
    public async Task Runs_over_them_end_as_degraded_within_the_time_a_page_has_and_others_go_on()
    {
        _sites[0].Instead = http => OnDevicesAsync(http, () => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted));
        _sites[1].Instead = http => OnDevicesAsync(http, async () =>
        {
            http.Response.ContentType = "text/html";
            while (true)
            {
                await http.Response.WriteAsync("<", http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, http.RequestAborted);
            }
        });
        var clock = Stopwatch.StartNew();
        var (silent, dripping) = (await _node.RequestAsync("silent", _cancel), await _node.RequestAsync("dripping", _cancel));
        await Eventually.TrueAsync(() => Task.FromResult(_sites.Take(2).All(site => site.Waiting >= 3)), "three requests hang at each", _cancel);

        (await _node.RunAsync("well", _cancel)).Status.ShouldBe("done");
        (await _node.Store.RunAsync(silent, _cancel))!.Status.ShouldBe("running", "the other has not waited for it");
        foreach (var (id, seconds) in new[] { (silent, 10), (dripping, 30) })
        {
            var run = await _node.EndAsync(id, _cancel);
            run.Status.ShouldBe("degraded", run.Problem);
            run.Problem!.ShouldContain("Stopped");
            run.Inserted.ShouldBe(0);

            // Three, and what was claimed before the last of them was counted.
            run.Failed.ShouldBeInRange(3, 6);

            // Not before its time, and not as long as its twelve devices one after another would take.
            clock.Elapsed.TotalSeconds.ShouldBeInRange(seconds - 1, 4 * seconds);
        }
    }

    private static async Task<bool> OnDevicesAsync(HttpContext http, Func<Task> never)
    {
        if (!http.Request.Path.StartsWithSegments("/devices", StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            await never();
        }
        catch (OperationCanceledException)
        {
            // It was given up.
        }

        return true;
    }
}
