using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Seen;

/// <summary>Dashboards and rules against what a running platform exports: nobody looks at a metric that does not exist.</summary>
public sealed class QueryTests(BusyCoach coach) : IClassFixture<BusyCoach>
{
    private const int MostSeries = 2_000;

    /// <summary>Beginnings of names that this platform does not export, and why.</summary>
    private static readonly Dictionary<string, string> NotHere = new()
    {
        ["minio_"] = "MinIO is a container; its names are those of its metrics v3",
        ["rest_responses_"] = "Qdrant is a container",
        ["collections_"] = "Qdrant is a container",
        ["memory_resident_"] = "Qdrant is a container",
        ["coach_cache_up"] = "needs Redis; CoachWithoutRedisTests reads it",
        ["coach_cache_fallbacks_"] = "needs a Redis that is away; CoachWithoutRedisTests reads it",
        ["coach_ingestion_"] = "needs a run of a source",
        ["coach_requests_refused_"] = "needs more requests at once than a test makes",
        ["ALERTS"] = "Prometheus' own",
        ["up"] = "Prometheus' own",
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
    public async Task No_label_holds_what_grows_with_users_and_messages()
    {
        var series = (await coach.ScrapeAsync(Cancel)).Series.Where(sample => !sample.StartsWith("target_info", StringComparison.Ordinal)).ToArray();
        series.Length.ShouldBeLessThan(MostSeries);
        foreach (var word in coach.Private)
        {
            series.Where(sample => sample.Contains(word, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
        }
    }
}
