using System.Globalization;
using System.Text.RegularExpressions;
using AspireCoach.Catalog.Parsing.Selectors;
using AspireCoach.Catalog.Parsing.Values;

namespace AspireCoach.Catalog.SourceFiles;

/// <summary>Reads the rule of one field.</summary>
internal sealed partial class FieldRuleReader(SourceShape shape, int mostSelectors)
{
    private static readonly string[] Keys = ["from", "type", "unit", "range", "required", "many"];

    private static readonly string[] Types = [.. Enum.GetNames<FieldType>().Select(name => name.ToLowerInvariant())];

    /// <summary>The rule; null where the shape is so wrong that nothing can be said of it.</summary>
    public FieldRule? Read(SourceYaml.Text key, SourceYaml value)
    {
        if (!NamePattern().IsMatch(key.Value))
        {
            shape.Wrong(key, $"'{key.Value}' is no name for a field: a letter, then at most 63 letters, digits, _ or -");
        }

        // A selector alone is a field of text.
        if (value is SourceYaml.Text or SourceYaml.Items)
        {
            value = new SourceYaml.Map(value.File, value.Line, value.Column, [(new SourceYaml.Text(value.File, value.Line, value.Column, "from", true), value)]);
        }

        if (value is not SourceYaml.Map map)
        {
            return null;
        }

        shape.Known(map, "a field", Keys);
        var from = shape.Texts(map, "from", required: true);
        if (from.Count > mostSelectors)
        {
            shape.Wrong(from[0], $"{from.Count} selectors are too many: at most {mostSelectors}");
        }

        var type = Type(map);
        var rule = new FieldRule
        {
            Name = key.Value,
            From = [.. from.Select(text => text.Value)],
            Type = type,
            Required = shape.Flag(map, "required"),
            Many = shape.Flag(map, "many"),
            Unit = Unit(map, key, type),
            Range = Range(map, type),
        };
        foreach (var (place, problem) in SelectorSyntax.Parse(rule).Problems)
        {
            shape.Wrong(from[place], problem);
        }

        return rule;
    }

    private FieldType Type(SourceYaml.Map map)
    {
        if (shape.Text(map, "type") is not { } text)
        {
            return FieldType.Text;
        }

        var at = Array.IndexOf(Types, text.Value);
        if (at < 0)
        {
            shape.Wrong(text, $"there is no type '{text.Value}'{SourceShape.Nearest(text.Value, Types)}; the types are {string.Join(", ", Types)}");
        }

        return at < 0 ? FieldType.Text : (FieldType)at;
    }

    private string? Unit(SourceYaml.Map map, SourceYaml.Text key, FieldType type)
    {
        var unit = shape.Text(map, "unit");
        if (type == FieldType.Quantity)
        {
            if (unit is null)
            {
                shape.Wrong(key, $"'{key.Value}' is a quantity: say its unit, e.g. unit: mAh");
            }
            else if (Units.Find(unit.Value) is { } known)
            {
                return known.Name;
            }
            else
            {
                shape.Wrong(unit, $"there is no unit '{unit.Value}'{SourceShape.Nearest(unit.Value, Units.Names)}; the units are {string.Join(", ", Units.Names)}");
            }
        }
        else if (type == FieldType.Money && unit is not null && !MoneyText.IsCode(unit.Value))
        {
            shape.Wrong(unit, $"'{unit.Value}' is no currency: the unit of money is that of an amount without one, e.g. EUR");
        }
        else if (type != FieldType.Money && unit is not null)
        {
            shape.Wrong(unit, "only a quantity or money has a unit: add 'type: quantity', or leave it out");
        }

        return unit?.Value;
    }

    private (decimal, decimal)? Range(SourceYaml.Map map, FieldType type)
    {
        if (map.Find("range") is not var (key, value))
        {
            return null;
        }

        if (type is not (FieldType.Number or FieldType.Quantity or FieldType.Money))
        {
            shape.Wrong(key, "only a number, a quantity or money has a range");
        }

        if (value is SourceYaml.Items { Values: [SourceYaml.Text first, SourceYaml.Text second] }
            && decimal.TryParse(first.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var least)
            && decimal.TryParse(second.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var greatest)
            && least <= greatest)
        {
            return (least, greatest);
        }

        shape.Wrong(value, "a range is the least and the greatest value, e.g. [500, 30000]");
        return null;
    }

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex NamePattern();
}
