using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireCoach.DemoSite.Judging;

/// <summary>What a crawler got right.</summary>
/// <param name="Devices">Devices there are.</param>
/// <param name="Found">Devices that it has.</param>
/// <param name="Invented">Items that are no device, or one twice.</param>
/// <param name="Fields">Values there are.</param>
/// <param name="Right">Values that it has right.</param>
/// <param name="Garbage">Values that it has where there are others or none.</param>
/// <param name="Examples">The first that are wrong, for a person.</param>
public sealed record Accuracy(int Devices, int Found, int Invented, int Fields, int Right, int Garbage, IReadOnlyList<string> Examples)
{
    private const decimal Tolerance = 0.0001m;

    public bool IsPerfect => Found == Devices && Invented == 0 && Right == Fields && Garbage == 0;

    public override string ToString() => FormattableString.Invariant(
        $"{Found} of {Devices} devices, {Right} of {Fields} values, {Garbage} of garbage, {Invented} invented{(Examples.Count > 0 ? ": " : "")}{string.Join("; ", Examples)}");

    /// <summary>Compares items, each the object of an item's fields, with the truth.</summary>
    public static Accuracy Of(IReadOnlyList<TrueDevice> truth, IEnumerable<JsonObject> items)
    {
        Dictionary<(string, string), JsonObject> byIdentity = [];
        List<string> examples = [];
        var invented = 0;
        var known = truth.ToDictionary(device => (device.Brand, device.Model));
        foreach (var item in items)
        {
            var identity = (Text(item["brand"]), Text(item["model"]));
            if (!known.ContainsKey(identity) || !byIdentity.TryAdd(identity, item))
            {
                invented++;
                examples.Add($"no such device, or twice: {identity}");
            }
        }

        var (found, fields, right, garbage) = (0, 0, 0, 0);
        foreach (var device in truth)
        {
            fields += device.Fields.Count;
            if (!byIdentity.TryGetValue((device.Brand, device.Model), out var item))
            {
                examples.Add($"{device.Url} ({device.Markup}) is not there");
                continue;
            }

            found++;
            foreach (var name in device.Fields.Keys.Union(item.Select(field => field.Key)))
            {
                var (there, got) = (device.Fields.GetValueOrDefault(name), item[name]);
                if (Same(there, got))
                {
                    right += there is null ? 0 : 1;
                    continue;
                }

                garbage += got is null ? 0 : 1;
                examples.Add($"{device.Url} ({device.Markup}) {name}: {got?.ToJsonString() ?? "nothing"} instead of {there?.ToJsonString() ?? "nothing"}");
            }
        }

        return new(truth.Count, found, invented, fields, right, garbage, [.. examples.Take(8)]);
    }

    /// <summary>Whether two values are the same; quantities may differ by a ten-thousandth, as converted ones do.</summary>
    public static bool Same(JsonNode? left, JsonNode? right) => Same(left, right, 0);

    private static bool Same(JsonNode? left, JsonNode? right, decimal tolerance) => (left, right) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(pair => Same(pair.First, pair.Second)),
        (JsonObject a, JsonObject b) => a.Count == b.Count
            && a.All(member => b.ContainsKey(member.Key) && Same(member.Value, b[member.Key], a.ContainsKey("unit") ? Tolerance : 0)),
        _ when left.GetValueKind() != right.GetValueKind() => false,
        _ when left.GetValueKind() == JsonValueKind.Number => Near(Number(left), Number(right), tolerance),
        _ => JsonNode.DeepEquals(left, right),
    };

    private static bool Near(decimal left, decimal right, decimal tolerance) =>
        Math.Abs(left - right) <= tolerance * Math.Max(Math.Abs(left), Math.Abs(right));

    private static decimal Number(JsonNode node) => decimal.Parse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
}
