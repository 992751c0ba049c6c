using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>Reads members that may be missing, null or of another kind than documented.</summary>
internal static class JsonReading
{
    /// <summary>Undefined where there is no such member.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    /// <summary>Null where it is missing, empty or no string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member && member.Units() is { Length: > 0 } text ? text : null;

    /// <summary>
    /// A string as UTF-16 code units. A server that cuts a text by them sends half a surrogate pair in each piece,
    /// escaped, and strict readers take neither half.
    /// </summary>
    public static string Units(this JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Unescape(element.GetRawText().AsSpan()[1..^1]);
        }
    }

    public static long? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var number) ? number : null;

    /// <summary>Empty where it is missing or no array.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } member ? member.EnumerateArray() : [];

    private static string Unescape(ReadOnlySpan<char> raw)
    {
        var text = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\')
            {
                text.Append(raw[i]);
                continue;
            }

            i++;
            text.Append(raw[i] switch
            {
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'u' => (char)ushort.Parse(raw.Slice(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
                var other => other,
            });
            i += raw[i] == 'u' ? 4 : 0;
        }

        return text.ToString();
    }
}
