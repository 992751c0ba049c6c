using System.Text.Json;
using System.Text.Json.Nodes;
using AspireCoach.Catalog.Parsing;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>What a page says of its item, as it is written or held back.</summary>
/// <param name="Url">The address that the page goes by: its canonical one where it names one.</param>
/// <param name="Values">The fields that have a value.</param>
internal sealed record PageRecord(string Url, IReadOnlyDictionary<string, RecordedValue> Values)
{
    public static PageRecord Of(ParsedPage page, Uri url) =>
        new(url.AbsoluteUri, page.Values.ToDictionary(
            pair => pair.Key,
            pair => new RecordedValue(
                pair.Value.Value, pair.Value.Selector, pair.Value.SelectorIndex, pair.Value.Raw, page.Rejected.Any(rejected => rejected.Field == pair.Key))));

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web).Replace("\\u0000", "", StringComparison.Ordinal);

    public static PageRecord FromJson(string json) => JsonSerializer.Deserialize<PageRecord>(json, JsonSerializerOptions.Web)!;
}

/// <summary>A value and where on the page it is from.</summary>
/// <param name="Value">The value.</param>
/// <param name="Selector">The selector, as written.</param>
/// <param name="Index">Its place in the field's list.</param>
/// <param name="Raw">What it gave.</param>
/// <param name="InsteadOfRefused">Another selector gave something that does not fit the field.</param>
internal sealed record RecordedValue(JsonNode Value, string Selector, int Index, string Raw, bool InsteadOfRefused = false);

/// <summary>What a run's verdict lets be written of what was held back.</summary>
/// <param name="Drifted">Fields that are not written at all.</param>
/// <param name="IsRare">Whether a field's selector is one that hardly any page of the run needed.</param>
internal sealed record Settlement(IReadOnlyCollection<string> Drifted, Func<string, int, bool> IsRare)
{
    /// <summary>
    /// A selector that hardly any page needs changes no value that there is: the field is missing or spoilt on this page, and
    /// what was found is something else. A new item is given it, unless it stands in for something that was refused.
    /// </summary>
    public bool Allows(string field, RecordedValue value, bool isKnown) =>
        !Drifted.Contains(field) && (value.Index == 0 || !(isKnown || value.InsteadOfRefused) || !IsRare(field, value.Index));
}

/// <summary>Where an item's field is from. The page that wrote a field first has it: no other changes it, until that page is gone.</summary>
/// <param name="Source">The source.</param>
/// <param name="Url">The address that the page goes by.</param>
/// <param name="Selector">The selector, as written.</param>
/// <param name="Raw">What the selector gave.</param>
/// <param name="Released">The page is gone: the next one that has a value takes the field over.</param>
internal sealed record FieldOrigin(string Source, string Url, string Selector, string Raw, bool Released = false);
