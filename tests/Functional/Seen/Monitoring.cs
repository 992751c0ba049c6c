using System.Text.Json;
using AspireCoach.Functional.Fixtures;
using YamlDotNet.Serialization;

namespace AspireCoach.Functional.Seen;

/// <summary>An alerting rule.</summary>
internal sealed record Alert(string Name, string Severity, JsonElement Annotations);

/// <summary>What stands in the folder <c>grafana</c>.</summary>
internal static class Monitoring
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "grafana");

    public static IReadOnlyList<string> RuleFiles { get; } = Directory.GetFiles(Path.Combine(Folder, "prometheus", "rules"), "*.yml");

    public static IReadOnlyList<string> RuleTestFiles { get; } = Directory.GetFiles(Path.Combine(Folder, "prometheus", "tests"), "*.yml");

    public static IReadOnlyList<Alert> Alerts { get; } =
        [.. Rules().Where(rule => rule.TryGetProperty("alert", out _)).Select(rule => new Alert(
            rule.GetProperty("alert").GetString()!, rule.GetProperty("labels").GetProperty("severity").GetString()!, rule.GetProperty("annotations")))];

    /// <summary>The names that recording rules record.</summary>
    public static IReadOnlyList<string> Recorded { get; } =
        [.. Rules().Where(rule => rule.TryGetProperty("record", out _)).Select(rule => rule.GetProperty("record").GetString()!).Distinct()];

    public static IReadOnlyList<JsonElement> Dashboards { get; } =
        [.. Directory.GetFiles(Path.Combine(Folder, "dashboards"), "*.json").Select(file => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(file)))];

    /// <summary>Every query of every rule and dashboard.</summary>
    public static IReadOnlyList<Query> Queries { get; } =
    [
        .. Rules().Select(rule => new Query(
            (rule.TryGetProperty("alert", out var name) ? name : rule.GetProperty("record")).GetString()!, "promql", rule.GetProperty("expr").GetString()!)),
        .. from dashboard in Dashboards
           from panel in dashboard.GetProperty("panels").EnumerateArray()
           where panel.TryGetProperty("targets", out _)
           from target in panel.GetProperty("targets").EnumerateArray()
           select new Query(
               $"{dashboard.GetProperty("title")}: {panel.GetProperty("title")}",
               panel.GetProperty("datasource").GetProperty("type").GetString() == "loki" ? "logql" : "promql",
               target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "5m", StringComparison.Ordinal).Replace("$trace", "0af7651916cd43dd8448eb211c80319c", StringComparison.Ordinal)),
    ];

    /// <summary>A YAML file as JSON; every scalar is text.</summary>
    public static JsonElement Yaml(string file) => JsonSerializer.Deserialize<JsonElement>(
        new SerializerBuilder().JsonCompatible().Build().Serialize(new DeserializerBuilder().Build().Deserialize<object>(File.ReadAllText(file))!));

    private static IEnumerable<JsonElement> Rules() =>
        from file in RuleFiles
        from @group in Yaml(file).GetProperty("groups").EnumerateArray()
        from rule in @group.GetProperty("rules").EnumerateArray()
        select rule;
}
