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
        new(url.AbsoluteUri, page.Values.ToDictionary(pair => pair.Key, pair => new RecordedValue(pair.Value.Value, pair.Value.Selector, pair.Value.SelectorIndex, pair.Value.Raw)));

    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web).Replace("\\u0000", "", StringComparison.Ordinal);

    public static PageRecord FromJson(string json) => JsonSerializer.Deserialize<PageRecord>(json, JsonSerializerOptions.Web)!;
}

/// <summary>A value and where on the page it is from.</summary>
internal sealed record RecordedValue(JsonNode Value, string Selector, int Index, string Raw);

/// <summary>Where an item's field is from. The page that wrote a field first has it: no other changes it, until that page is gone.</summary>
/// <param name="Source">The source.</param>
/// <param name="Url">The address that the page goes by.</param>
/// <param name="Selector">The selector, as written.</param>
/// <param name="Raw">What the selector gave.</param>
/// <param name="Released">The page is gone: the next one that has a value takes the field over.</param>
internal sealed record FieldOrigin(string Source, string Url, string Selector, string Raw, bool Released = false);
