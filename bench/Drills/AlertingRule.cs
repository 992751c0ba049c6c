using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using YamlDotNet.Serialization;

namespace AspireCoach.Bench.Drills;

/// <summary>An alerting rule of grafana/prometheus/rules.</summary>
/// <param name="Summary">With the template's places in it.</param>
internal sealed partial record AlertingRule(string Alert, string Severity, string Summary, string Runbook)
{
    /// <summary>All that are shipped, in the order of their files.</summary>
    public static IReadOnlyList<AlertingRule> All { get; } = Read();

    /// <summary>The secret that its channel's address is in.</summary>
    public string Channel => $"slack_{Severity}";

    /// <summary>Whether a message is of this alert and not of another one.</summary>
    public bool IsFiring(SlackMessage message) => Is(message, Severity.ToUpperInvariant());

    public bool IsResolved(SlackMessage message) => Is(message, "RESOLVED");

    private bool Is(SlackMessage message, string beginning) =>
        message.Channel == Channel && Regex.IsMatch(message.Title, $"^{beginning} {Place().Replace(Regex.Escape(Summary), ".+")}( |$)");

    private static AlertingRule[] Read()
    {
        var folder = Path.Combine(typeof(AlertingRule).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "Grafana").Value!, "prometheus", "rules");
        return
        [
            .. from file in Directory.GetFiles(folder, "*.yml").Order(StringComparer.Ordinal)
               from @group in Yaml(file).GetProperty("groups").EnumerateArray()
               from rule in @group.GetProperty("rules").EnumerateArray()
               where rule.TryGetProperty("alert", out _)
               let notes = rule.GetProperty("annotations")
               select new AlertingRule(
                   rule.GetProperty("alert").GetString()!,
                   rule.GetProperty("labels").GetProperty("severity").GetString()!,
                   notes.GetProperty("summary").GetString()!,
                   notes.GetProperty("runbook_url").GetString()!.Split('/')[^1]),
        ];
    }

    private static JsonElement Yaml(string file) => JsonSerializer.Deserialize<JsonElement>(
        new SerializerBuilder().JsonCompatible().Build().Serialize(new DeserializerBuilder().Build().Deserialize<object>(File.ReadAllText(file))!));

    // As Regex.Escape leaves it.
    [GeneratedRegex(@"\\\{\\\{.*?}}")]
    private static partial Regex Place();
}
