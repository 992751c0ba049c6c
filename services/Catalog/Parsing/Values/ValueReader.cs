using System.Globalization;
using System.Text.Json.Nodes;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>Reads what a selector gave as a field's type.</summary>
internal sealed class ValueReader(FieldRule field)
{
    /// <summary>Characters of a text; a longer one is no value but a page.</summary>
    public const int MostText = 20_000;

    private readonly Unit? _unit = field.Type == FieldType.Quantity && field.Unit is { } unit ? Units.Find(unit) : null;

    /// <summary>The value; null, with the reason, where the text does not fit the type or the range.</summary>
    public JsonNode? Read(Candidate candidate, PageContext page, out string problem)
    {
        problem = "";
        return field.Type switch
        {
            FieldType.Number => Number(candidate, page, out problem),
            FieldType.Quantity => Quantity(candidate, page, out problem),
            FieldType.Money => Money(candidate, page, out problem),
            FieldType.Date => DateText.Read(candidate.Raw, page.Style, out problem) is { } date ? JsonValue.Create(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null,
            FieldType.Url => Url(candidate, page, out problem),
            _ => Text(candidate.Raw, out problem),
        };
    }

    /// <summary>Whether there is nothing at all, so that the next thing that the selector matches may speak.</summary>
    public bool IsEmpty(Candidate candidate) => candidate.Raw.Length == 0 || (field.Type == FieldType.Url && UrlText.IsNone(candidate.Raw));

    /// <summary>The items of a list; null where there are none.</summary>
    public static JsonArray? List(IReadOnlyList<Candidate> candidates, out string problem)
    {
        var items = ListText.Items(candidates).ToList();
        problem = items.Exists(item => item.Length > MostText) ? TooLong : "";
        return problem.Length > 0 || items.Count == 0 ? null : new JsonArray([.. items.Select(item => (JsonNode)JsonValue.Create(item))]);
    }

    private static string TooLong => string.Create(CultureInfo.InvariantCulture, $"it is longer than {MostText} characters: the selector takes too much");

    private static JsonValue? Text(string raw, out string problem)
    {
        problem = raw.Length > MostText ? TooLong : "";
        return problem.Length > 0 ? null : JsonValue.Create(VisibleText.Shown(raw));
    }

    private JsonValue? Number(Candidate candidate, PageContext page, out string problem)
    {
        var text = Short(candidate.Raw);
        var found = candidate.IsMachine ? NumberText.Machine(text, page.Style) : null;
        found ??= NumberText.All(text, page.Style).Cast<FoundNumber?>().FirstOrDefault(number => number!.Value.End >= text.Length || !char.IsLetter(text[number.Value.End]));
        problem = "it has no number";
        return found is { } one && InRange(Readings(one), out problem) is { } value ? JsonValue.Create(Plain(value)) : null;
    }

    private JsonObject? Quantity(Candidate candidate, PageContext page, out string problem)
    {
        if (_unit is null)
        {
            problem = "the field has no unit";
            return null;
        }

        var named = candidate.Owner?.Text("unitText") ?? candidate.Owner?.Text("unitCode") ?? candidate.Unit;
        var bare = named is not null ? Units.Find(named) : candidate.IsMachine || field.Range is not null ? _unit : null;
        var readings = QuantityText.Read(candidate.Raw, _unit, bare, page.Style, candidate.IsMachine);
        problem = $"it is no quantity that can be given in {_unit.Name}";
        return readings.Count > 0 && InRange(readings, out problem) is { } value ? new JsonObject { ["value"] = Plain(value), ["unit"] = _unit.Name } : null;
    }

    private JsonObject? Money(Candidate candidate, PageContext page, out string problem)
    {
        var text = Short(candidate.Raw);
        var hint = Currencies.Beside(candidate);
        FoundNumber? amount = null;
        string? currency = null;
        if (MoneyText.Read(text, page.Style) is var (number, code))
        {
            // A sign that countries share means what the page says beside it.
            (amount, currency) = (number, code is "USD" or "SEK" or "JPY" && !text.Contains(code, StringComparison.OrdinalIgnoreCase) ? hint ?? Currencies.OfLanguage(page, code) ?? code : code);
        }
        else if ((candidate.IsMachine ? NumberText.Machine(text, page.Style) : NumberText.Whole(text, page.Style)) is { } bare)
        {
            (amount, currency) = (bare, hint ?? field.Unit ?? Currencies.OfPage(page));
        }

        if (amount is not { } found || currency is null)
        {
            problem = amount is null ? "it is no amount of money" : "its currency is not said: give the field's as unit, e.g. unit: EUR";
            return null;
        }

        return InRange(Readings(found), out problem) is { } value ? new JsonObject { ["amount"] = Plain(value), ["currency"] = currency } : null;
    }

    private static JsonValue? Url(Candidate candidate, PageContext page, out string problem)
    {
        problem = "it is no address of http or https";
        var isAddress = candidate.IsMachine || candidate.Raw.StartsWith("http", StringComparison.OrdinalIgnoreCase) || candidate.Raw.StartsWith('/');
        return isAddress && !candidate.Raw.Contains(' ', StringComparison.Ordinal) | candidate.IsMachine && UrlText.Resolve(candidate.Raw, page.Base) is { } url ? JsonValue.Create(url) : null;
    }

    private static decimal[] Readings(FoundNumber number) => number.Other is { } other ? [number.Value, other] : [number.Value];

    /// <summary>The first reading that is in the field's range.</summary>
    private decimal? InRange(IReadOnlyList<decimal> readings, out string problem)
    {
        problem = "";
        if (field.Range is not var (least, greatest))
        {
            return readings[0];
        }

        foreach (var reading in readings)
        {
            if (reading >= least && reading <= greatest)
            {
                return reading;
            }
        }

        problem = string.Create(CultureInfo.InvariantCulture, $"{Plain(readings[0])} is not between {least} and {greatest}");
        return null;
    }

    /// <summary>Without zeros at its end, so that 4.50 and 4.5 are the same JSON.</summary>
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    private static string Short(string text) => text.Length > 2_000 ? text[..2_000] : text;
}
