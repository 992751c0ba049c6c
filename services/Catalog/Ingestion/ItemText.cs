using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>An item in words: what is searched, and what the coach reads.</summary>
internal static class ItemText
{
    private const int Longest = 8_000;

    /// <summary>E.g. <c>phone Acme X1. battery: 5000 mAh. colours: black, red.</c> Addresses say nothing and are left out.</summary>
    public static string Of(string kind, JsonObject identity, JsonObject fields)
    {
        var text = new StringBuilder(kind);
        foreach (var (_, value) in identity)
        {
            text.Append(' ').Append(Say(value));
        }

        text.Append('.');
        foreach (var (name, value) in fields.Where(field => !identity.ContainsKey(field.Key)).OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            var said = Say(value);
            if (said.Length > 0 && text.Length + said.Length < Longest)
            {
                text.Append(' ').Append(name).Append(": ").Append(said).Append('.');
            }
        }

        return text.ToString().Replace('\0', ' ');
    }

    /// <summary>A value as a person would write it; nothing for an address.</summary>
    public static string Say(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(", ", list.Select(Say).Where(said => said.Length > 0)),
        JsonObject money when money["amount"] is { } amount => $"{Say(amount)} {Say(money["currency"])}".Trim(),
        JsonObject quantity when quantity["value"] is { } number => $"{Say(number)} {Say(quantity["unit"])}".Trim(),
        JsonObject other => string.Join(", ", other.Select(property => Say(property.Value)).Where(said => said.Length > 0)),
        _ when value.GetValueKind() == JsonValueKind.String => IsAddress(value.GetValue<string>()) ? "" : value.GetValue<string>(),
        _ => value.ToJsonString(),
    };

    private static bool IsAddress(string text) =>
        text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase);
}
