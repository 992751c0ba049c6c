using System.Globalization;
using System.Text.Json;

namespace AspireCoach.Mcp;

/// <summary>Says which arguments do not fit a tool's schema, as far as their presence and kinds go.</summary>
internal static class ToolArguments
{
    /// <summary>Names that a caller makes up are shown up to here.</summary>
    private const int LongestName = 64;

    /// <summary>For a person: "habitId is missing; limit must be an integer"; null where all fit.</summary>
    public static string? Problem(JsonElement schema, IEnumerable<KeyValuePair<string, JsonElement>>? arguments)
    {
        var given = (arguments ?? []).ToDictionary(StringComparer.Ordinal);
        List<string> problems = [.. Required(schema).Where(name => !given.ContainsKey(name)).Select(name => $"{name} is missing")];
        var known = schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object;
        foreach (var (name, value) in given)
        {
            if (known && properties.TryGetProperty(name, out var property) && Wanted(property, value) is { } wanted)
            {
                problems.Add($"{(name.Length > LongestName ? name[..LongestName] + "…" : name)} must be {wanted}");
            }
        }

        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    /// <summary>What an argument must be; null where it is that.</summary>
    private static string? Wanted(JsonElement property, JsonElement value)
    {
        var kinds = Kinds(property);
        if (kinds.Exists(kind => kind is "integer" or "number"))
        {
            // The schema allows for numbers in quotes, and for nothing else in them.
            kinds.Remove("string");
        }

        return kinds.Count > 0 && !kinds.Exists(kind => Is(kind, value)) ? string.Join(" or ", kinds.Select(Article))
            : value.ValueKind == JsonValueKind.String && property.TryGetProperty("format", out var format) && format.ValueEquals("uuid") && !value.TryGetGuid(out _) ? "a UUID"
            : null;
    }

    private static string Article(string kind) => kind switch { "null" => kind, "integer" or "array" or "object" => "an " + kind, _ => "a " + kind };

    private static IEnumerable<string> Required(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array
            ? required.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)
            : [];

    private static List<string> Kinds(JsonElement property) =>
        property.ValueKind != JsonValueKind.Object || !property.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.String ? [type.GetString()!]
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Where(kind => kind.ValueKind == JsonValueKind.String).Select(kind => kind.GetString()!)]
        : [];

    private static bool Is(string kind, JsonElement value) => kind switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => Number(value) is { } number && decimal.Truncate(number) == number,
        "number" => Number(value) is not null,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static decimal? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.TryGetDecimal(out var number) ? number : null
        : value.ValueKind == JsonValueKind.String && decimal.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var quoted) ? quoted
        : null;
}
