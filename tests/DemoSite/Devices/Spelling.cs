using System.Globalization;
using System.Text.Json.Nodes;

namespace AspireCoach.DemoSite.Devices;

/// <summary>The ways in which pages write a value.</summary>
internal static class Spelling
{
    private const string NoBreak = "\u00a0";
    private const string Narrow = "\u202f";
    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;
    private static readonly string[] DateFormats =
        ["yyyy-MM-dd", "d MMMM yyyy", "MMMM d, yyyy", "d MMM yyyy", "MMM d, yyyy", "dd.MM.yyyy", "yyyy/MM/dd"];

    /// <summary>A battery as most pages write it.</summary>
    public static Spelled Battery(int mAh) => Quantity($"{mAh} mAh", mAh, "mAh", mAh, "mAh");

    public static Spelled Battery(int mAh, ref Dice dice)
    {
        var (thousands, rest) = (mAh / 1000, mAh % 1000);
        var amperes = (mAh / 1000m).ToString("0.###", Plain);
        return dice.Next(mAh % 100 == 0 ? 7 : 6) switch
        {
            0 => Quantity($"{mAh} mAh", mAh, "mAh", mAh, "mAh"),
            1 => Quantity($"{mAh}mAh", mAh, "mAh", mAh, "mAh"),
            2 => Quantity($"{thousands},{rest:000} mAh", mAh, "mAh", mAh, "mAh"),
            3 => Quantity($"{thousands}{NoBreak}{rest:000} mAh", mAh, "mAh", mAh, "mAh"),
            4 => Quantity($"{thousands}{Narrow}{rest:000}{NoBreak}mAh", mAh, "mAh", mAh, "mAh"),
            5 => Quantity($"Li-Po {mAh} mAh, non-removable", mAh, "mAh", mAh, "mAh"),
            _ => Quantity($"{amperes} Ah", mAh, "mAh", mAh / 1000m, "Ah"),
        };
    }

    public static Spelled Screen(decimal inches, ref Dice dice)
    {
        var text = inches.ToString("0.0#", Plain);
        var centimetres = Math.Round(inches * 2.54m, 1);
        var rough = centimetres.ToString("0.0", Plain);
        return dice.Next(6) switch
        {
            0 => Quantity($"{text}\"", inches, "in", inches, "in"),
            1 => Quantity($"{text} inches", inches, "in", inches, "in"),
            2 => Quantity($"{text} in", inches, "in", inches, "in"),
            3 => Quantity($"{text} inches ({rough} cm)", inches, "in", inches, "in"),
            4 => Quantity($"{text}″ AMOLED", inches, "in", inches, "in"),
            _ => Quantity($"{rough} cm", centimetres / 2.54m, "in", centimetres, "cm"),
        };
    }

    public static Spelled Weight(int grams, ref Dice dice)
    {
        var ounces = Math.Round(grams / 28.349523125m, 1);
        var text = ounces.ToString("0.0", Plain);
        return dice.Next(4) switch
        {
            0 => Quantity($"{grams} g", grams, "g", grams, "g"),
            1 => Quantity($"{grams}g", grams, "g", grams, "g"),
            2 => Quantity($"{grams} g ({text} oz)", grams, "g", grams, "g"),
            _ => Quantity($"{text} oz", ounces * 28.349523125m, "g", ounces, "oz"),
        };
    }

    public static Spelled Memory(int gigabytes, ref Dice dice) => dice.Next(4) switch
    {
        0 => Quantity($"{gigabytes} GB", gigabytes, "GB", gigabytes, "GB"),
        1 => Quantity($"{gigabytes * 1024} MB", gigabytes, "GB", gigabytes * 1024, "MB"),
        2 => Quantity($"{gigabytes}GB RAM", gigabytes, "GB", gigabytes, "GB"),
        _ => Quantity($"{gigabytes}GB", gigabytes, "GB", gigabytes, "GB"),
    };

    public static Spelled Storage(int gigabytes, ref Dice dice) => gigabytes >= 1024
        ? Quantity($"{gigabytes / 1024} TB", gigabytes, "GB", gigabytes / 1024, "TB")
        : Quantity(dice.Pick($"{gigabytes} GB", $"{gigabytes}GB", $"{gigabytes}GB UFS 4.0"), gigabytes, "GB", gigabytes, "GB");

    public static Spelled Camera(int megapixels, ref Dice dice) => Quantity(
        dice.Pick($"{megapixels} MP", $"{megapixels}MP f/1.8", $"{megapixels} MP, f/1.9, 24mm (wide)"), megapixels, "MP", megapixels, "MP");

    public static Spelled Price(decimal amount, string currency, ref Dice dice)
    {
        var whole = amount == decimal.Truncate(amount);
        var points = amount.ToString("#,0.00", Plain);
        // Through a letter that neither has: 1,299.00 becomes 1.299,00.
        var commas = points.Replace(',', '_').Replace('.', ',').Replace('_', '.');
        var text = (currency, dice.Next(4)) switch
        {
            ("USD", 0) => $"US$ {points}",
            ("USD", 1) => $"USD {points}",
            ("USD", 2) when whole => $"${amount.ToString("#,0", Plain)}",
            ("USD", _) => $"${points}",
            ("EUR", 0) => $"EUR {points}",
            ("EUR", 1) when whole && amount < 1000 => $"€ {amount.ToString("0", Plain)}",
            ("EUR", 2) => $"{commas.Replace('.', NoBreak[0])}{NoBreak}€",
            ("EUR", _) => $"{commas} €",
            ("GBP", 0) when whole => $"£{amount.ToString("#,0", Plain)}",
            _ => $"£{points}",
        };
        return new(text, new JsonObject { ["amount"] = amount, ["currency"] = currency }) { Number = amount, Unit = currency };
    }

    public static Spelled Date(DateOnly day, ref Dice dice) =>
        new(day.ToString(dice.Pick<string>(DateFormats), Plain), JsonValue.Create(day.ToString("yyyy-MM-dd", Plain)));

    public static Spelled Colours(IReadOnlyList<string> colours, ref Dice dice) =>
        new(string.Join(dice.Pick(", ", " / ", "; "), colours), new JsonArray([.. colours.Select(colour => JsonValue.Create(colour))])) { Items = colours };

    public static Spelled Rating(decimal rating) => new(rating.ToString("0.0", Plain), JsonValue.Create(rating)) { Number = rating };

    private static Spelled Quantity(string text, decimal value, string unit, decimal number, string writtenUnit) =>
        new(text, new JsonObject { ["value"] = value, ["unit"] = unit }) { Number = number, Unit = writtenUnit };
}
