using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Seen;

/// <summary>A query of a dashboard or a rule.</summary>
/// <param name="Where">File and title.</param>
/// <param name="Language"><c>promql</c> or <c>logql</c>.</param>
/// <param name="Text">As Prometheus or Loki would be asked: without Grafana's variables.</param>
internal sealed record Query(string Where, string Language, string Text);

/// <param name="Error">Where it cannot be read; null where it can.</param>
/// <param name="Selectors">What it asks for.</param>
/// <param name="Parts">What it compares and combines by conditions; itself where there are none.</param>
internal sealed record ReadQuery(string? Error, IReadOnlyList<Selector> Selectors, IReadOnlyList<string> Parts);

/// <param name="Metric">The sample's name, with its suffix.</param>
/// <param name="Labels">Those it is matched by and those it is grouped by.</param>
internal sealed record Selector(string Metric, IReadOnlyList<string> Labels);

/// <summary>The parsers of the languages' own editors, packages of npm.</summary>
internal static class QueryParser
{
    public static async Task<IReadOnlyList<(Query Query, ReadQuery Read)>> ReadAsync(IReadOnlyList<Query> queries, CancellationToken cancel)
    {
        var folder = await NpmPackages.InstallAsync(
            "query-parsers-1", Path.Combine("@grafana", "lezer-logql", "package.json"), cancel,
            "@prometheus-io/lezer-promql@0.315.0", "@grafana/lezer-logql@0.3.0", "@lezer/common@1.5.5", "@lezer/lr@1.4.12", "@lezer/highlight@1.2.5");
        Assert.SkipWhen(folder is null, NpmPackages.Missing ?? "npm cannot fetch the parsers of queries");
        var script = Path.Combine(Repository.Root, "tests", "Functional", "Seen", "queries.cjs");
        var (code, output) = await ProgramPath.RunAsync(
            ProgramPath.Find("node")!, [script, folder], cancel, input: JsonSerializer.Serialize(queries, JsonSerializerOptions.Web));
        code.ShouldBe(0, output);
        return [.. queries.Zip(JsonSerializer.Deserialize<IReadOnlyList<ReadQuery>>(output, JsonSerializerOptions.Web)!)];
    }
}
