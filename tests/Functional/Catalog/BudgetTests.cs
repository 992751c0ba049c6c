using AspireCoach.Catalog.Ingestion;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Functional.Catalog;

/// <summary>What a host is asked by several processes together, judged by the host's own log.</summary>
public sealed class BudgetTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private readonly List<CatalogNode> _nodes = [];
    private CatalogSite _site = null!;
    private SourceFolder _folder = null!;

    public async ValueTask InitializeAsync() => _site = await CatalogSite.StartAsync(60, _cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        await _site.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Four_processes_together_keep_to_the_rate_and_use_it()
    {
        const int rate = 10, burst = 5;
        await StartAsync(4, FormattableString.Invariant($"{{ rate: {rate}/s, burst: {burst}, concurrency: 2 }}"));

        var run = await _nodes[0].RunAsync(SourceFolder.Phones, _cancel);

        run.Status.ShouldBe("done", run.Problem);
        TimeSpan[] arrivals = [.. _site.Log.Select(request => request.At).Order()];
        foreach (var from in arrivals)
        {
            arrivals.Count(at => at >= from && at < from + TimeSpan.FromSeconds(1)).ShouldBeLessThanOrEqualTo(rate + burst, $"in the second from {from}");
        }

        // What the bucket held at the beginning comes on top; a loaded machine is given a tenth, `bench ingest-polite` is not.
        var seconds = (arrivals[^1] - arrivals[0]).TotalSeconds;
        (arrivals.Length / seconds).ShouldBeGreaterThan(rate * 0.9);
        _site.Log.Count(request => request.Path == "/robots.txt").ShouldBe(1);
    }

    [Fact]
    public async Task A_host_that_says_for_how_long_it_is_to_be_left_alone_is()
    {
        var asked = 0;
        TimeSpan? until = null;
        _site.Instead = async http =>
        {
            if (!http.Request.Path.StartsWithSegments("/devices", StringComparison.Ordinal) || Interlocked.Increment(ref asked) != 5)
            {
                return false;
            }

            http.Response.StatusCode = 429;
            http.Response.Headers.RetryAfter = "3";
            await http.Response.CompleteAsync();
            until = _site.Now + TimeSpan.FromSeconds(3);
            return true;
        };
        await StartAsync(2, "{ rate: 50/s, burst: 10, concurrency: 2 }");

        var run = await _nodes[0].RunAsync(SourceFolder.Phones, _cancel);

        run.Status.ShouldBe("done", run.Problem);
        (run.Inserted, run.Failed).ShouldBe((60, 0));

        // One may have been under way when the host said so; of the half second that a clock could be off nothing is used.
        _site.Log.Count(request => request.At > until - TimeSpan.FromSeconds(2.5) && request.At < until - TimeSpan.FromSeconds(0.05)).ShouldBe(0);
    }

    [Fact]
    public async Task A_burst_of_refusals_that_were_under_way_together_counts_once()
    {
        await StartAsync(1, "{ rate: 100/s, burst: 100, concurrency: 8 }", start: false);
        var budget = _nodes[0].Services.GetRequiredService<HostBudget>();
        var source = _nodes[0].Services.GetRequiredService<AspireCoach.Catalog.SourceFiles.SourceCatalog>().Find(SourceFolder.Phones)!;
        var begun = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => budget.TakeAsync(source, "example.org", page: null, _cancel)));

        foreach (var at in begun)
        {
            await budget.ThrottleAsync("example.org", at, notBefore: null, _cancel);
        }

        (await BackoffsAsync()).ShouldBe(1);
        await Eventually.TrueAsync(async () => await PostgresFixture.QueryAsync<bool>(_database, "select not_before < clock_timestamp() from catalog.hosts where host = 'example.org'", _cancel), "the host may be asked again", _cancel);
        await budget.ThrottleAsync("example.org", await budget.TakeAsync(source, "example.org", page: null, _cancel), notBefore: null, _cancel);
        (await BackoffsAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_token_that_no_request_was_made_with_can_be_taken_again()
    {
        await StartAsync(1, "{ rate: 100/s, burst: 100, concurrency: 8 }", start: false);
        var budget = _nodes[0].Services.GetRequiredService<HostBudget>();
        var source = _nodes[0].Services.GetRequiredService<AspireCoach.Catalog.SourceFiles.SourceCatalog>().Find(SourceFolder.Phones)! with { Politeness = new(Rate: 0.001, Burst: 2, Concurrency: 1) };
        await budget.TakeAsync(source, "example.org", page: null, _cancel);
        await Should.ThrowAsync<HostParkedException>(() => budget.TakeAsync(source, "example.org", page: null, _cancel));

        await budget.GiveBackAsync("example.org", _cancel);

        await budget.TakeAsync(source, "example.org", page: null, _cancel);
        await Should.ThrowAsync<HostParkedException>(() => budget.TakeAsync(source, "example.org", page: null, _cancel));
    }

    [Fact]
    public async Task A_page_whose_workers_all_died_is_given_up_and_counted_as_failed()
    {
        await StartAsync(1, "{ rate: 100/s, burst: 100, concurrency: 8 }", start: false);
        await PostgresFixture.QueryAsync<string>(
            _database,
            """
            with run as (
                insert into catalog.runs (id, source, status) values ('00000000-0000-7000-8000-000000000001', 'test-phones', 'running') returning id),
            counts as (
                insert into catalog.counts (run_id, slot) select run.id, slot from run, generate_series(0, 15) slot returning slot)
            insert into catalog.pages (source, url, host, kind, run_id, state, due_at, attempt, lease_until)
            select 'test-phones', 'https://example.org/' || attempt, 'example.org', 2, run.id, 2, now(), attempt, now() - interval '1 minute'
            from run, unnest(array[5, 1]) attempt, (select count(*) from counts) made
            returning url
            """,
            _cancel);

        await _nodes[0].Services.GetRequiredService<PageQueue>().ClaimAsync(["test-phones"], 0, _cancel);

        (await PostgresFixture.QueryAsync<string>(_database, "select string_agg(format('%s %s %s', attempt, state, dead), ', ' order by attempt) from catalog.pages", _cancel)).ShouldBe("1 1 f, 5 0 t");
        var failed = (int)Tally.Failed + 1;
        (await PostgresFixture.QueryAsync<long>(_database, $"select coalesce(sum(tally[{failed}]), 0)::bigint from catalog.counts", _cancel)).ShouldBe(1);
        (await PostgresFixture.QueryAsync<int>(_database, "select bad_streak from catalog.runs", _cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task The_stricter_of_two_sources_counts()
    {
        await StartAsync(1, "{ rate: 100/s, burst: 100, concurrency: 8 }", start: false);
        var budget = _nodes[0].Services.GetRequiredService<HostBudget>();
        var source = _nodes[0].Services.GetRequiredService<AspireCoach.Catalog.SourceFiles.SourceCatalog>().Find(SourceFolder.Phones)!;

        await budget.KnowAsync(source, ["example.org"], _cancel);
        await budget.KnowAsync(source with { Name = "other", Politeness = new(Rate: 2, Burst: 200, Concurrency: 3) }, ["example.org"], _cancel);

        (await PostgresFixture.QueryAsync<string>(_database, "select format('%s %s %s', rate, burst, concurrency) from catalog.hosts where host = 'example.org'", _cancel)).ShouldBe("2 100 3");
    }

    [Fact]
    public async Task A_slot_of_a_schedule_is_taken_once_by_all_processes_and_missed_ones_come_to_one_run()
    {
        await StartAsync(3, "{ rate: 100/s, burst: 100, concurrency: 8 }", start: false, schedule: "schedule: \"0 3 * * *\"");
        async Task LookAsync() => await Task.WhenAll(_nodes.Select(node =>
            node.Services.GetRequiredService<ScheduleKeeper>().LookAsync(node.Services.GetRequiredService<AspireCoach.Catalog.SourceFiles.SourceCatalog>().All.Where(source => source.Name == SourceFolder.Phones).ToList(), _cancel)));
        Task<long> RunsAsync() => PostgresFixture.QueryAsync<long>(_database, "select count(*) from catalog.runs", _cancel);

        await LookAsync();
        (await RunsAsync()).ShouldBe(0);
        (await PostgresFixture.QueryAsync<bool>(_database, "select next_due > now() and extract(hour from next_due at time zone 'UTC') = 3 from catalog.sources where name = 'test-phones'", _cancel)).ShouldBeTrue();

        // Down for ten days.
        await PostgresFixture.QueryAsync<string>(_database, "update catalog.sources set next_due = next_due - interval '10 days' where name = 'test-phones' returning name", _cancel);
        await LookAsync();
        await LookAsync();

        (await RunsAsync()).ShouldBe(1);
        (await PostgresFixture.QueryAsync<bool>(_database, "select next_due > now() from catalog.sources where name = 'test-phones'", _cancel)).ShouldBeTrue();
    }

    private string _database = "";

    private Task<int> BackoffsAsync() => PostgresFixture.QueryAsync<int>(_database, "select backoffs from catalog.hosts where host = 'example.org'", _cancel);

    private async Task StartAsync(int nodes, string politeness, bool start = true, string schedule = "")
    {
        _database = await postgres.CreateDatabaseAsync(_cancel);
        _folder = new SourceFolder(_site, politeness, schedule: schedule);
        for (var node = 0; node < nodes; node++)
        {
            _nodes.Add(await CatalogNode.CreateAsync(_database, _folder.Path, _cancel));
        }

        if (start)
        {
            await Task.WhenAll(_nodes.Select(node => node.StartAsync(_cancel)));
        }
    }
}
