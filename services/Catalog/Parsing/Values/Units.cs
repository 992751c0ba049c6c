using System.Collections.Frozen;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>A unit of measure: <c>base = value × Factor + Offset</c>.</summary>
/// <param name="Name">As fields and values write it.</param>
/// <param name="System">Units of one system add up in one quantity: 1 h 30 min, 5 ft 10 in, 1 lb 4 oz.</param>
internal sealed record Unit(string Name, string Dimension, decimal Factor, decimal Offset = 0, string System = "")
{
    /// <summary>A value of this unit in another of the same dimension.</summary>
    public decimal To(decimal value, Unit other) => Name == other.Name ? value : decimal.Round(((value * Factor) + Offset - other.Offset) / other.Factor, 10);
}

/// <summary>
/// The units that quantities are read in. Exact where the definition is. Memory counts in 1,024s, as devices are labelled; calories
/// are those of food, which are kilocalories; cups and spoons are those of the United States.
/// </summary>
internal static class Units
{
    private static readonly (Unit Unit, string Aliases)[] Table =
    [
        (new("mAh", "charge", 1), "mah milliamphours milliamp_hours milliampere_hours"),
        (new("Ah", "charge", 1000), "ah e5h amh"),
        (new("mWh", "energy", 3.6m), ""),
        (new("Wh", "energy", 3600), "watt-hours watthours whr"),
        (new("kWh", "energy", 3_600_000), ""),
        (new("kcal", "energy", 4184), "kilocalories kilocalorie calories calorie cals cal kalorien kilokalorien calorías calorias e14"),
        (new("kJ", "energy", 1000), "kilojoules kilojoule kjo"),
        (new("J", "energy", 1), "!J joules joule"),
        (new("nm", "length", 0.000001m), "nanometers nanometres"),
        (new("µm", "length", 0.001m), "μm um microns"),
        (new("mm", "length", 1), "millimeters millimetres millimeter millimetre mmt"),
        (new("cm", "length", 10), "centimeters centimetres centimeter centimetre zentimeter cmt"),
        (new("dm", "length", 100), ""),
        (new("m", "length", 1000), "!m meters metres meter metre mtr"),
        (new("km", "length", 1_000_000), "kilometers kilometres kilometer kilometre kmt"),
        (new("in", "length", 25.4m, System: "foot"), "inches inch \" ″ ” '' ′′ zoll inh pulgadas pouces"),
        (new("ft", "length", 304.8m, System: "foot"), "feet foot ' ′ fot"),
        (new("yd", "length", 914.4m), "yards yard"),
        (new("mi", "length", 1_609_344), "miles mile"),
        (new("mg", "mass", 0.001m), "milligrams milligram mgm"),
        (new("g", "mass", 1), "!g grams gram gramm gms gr grammes gramos grm"),
        (new("kg", "mass", 1000), "kilograms kilogram kilogramm kilos kgs kgm"),
        (new("oz", "mass", 28.349523125m, System: "pound"), "ounces ounce onz"),
        (new("lb", "mass", 453.59237m, System: "pound"), "lbs pounds pound lbr"),
        (new("B", "memory", 1), "!B bytes byte ad"),
        (new("KB", "memory", 1024), "kib kilobytes"),
        (new("MB", "memory", 1_048_576), "mib megabytes megabyte 4l mo"),
        (new("GB", "memory", 1_073_741_824), "gib gigabytes gigabyte e34 go"),
        (new("TB", "memory", 1_099_511_627_776), "tib terabytes terabyte e35"),
        (new("ms", "time", 0.001m), "milliseconds"),
        (new("s", "time", 1, System: "clock"), "!s seconds second sec secs sekunden sek segundos secondes"),
        (new("min", "time", 60, System: "clock"), "minutes minute mins minuten minutos minuto minuti min."),
        (new("h", "time", 3600, System: "clock"), "!h hours hour hrs hr stunden stunde std std. heures heure horas hora ore hur"),
        (new("d", "time", 86_400, System: "clock"), "!d days day tage tag jours días dias"),
        (new("weeks", "time", 604_800), "week wochen woche"),
        (new("ml", "volume", 1), "milliliters millilitres milliliter millilitre mlt"),
        (new("cl", "volume", 10), "centiliters centilitres"),
        (new("dl", "volume", 100), "deciliters decilitres"),
        (new("l", "volume", 1000), "!l !L liters litres liter litre ltr"),
        (new("tsp", "volume", 4.92892159375m), "teaspoons teaspoon tsps tsp."),
        (new("tbsp", "volume", 14.78676478125m), "tablespoons tablespoon tbsps tbs tbsp."),
        (new("floz", "volume", 29.5735295625m), "fl_oz fl._oz fl.oz fl.oz. fluid_ounces fluid_ounce fluidounces"),
        (new("cup", "volume", 236.5882365m), "cups"),
        (new("pt", "volume", 473.176473m), "pints pint"),
        (new("qt", "volume", 946.352946m), "quarts quart"),
        (new("gal", "volume", 3785.411784m), "gallons gallon"),
        (new("°C", "temperature", 1), "℃ celsius degc !C ºc cel"),
        (new("°F", "temperature", 5m / 9m, -32m * 5m / 9m), "℉ fahrenheit degf !F ºf fah"),
        (new("K", "temperature", 1, -273.15m), "!K kelvin"),
        (new("mW", "power", 0.001m), ""),
        (new("W", "power", 1), "!W watts watt wtt"),
        (new("kW", "power", 1000), "kilowatts kilowatt kwt"),
        (new("Hz", "frequency", 1), "hertz htz"),
        (new("kHz", "frequency", 1000), "kilohertz khz"),
        (new("MHz", "frequency", 1_000_000), "megahertz mhz"),
        (new("GHz", "frequency", 1_000_000_000), "gigahertz ghz a86"),
        (new("px", "pixels", 1), "pixels pixel"),
        (new("MP", "sensor", 1), "megapixels megapixel mpx mpix mpixel e36"),
        (new("ppi", "density", 1), "dpi"),
        (new("nits", "luminance", 1), "nit cd/m² cd/m2"),
        (new("V", "voltage", 1), "!V volts volt"),
        (new("mA", "current", 1), ""),
        (new("A", "current", 1000), "!A amps amperes"),
        (new("%", "share", 1), "percent p1"),
    ];

