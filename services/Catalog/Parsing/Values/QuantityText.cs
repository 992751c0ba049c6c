using System.Globalization;
using System.Text.RegularExpressions;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>Quantities in texts, converted to a field's unit.</summary>
internal static partial class QuantityText
{
    private const int MostText = 2_000;

    /// <summary>
    /// The readings of a text as a quantity, the best first: what is written in the wanted unit itself before what has to be
    /// converted, the first before later ones.
    /// </summary>
    /// <param name="bare">The unit of a number that stands alone; null where such a number is no quantity.</param>
    public static IReadOnlyList<decimal> Read(string text, Unit wanted, Unit? bare, NumberStyle style, bool isMachine)
    {
        text = text.Length > MostText ? text[..MostText] : text;
        if (wanted.Dimension == "time" && Duration(text) is { } seconds)
        {
            return [new Unit("s", "time", 1).To(seconds, wanted)];
        }

        if (bare is not null && bare.Dimension == wanted.Dimension && (isMachine ? NumberText.Machine(text, style) : NumberText.Whole(text, style)) is { } alone)
        {
            return alone.Other is { } other ? [bare.To(alone.Value, wanted), bare.To(other, wanted)] : [bare.To(alone.Value, wanted)];
        }

        var all = All(text, style, wanted.Dimension == "time").Where(found => found.Unit.Dimension == wanted.Dimension).ToList();
        return [.. all.Where(found => found.Unit.Name == wanted.Name).Concat(all.Where(found => found.Unit.Name != wanted.Name))
            .SelectMany(found => found.Other is { } other ? new[] { found.Unit.To(found.Value, wanted), found.Unit.To(other, wanted) } : [found.Unit.To(found.Value, wanted)])];
    }

    /// <summary>All quantities of a text; what adds up (1 h 30 min) is one.</summary>
    private static IEnumerable<Found> All(string text, NumberStyle style, bool isTime)
    {
        Found? last = null;
        foreach (var found in Single(Fractions(text), style, isTime))
        {
            if (last is { } before && before.Unit.System.Length > 0 && before.Unit.System == found.Unit.System && before.Least.Factor > found.Unit.Factor
                && found.Start - before.End is >= 0 and <= 5 && Between().IsMatch(before.Text[before.End..found.Start]))
            {
                last = before with { Unit = found.Unit, Least = found.Unit, Value = before.Unit.To(before.Value, found.Unit) + found.Value, Other = null, End = found.End };
                continue;
            }

            if (last is not null)
            {
                yield return last;
            }

            last = found;
        }

        if (last is not null)
        {
            yield return last;
        }
    }

    private static IEnumerable<Found> Single(string text, NumberStyle style, bool isTime)
    {
        var numbers = NumberText.All(text, style).ToList();
        for (var i = 0; i < numbers.Count; i++)
        {
            var number = numbers[i];
            var at = Skip(text, number.End);
            if (Units.At(text, at, out var end) is { } unit)
            {
                // 1h 15m is no length.
                unit = isTime && unit.Name == "m" && end - at == 1 ? Units.Find("min")! : unit;
                if (!(unit.Name == "in" && IsWordIn(text, at, end)))
                {
                    yield return new(text, number.Start, end, number.Value, number.Other, unit, unit);
                }
            }
            else if (i + 1 < numbers.Count && Range().IsMatch(text[number.End..Math.Min(numbers[i + 1].Start + 1, text.Length)])
                && Units.At(text, Skip(text, numbers[i + 1].End), out end) is { } common)
            {
                // 5 to 6 hours: the least of it.
                yield return new(text, number.Start, end, number.Value, number.Other, common, common);
                i++;
            }
        }
    }

    private static int Skip(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or VisibleText.Group)
        {
            at++;
        }

        return at + 1 < text.Length && text[at] is '-' or '\u2011' && char.IsLetter(text[at + 1]) ? at + 1 : at;
    }

    /// <summary>"2 in 1" measures nothing.</summary>
    private static bool IsWordIn(string text, int at, int end) =>
        text.AsSpan(at, end - at).Equals("in", StringComparison.OrdinalIgnoreCase) && text.AsSpan(end).TrimStart() is { IsEmpty: false } rest && char.IsAsciiDigit(rest[0]);

    /// <summary>½ and 1/2 as decimals, as recipes have them.</summary>
    private static string Fractions(string text)
    {
        text = Vulgar().Replace(text, match => " " + (match.Groups[1].Length > 0 ? match.Groups[1].Value + " " : "") + VulgarText(match.Groups[2].Value[0]) + " ");
        return Fraction().Replace(text, match =>
        {
            var whole = match.Groups[1].Length > 0 ? decimal.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
            var part = decimal.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) / decimal.Parse(match.Groups[3].ValueSpan, CultureInfo.InvariantCulture);
            return decimal.Round(whole + part, 4).ToString("0.0###", CultureInfo.InvariantCulture);
        });
    }

    private static string VulgarText(char c) => c switch
    {
        '½' => "1/2", '⅓' => "1/3", '⅔' => "2/3", '¼' => "1/4", '¾' => "3/4", '⅕' => "1/5", '⅖' => "2/5", '⅗' => "3/5", '⅘' => "4/5", '⅙' => "1/6", '⅚' => "5/6", '⅛' => "1/8", '⅜' => "3/8", '⅝' => "5/8", _ => "7/8",
    };

    /// <summary>Seconds of an ISO 8601 duration; years and months have no length.</summary>
    private static decimal? Duration(string text)
    {
        var match = Iso().Match(text);
        if (!match.Success || match.Length < 3)
        {
            return null;
        }

        decimal Part(int group, decimal seconds) =>
            match.Groups[group].Success && decimal.TryParse(match.Groups[group].Value.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1_000_000_000 ? value * seconds : 0;
        return Part(1, 604_800) + Part(2, 86_400) + Part(3, 3_600) + Part(4, 60) + Part(5, 1);
    }

    [GeneratedRegex(@"^\s*P(?:0+Y)?(?:0+M)?(?:([\d.,]{1,12})W)?(?:([\d.,]{1,12})D)?(?:T(?:([\d.,]{1,12})H)?(?:([\d.,]{1,12})M)?(?:([\d.,]{1,12})S)?)?\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Iso();

    [GeneratedRegex(@"^(?:[\s,\u00A0]*|\s*(?:and|und|et|y|&)\s*)$")]
    private static partial Regex Between();

    [GeneratedRegex(@"^\s?(?:-|–|—|to|bis|à|a)\s?\d?$")]
    private static partial Regex Range();

    [GeneratedRegex(@"(\d{0,4})\s?([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])")]
    private static partial Regex Vulgar();

    [GeneratedRegex(@"(?<![\d.,/])(?:(\d{1,4})[ \u00A0])?(\d{1,2})\s?[/⁄]\s?([2-9]|1[0-6])(?![\d/.,])")]
    private static partial Regex Fraction();

    private sealed record Found(string Text, int Start, int End, decimal Value, decimal? Other, Unit Unit, Unit Least);
}
