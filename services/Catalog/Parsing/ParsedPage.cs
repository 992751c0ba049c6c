using System.Text.Json.Nodes;

namespace AspireCoach.Catalog.Parsing;

/// <summary>What a page gave.</summary>
/// <param name="Values">The fields that have a value, by name.</param>
/// <param name="Rejected">What was there and did not fit: it overwrites nothing, and is quarantined with its page.</param>
/// <param name="Missing">The fields for which no selector gave anything.</param>
/// <param name="Canonical">The page's own <c>link rel=canonical</c>, absolute and normalised; null where it has none or one of another site.</param>
/// <param name="Warnings">What was skipped, for a person: a broken JSON-LD block and the like.</param>
internal sealed record ParsedPage(
    IReadOnlyDictionary<string, FieldValue> Values,
    IReadOnlyList<RejectedValue> Rejected,
    IReadOnlyList<string> Missing,
    Uri? Canonical,
    IReadOnlyList<string> Warnings);

/// <summary>A field's value and where it is from.</summary>
/// <param name="Value">
/// Canonical JSON: text as a string; a number as a number; a quantity as <c>{"value": 5000, "unit": "mAh"}</c>; money as
/// <c>{"amount": 499.99, "currency": "EUR"}</c>; a date as <c>"2026-11-21"</c>; a url as an absolute string; a list, and any
/// field with <c>many</c>, as an array of these.
/// </param>
/// <param name="Selector">The selector that gave it, as written.</param>
/// <param name="SelectorIndex">Its place in the field's list, from 0.</param>
/// <param name="Raw">What the selector gave, before it was read as the field's type; at most 2,000 characters.</param>
internal sealed record FieldValue(JsonNode Value, string Selector, int SelectorIndex, string Raw);

/// <summary>What a selector gave and the field's type or range refused.</summary>
/// <param name="Problem">For a person: why.</param>
internal sealed record RejectedValue(string Field, string Selector, string Raw, string Problem);

/// <summary>What an index page links to; absolute, normalised, without repetition, in the page's order.</summary>
internal sealed record IndexLinks(IReadOnlyList<Uri> Follow, IReadOnlyList<Uri> Items);
