using System.Globalization;
using System.Text.Json;

namespace AspireCoach.Models.Offline;

/// <summary>Reads the items that the catalogue's tool returns.</summary>
internal static class CatalogItems
{
    private const int LongestValue = 80;

    /// <summary>Null for what is none.</summary>
    public static CatalogRow? Read(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object || !row.TryGetProperty("identity", out var identity) || identity.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var name = string.Join(' ', identity.EnumerateObject().Select(part => Say(part.Value)).Where(part => part.Length > 0));
        List<(string, string)> said = [];
        List<string> ingredients = [];
        if (row.TryGetProperty("fields", out var fields) && fields.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in fields.EnumerateObject().Where(field => !identity.TryGetProperty(field.Name, out _)))
            {
                if (field.Name is "ingredients" or "ingredient")
                {
                    ingredients.AddRange(field.Value.ValueKind == JsonValueKind.Array ? field.Value.EnumerateArray().Select(Say) : [Say(field.Value)]);
                }
                else if (Say(field.Value) is { Length: > 0 and <= LongestValue } value)
                {
                    said.Add((field.Name, value));
                }
            }
        }

        return name.Length == 0 ? null : new CatalogRow(Text(row, "kind") ?? "item", name, said, ingredients, Text(row, "url"));
    }

    private static string? Text(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A value as a person would write it; nothing for an address.</summary>
    private static string Say(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString() is { } text && !text.Contains("://", StringComparison.Ordinal) ? text : "",
        JsonValueKind.Number => value.TryGetDecimal(out var number) ? number.ToString("0.##", CultureInfo.InvariantCulture) : value.GetRawText(),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(Say).Where(said => said.Length > 0)),
        // The number before its unit or currency, whatever the order they come in.
        JsonValueKind.Object => string.Join(
            ' ', value.EnumerateObject().OrderBy(part => part.Value.ValueKind != JsonValueKind.Number).Select(part => Say(part.Value)).Where(said => said.Length > 0)),
        _ => "",
    };
}
