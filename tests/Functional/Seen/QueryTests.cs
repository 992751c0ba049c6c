using System.Text.RegularExpressions;
using AspireCoach.Bench.Drills;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Seen;

/// <summary>Dashboards and rules against what a running platform exports: nobody looks at a metric that does not exist.</summary>
public sealed partial class QueryTests(BusyCoach coach) : IClassFixture<BusyCoach>
{
    private const int MostSeries = 2_000;

    /// <summary>Beginnings of names that this platform does not export, and why.</summary>
    private static readonly Dictionary<string, string> NotHere = new()
    {
        ["minio_"] = "MinIO is a container; its names are those of its metrics v3",
        ["rest_responses_"] = "Qdrant is a container",
        ["collections_"] = "Qdrant is a container",
        ["memory_resident_"] = "Qdrant is a container",
        ["coach_requests_refused_"] = "needs more requests at once than a test makes",
        ["ALERTS"] = "Prometheus' own",
        ["up"] = "Prometheus' own",
    };

    /// <summary>What a platform on which all is well gives nothing for, as queries have it, and why.</summary>
    private static readonly Dictionary<string, string> NothingWhileWell = new()
    {
        ["absent("] = "is something only where a target is gone",
        ["min(coach_store_up{store=\"qdrant\"})"] = "needs Qdrant; its drill gives it",
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_query_is_read_by_its_languages_own_parser()
    {
        var read = await QueryParser.ReadAsync(Monitoring.Queries, Cancel);
        read.Where(query => query.Read.Error is not null).Select(query => $"{query.Query.Where}: {query.Read.Error}").ShouldBeEmpty();
        read.Select(query => query.Query.Language).Distinct().ShouldBe(["promql", "logql"], ignoreOrder: true);
        // The parsers do find faults.
        var broken = await QueryParser.ReadAsync([new("", "promql", "sum by (a (b)"), new("", "logql", "{a=\"b\"} | = c")], Cancel);
        broken.ShouldAllBe(query => query.Read.Error != null);
    }

    [Fact]
    public async Task Every_metric_and_label_that_is_asked_for_is_exported()
    {
        var asked = (from query in await QueryParser.ReadAsync([.. Monitoring.Queries.Where(query => query.Language == "promql")], Cancel)
                     from selector in query.Read.Selectors
                     where !NotHere.Keys.Any(name => selector.Metric.StartsWith(name, StringComparison.Ordinal))
                     select (query.Query.Where, selector.Metric, selector.Labels)).ToArray();
        asked.Length.ShouldBeGreaterThan(100);
        asked.Where(query => query.Metric.Contains(':', StringComparison.Ordinal)).Select(query => query.Metric).Except(Monitoring.Recorded).ShouldBeEmpty();
        string[] missing = [];
        try
        {
            // What is looked at now and then is there when it was looked at.
            await Eventually.TrueAsync(
                async () =>
                {
                    var here = (await coach.ScrapeAsync(Cancel)).Labels;
                    missing =
                    [
                        .. from query in asked
                           where !query.Metric.Contains(':', StringComparison.Ordinal)
                           from lack in here.TryGetValue(query.Metric, out var labels)
                               ? query.Labels.Where(label => label is not ("instance" or "job") && !labels.Contains(label)).Select(label => $"{query.Metric}{{{label}}}")
                               : [query.Metric]
                           select $"{lack} ({query.Where})",
                    ];
                    return missing.Length == 0;
                },
                "all are exported",
                Cancel);
        }
        catch (TimeoutException)
        {
            missing.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Every_panel_and_every_rule_gets_data_from_a_prometheus_that_scraped_a_busy_platform()
    {
        Assert.SkipWhen(AlertServers.Missing is not null, AlertServers.Missing ?? "");
        await coach.ScrapeAsync(Cancel);
        var asked = (from query in await QueryParser.ReadAsync([.. Monitoring.Queries.Where(query => query.Language == "promql")], Cancel)
                     where !query.Read.Selectors.Any(selector => NotHere.Keys.Any(name => name is not ("ALERTS" or "up") && selector.Metric.StartsWith(name, StringComparison.Ordinal)))
                     where coach.HasRedis || !query.Read.Selectors.Any(selector => selector.Metric.StartsWith("coach_cache_", StringComparison.Ordinal))
                     from part in query.Read.Parts
                     where !NothingWhileWell.Keys.Any(beginning => part.StartsWith(beginning, StringComparison.Ordinal))
                     select (query.Query.Where, Part: part)).Distinct().ToList();
        asked.Count.ShouldBeGreaterThan(150);
        await using var servers = await AlertServers.StartAsync([coach.Address], faster: 20, Cancel);
        try
        {
            // Recording rules build on each other, and rates take two scrapes.
            await Eventually.TrueAsync(
                async () =>
                {
                    for (var i = asked.Count - 1; i >= 0; i--)
                    {
                        if ((await servers.QueryAsync(asked[i].Part, Cancel)).Count > 0)
                        {
                            asked.RemoveAt(i);
                        }
                    }

                    return asked.Count == 0;
                },
                "all give data",
                Cancel);
        }
        catch (TimeoutException)
        {
            asked.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task No_label_holds_what_grows_with_users_and_messages()
    {
        const int users = 10;
        var before = await SeriesAsync();
        for (var user = 0; user < users; user++)
        {
            await coach.VisitEverythingAsync(Cancel);
        }

        var series = await SeriesAsync();
        series.Length.ShouldBeLessThan(MostSeries, string.Join('\n', series.CountBy(sample => sample.Split('{')[0]).OrderByDescending(name => name.Value).Take(10)));
        // A status that a route has not answered with before is no growth; buckets would count it many times.
        string[] added = [.. series.Except(before).Where(sample => !sample.Contains("_bucket{", StringComparison.Ordinal))];
        added.Length.ShouldBeLessThan(users, string.Join('\n', added));
        foreach (var word in coach.Private)
        {
            series.Where(sample => sample.Contains(word, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        }

        // Ids, addresses of e-mail and of the web, whosever.
        series.Where(sample => Grows().IsMatch(sample)).ShouldBeEmpty();
    }

    private async Task<string[]> SeriesAsync() =>
        [.. (await coach.ScrapeAsync(Cancel)).Series.Where(sample => !sample.StartsWith("target_info", StringComparison.Ordinal))];

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}|@|://", RegexOptions.IgnoreCase)]
    private static partial Regex Grows();
}
