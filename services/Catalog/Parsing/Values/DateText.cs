using System.Globalization;
using System.Text.RegularExpressions;

namespace AspireCoach.Catalog.Parsing.Values;

/// <summary>
/// Days in texts. The year has four digits and the day is named: a month alone is no day. 03/04/2026 is read where the page's
/// language says which is the month, or the numbers do. A date with a time is the day as written, whatever its zone.
/// </summary>
internal static partial class DateText
{
    private const int MostText = 500;

    private static readonly Dictionary<string, int> Months = Names();

    /// <summary>The first day that a text names; null, with the reason, where it names none.</summary>
    public static DateOnly? Read(string text, NumberStyle style, out string problem)
    {
        problem = "it names no day: a date is written e.g. 2026-11-21, 21 November 2026, November 21, 2026 or 21.11.2026";
        text = VisibleText.Shown(text.Length > MostText ? text[..MostText] : text);
        var best = (At: int.MaxValue, Date: (DateOnly?)null);
        foreach (var (at, date) in Candidates(text, style))
        {
            best = at < best.At && date is not null ? (at, date) : best;
        }

        if (best.Date is null && Slashed().IsMatch(text))
        {
            problem = "day and month cannot be told apart, and the page's language does not say";
        }

        return best.Date;
    }

    private static IEnumerable<(int At, DateOnly? Date)> Candidates(string text, NumberStyle style)
    {
        foreach (Match match in Iso().Matches(text))
        {
            yield return (match.Index, Day(Number(match, 1), Number(match, 2), Number(match, 3)));
        }

        foreach (Match match in Compact().Matches(text))
        {
            yield return (match.Index, Day(Number(match, 1), Number(match, 2), Number(match, 3)));
        }

        foreach (Match match in Dotted().Matches(text))
        {
            yield return (match.Index, Day(Number(match, 3), Number(match, 2), Number(match, 1)));
        }

        foreach (Match match in Slashed().Matches(text))
        {
            var (first, second, year) = (Number(match, 1), Number(match, 2), Number(match, 3));
            bool? monthFirst = first > 12 ? false : second > 12 ? true : first == second ? false : style.IsMonthFirst;
            yield return (match.Index, monthFirst switch { true => Day(year, first, second), false => Day(year, second, first), null => null });
        }

        foreach (Match match in DayMonthYear().Matches(text))
        {
            yield return (match.Index, Named(Number(match, 3), match.Groups[2].Value, Number(match, 1)));
        }

        foreach (Match match in MonthDayYear().Matches(text))
        {
            yield return (match.Index, Named(Number(match, 3), match.Groups[1].Value, Number(match, 2)));
        }

        foreach (Match match in YearMonthDay().Matches(text))
        {
            yield return (match.Index, Named(Number(match, 1), match.Groups[2].Value, Number(match, 3)));
        }

        foreach (Match match in YearDayMonth().Matches(text))
        {
            yield return (match.Index, Named(Number(match, 1), match.Groups[3].Value, Number(match, 2)));
        }

        foreach (Match match in East().Matches(text))
        {
            yield return (match.Index, Day(Number(match, 1), Number(match, 2), Number(match, 3)));
        }
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    private static DateOnly? Named(int year, string month, int day) => Months.TryGetValue(month.ToLowerInvariant(), out var number) ? Day(year, number, day) : null;

    private static DateOnly? Day(int year, int month, int day) =>
        year is >= 1000 and <= 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    /// <summary>Names of months in the languages that are read, whole and as they are shortened.</summary>
    private static Dictionary<string, int> Names()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        string[] languages =
        [
            "january february march april may june july august september october november december",
            "jan feb mar apr may jun jul aug sep oct nov dec",
            "januar februar märz april mai juni juli august september oktober november dezember",
            "jänner feb mär apr mai juin juil août sept okt nov dez",
            "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
            "janv févr mars avr mai jui juil aout sept oct nov déc",
            "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
            "ene feb mrz abr may jun jul ago set oct nov dic",
            "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
            "gen fev mar abr mag giu lug ago set ott nov dic",
            "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
            "januari februari maart april mei juni juli augustus september oktober november december",
            "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        ];
        foreach (var language in languages)
        {
            var number = 0;
            foreach (var name in language.Split(' '))
            {
                names.TryAdd(name, ++number);
            }
        }

        return names;
    }

    private const string Before = @"(?<![\d./-])";

    private const string Month = @"(\p{L}{3,12})\.?";

    private const string Th = @"(?:st|nd|rd|th|er|º|°|\.)?";

    [GeneratedRegex(Before + @"(\d{4})[-/.‐‑–](\d{1,2})[-/.‐‑–](\d{1,2})(?!\d)")]
    private static partial Regex Iso();

    [GeneratedRegex(@"^\s*((?:19|20)\d{2})(0[1-9]|1[0-2])([0-3]\d)(?:T[\d:+Z-]*)?\s*$")]
    private static partial Regex Compact();

    [GeneratedRegex(Before + @"(\d{1,2})\s?[.‐‑-]\s?(\d{1,2})\s?[.‐‑-]\s?(\d{4})(?!\d)")]
    private static partial Regex Dotted();

    [GeneratedRegex(Before + @"(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")]
    private static partial Regex Slashed();

    [GeneratedRegex(Before + @"(\d{1,2})" + Th + @"[\s-]*(?:of\s+|de\s+|d')?" + Month + @",?(?:\s+de)?[\s-]+(\d{4})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex DayMonthYear();

    [GeneratedRegex(@"(?<!\p{L})" + Month + @"[\s-]*(\d{1,2})" + Th + @"[\s,-]+(\d{4})(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex MonthDayYear();

    [GeneratedRegex(Before + @"(\d{4})[\s,-]+" + Month + @"[\s,-]+(\d{1,2})" + Th + @"(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex YearMonthDay();

    [GeneratedRegex(Before + @"(\d{4})[\s,]+(\d{1,2})" + Th + @"\s*" + Month, RegexOptions.IgnoreCase)]
    private static partial Regex YearDayMonth();

    [GeneratedRegex(@"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")]
    private static partial Regex East();
}