    private static readonly FrozenDictionary<string, Unit> ByAlias = Build();

    private static readonly int Longest = ByAlias.Keys.Max(alias => alias.Length);

    /// <summary>The names that a field's unit may have.</summary>
    public static IEnumerable<string> Names => Table.Select(row => row.Unit.Name);

    /// <summary>A unit by its name or another spelling; null where it is none.</summary>
    public static Unit? Find(string text)
    {
        text = text.Trim();
        return Table.FirstOrDefault(row => row.Unit.Name == text).Unit ?? Look(text.Replace(" ", "", StringComparison.Ordinal));
    }

    /// <summary>The unit that a text goes on with at a place, and where it ends; the longest spelling counts.</summary>
    public static Unit? At(string text, int start, out int end)
    {
        for (var length = Math.Min(Longest, text.Length - start); length > 0; length--)
        {
            end = start + length;
            if ((IsBoundary(text, end) || (length > 1 && IsNextElement(text, end))) && Look(text.Substring(start, length)) is { } unit)
            {
                return unit;
            }
        }

        end = start;
        return null;
    }

    private static bool IsBoundary(string text, int end) =>
        end >= text.Length || !(char.IsLetter(text[end]) && char.IsLetter(text[end - 1])) && !(text[end] is '²' or '³' or '^' or '/') && !(char.IsAsciiDigit(text[end]) && char.IsLetter(text[end - 1]));

    /// <summary>Elements that stand side by side run together: <c>5000 mAhRead more</c>.</summary>
    private static bool IsNextElement(string text, int end) =>
        end + 1 < text.Length && char.IsLower(text[end - 1]) && char.IsUpper(text[end]) && char.IsLower(text[end + 1]);

    /// <summary>A letter alone is a unit in one case only: 5G weighs nothing.</summary>
    private static Unit? Look(string alias) => ByAlias.GetValueOrDefault(alias.Length == 1 ? "!" + alias : alias.ToLowerInvariant());

    private static FrozenDictionary<string, Unit> Build()
    {
        var all = new Dictionary<string, Unit>(StringComparer.Ordinal);
        foreach (var (unit, aliases) in Table)
        {
            foreach (var alias in aliases.Split(' ', StringSplitOptions.RemoveEmptyEntries).Append(unit.Name).Select(alias => alias.Replace('_', ' ')))
            {
                all.TryAdd(alias.Length == 1 ? "!" + alias : alias[0] == '!' ? alias : alias.ToLowerInvariant(), unit);
            }
        }

        return all.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
