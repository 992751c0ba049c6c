using AspireCoach.Catalog.Ingestion;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Functional.Catalog;

/// <summary>What a host asks for itself is kept, and what is asked of it by way of another is counted.</summary>
public sealed class HostWordTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private CatalogSite _site = null!;
    private CatalogSite _other = null!;
    private SourceFolder _folder = null!;
    private CatalogNode _node = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync(_cancel);
        _site = await CatalogSite.StartAsync(6, _cancel);
        _other = await CatalogSite.StartAsync(20, _cancel);
        _folder = new SourceFolder(_site, "{ rate: 100/s, burst: 100, concurrency: 2 }", others: _other);
        _node = await CatalogNode.CreateAsync(_database, _folder.Path, _cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        await _site.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_redirects_lead_to_a_host_takes_a_place_there()
    {
        var (now, most) = (0, 0);
        var gate = new Lock();
        var two = new TaskCompletionSource();
        _site.Instead = async http =>
        {
            if (http.Request.Path.StartsWithSegments("/devices", StringComparison.Ordinal))
            {
                http.Response.Redirect(_other.Url + http.Request.Path);
                return true;
            }

            if (http.Request.Path != "/brands/0")
            {
                return false;
            }

            http.Response.ContentType = "text/html";
            await http.Response.WriteAsync(string.Concat(Enumerable.Range(1, 20).Select(number => $"<a class=device href='{(number % 2 == 0 ? _site.Url : _other.Url)}/devices/{number}'>{number}</a>")));
            return true;
        };
        _other.Instead = async http =>
        {
            if (http.Request.Path.StartsWithSegments("/devices", StringComparison.Ordinal))
            {
                lock (gate)
                {
                    most = Math.Max(most, ++now);
                    if (most == 2)
                    {
                        two.TrySetResult();
                    }
                }

                try
                {
                    // Until there have been two, and then long enough for a third.
                    await two.Task.WaitAsync(http.RequestAborted);
                    await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, http.RequestAborted);
                }
                finally
                {
                    lock (gate)
                    {
                        now--;
                    }
                }
            }

            return false;
        };
        await _node.StartAsync(_cancel);

        var run = await _node.RunAsync(SourceFolder.Phones, _cancel);

        run.Status.ShouldBe("done", run.Problem);
        run.Inserted.ShouldBe(20);
        most.ShouldBe(2);
    }

    [Fact]
    public async Task A_pause_that_robots_txt_asks_for_is_kept()
    {
        _site.Instead = async http =>
        {
            if (http.Request.Path != "/robots.txt")
            {
                return false;
            }

            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync("User-agent: *\nCrawl-delay: 0.4\n");
            return true;
        };
        await _node.StartAsync(_cancel);

        var run = await _node.RunAsync(SourceFolder.Phones, _cancel);

        run.Status.ShouldBe("done", run.Problem);
        TimeSpan[] arrivals = [.. _site.Log.Select(request => request.At).Order()];
        arrivals.Length.ShouldBeGreaterThan(6);

        // Each token is 400 ms after the one before; what is on the way may be late, and not early.
        (arrivals[^1] - arrivals[1]).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.4 * (arrivals.Length - 2) - 0.2));
        (await PostgresFixture.QueryAsync<string>(_database, $"select format('%s %s %s', rate, burst, crawl_delay) from catalog.hosts where host = '127.0.0.1:{_site.Port}'", _cancel)).ShouldBe("2.5 1 0.4");
    }

    [Fact]
    public async Task Http_and_https_of_one_name_have_a_robots_txt_each()
    {
        var source = _node.Services.GetRequiredService<SourceCatalog>().Find(SourceFolder.Phones)!;
        var robots = _node.Services.GetRequiredService<RobotsKeeper>();
        await _node.Services.GetRequiredService<HostBudget>().KnowAsync(source, ["example.org"], _cancel);
        await PostgresFixture.QueryAsync<string>(
            _database,
            """
            update catalog.hosts set robots = E'User-agent: *\nDisallow: /', robots_scheme = 'https', robots_until = now() + interval '1 hour' where host = 'example.org';
            insert into catalog.hosts (host, rate, burst, concurrency, robots, robots_scheme, robots_until) values ('http://example.org', 1, 1, 1, '', 'http', now() + interval '1 hour');
            select 'done'
            """,
            _cancel);
        var page = new ClaimedPage
        {
            Id = 1, Source = source.Name, Url = new Uri("https://example.org/x"), Host = "example.org", Kind = PageKind.Item, RunId = Guid.Empty, Attempt = 1, Waits = 0, Fence = 1,
            Begun = DateTime.UnixEpoch, FetchRobots = false, HostWasFull = false,
        };

        (await robots.OfAsync(source, new Uri("https://example.org/x"), page, _cancel))!.Allows(new Uri("https://example.org/x")).ShouldBeFalse();
        (await robots.OfAsync(source, new Uri("http://example.org/x"), page, _cancel))!.Allows(new Uri("http://example.org/x")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_run_whose_source_has_been_gone_for_a_day_is_cancelled_and_no_other()
    {
        await PostgresFixture.QueryAsync<string>(
            _database,
            """
            insert into catalog.sources (name, seen_at) values ('elsewhere', now() - interval '2 hours');
            insert into catalog.runs (id, source, status, requested_at, started_at)
            select gen_random_uuid(), source, status, now() - age, now() - age from (values
                ('removed', 'running', interval '2 days'), ('asked-for', 'queued', interval '2 days'), ('removed-just-now', 'running', interval '2 hours'),
                ('elsewhere', 'running', interval '2 days'), ('test-phones', 'queued', interval '2 days')) given (source, status, age);
            select 'done'
            """,
            _cancel);
        var schedule = _node.Services.GetRequiredService<ScheduleKeeper>();
        await schedule.LookAsync([.. _node.Services.GetRequiredService<SourceCatalog>().All.Where(source => source.Name == SourceFolder.Phones)], _cancel);

        (await PostgresFixture.QueryAsync<string>(_database, "select string_agg(source, ' ' order by source) from catalog.runs where status = 'cancelled'", _cancel)).ShouldBe("asked-for removed");
    }
}
