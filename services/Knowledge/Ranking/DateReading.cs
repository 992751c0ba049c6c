using System.Collections.Frozen;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>Days that a text speaks of.</summary>
/// <param name="First">Days since 1970-01-01.</param>
/// <param name="Last">The last of them.</param>
/// <param name="At">The token that it begins at.</param>
/// <param name="Count">How many tokens it takes.</param>
/// <param name="Month">1 to 12 where the text names a month, or a day of it, and no year.</param>
/// <param name="Relative">True where it counts from the day of speaking: yesterday, on Monday.</param>
internal readonly record struct DateSpan(int First, int Last, int At, int Count, int Month = 0, bool Relative = false)
{
    private const int Days = 31;

    /// <summary>True when the given days all lie within; where no year is named, in any year.</summary>
    public bool Covers(int first, int last)
    {
        if (Month == 0)
        {
            return first >= First && last <= Last;
        }

        var from = DateTime.UnixEpoch.AddDays(first);
        return last - first < Days && from.Month == Month && (First != Last || from.Day == DateTime.UnixEpoch.AddDays(First).Day);
    }
}

/// <summary>Reads the days that an English text speaks of, as seen from the day it was said on. It serves ranking: a doubtful one is better read than missed.</summary>
internal static class DateReading
{
    private static readonly string[] s_monthNames =
        ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

    private static readonly FrozenDictionary<string, int> s_months = Table(
        "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep", "october oct", "november nov", "december dec");

    private static readonly FrozenDictionary<string, int> s_weekdays = Table(
        "monday mondays", "tuesday tuesdays", "wednesday wednesdays", "thursday thursdays", "friday fridays", "saturday saturdays", "sunday sundays");

    private static readonly FrozenDictionary<string, int> s_units = Table("day days", "week weeks", "month months", "year years", "weekend weekends");

    private static readonly FrozenDictionary<string, int> s_numbers = Table(
        "a an one", "two couple", "three few", "four several", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve");

    public static string MonthName(int month) => s_monthNames[month - 1];

    public static List<DateSpan> Read(List<Token> tokens, DateTime now)
    {
        var spans = new List<DateSpan>();
        if (now.Year is < 1900 or > 2100)
        {
            return spans;
        }

        var today = DateOnly.FromDateTime(now);
        for (var at = 0; at < tokens.Count;)
        {
            var span = Relative(tokens, at, today) ?? Calendar(tokens, at, today) ?? Weekday(tokens, at, today);
            if (span is { } found)
            {
                spans.Add(found);
            }

            at += span?.Count ?? 1;
        }

        return spans;
    }

    private static DateSpan? Relative(List<Token> tokens, int at, DateOnly today)
    {
        var word = tokens[at].Text;
        string Next(int offset) => at + offset < tokens.Count ? tokens[at + offset].Text : "";
        switch (word)
        {
            case "yesterday":
                return Days(today.AddDays(-1), at, 1);
            case "tomorrow":
                return Days(today.AddDays(1), at, 1);
            case "today" or "tonight":
                return Days(today, at, 1);
            case "last" when Next(1) is "night" or "evening":
                return Days(today.AddDays(-1), at, 2);
            case "this" when Next(1) is "morning" or "afternoon" or "evening":
                return Days(today, at, 2);
            case "last" or "past" or "previous" when Period(Next(1), today, -1) is { } last:
                return Span(last, at, 2);
            case "next" or "coming" or "upcoming" when Period(Next(1), today, 1) is { } next:
                return Span(next, at, 2);
            case "this" when Period(Next(1), today, 0) is { } current:
                return Span(current, at, 2);
        }

        if (Number(word) is { } count && s_units.TryGetValue(Next(1), out var unit))
        {
            var ago = Next(2) is "ago" or "back" || (Next(2) is "before" or "earlier");
            var ahead = at > 0 && tokens[at - 1].Text == "in" && !ago;
            if (ago || ahead)
            {
                return Span(Shifted(unit, today, ago ? -count : count), at, ago ? 3 : 2);
            }
        }

        return null;
    }

    /// <summary>8 May 2023, May 8, 8th of May, May 2023, in May.</summary>
    private static DateSpan? Calendar(List<Token> tokens, int at, DateOnly today)
    {
        string Next(int offset) => at + offset < tokens.Count ? tokens[at + offset].Text : "";
        if (s_months.TryGetValue(tokens[at].Text, out var month))
        {
            if (tokens[at].Text is "may" or "march" or "mar" or "sep" or "jan" or "jun" && !tokens[at].Capital)
            {
                return null;
            }

            if (DayOfMonth(Next(1)) is { } day)
            {
                return Year(Next(2)) is { } year ? Day(year, month + 1, day, at, 3) : Yearless(today, month + 1, day, at, 2);
            }

            return Year(Next(1)) is { } ofYear ? Month(ofYear, month + 1, at, 2)
                : tokens[at].Text == "may" && tokens[at].Opens ? null
                : Yearless(today, month + 1, 0, at, 1);
        }

        if (DayOfMonth(tokens[at].Text) is { } first)
        {
            var skip = Next(1) == "of" ? 2 : 1;
            if (s_months.TryGetValue(Next(skip), out month))
            {
                return Year(Next(skip + 1)) is { } year ? Day(year, month + 1, first, at, skip + 2) : Yearless(today, month + 1, first, at, skip + 1);
            }
        }

        return Year(tokens[at].Text) is { } only ? new DateSpan(Number(new DateOnly(only, 1, 1)), Number(new DateOnly(only, 12, 31)), at, 1) : null;
    }

    /// <summary>A weekday is the last one before the day of speaking: people tell more than they announce.</summary>
    private static DateSpan? Weekday(List<Token> tokens, int at, DateOnly today)
    {
        if (!s_weekdays.TryGetValue(tokens[at].Text, out var weekday))
        {
            return null;
        }

        return Days(Before(today, weekday), at, 1);
    }

    private static DateOnly Before(DateOnly today, int weekday)
    {
        var back = (Monday(today) - weekday + 7) % 7;
        return today.AddDays(back == 0 ? -7 : -back);
    }

    private static (DateOnly First, DateOnly Last)? Period(string word, DateOnly today, int by)
    {
        if (s_weekdays.TryGetValue(word, out var weekday))
        {
            var before = Before(today, weekday);
            return by < 0 ? (before, before) : (before.AddDays(7), before.AddDays(7));
        }

        if (s_months.TryGetValue(word, out var month))
        {
            var year = today.Year + (by < 0 && month + 1 >= today.Month ? -1 : by > 0 && month + 1 <= today.Month ? 1 : 0);
            return WholeMonth(new DateOnly(year, month + 1, 1));
        }

        return s_units.TryGetValue(word, out var unit) ? Shifted(unit, today, by) : null;
    }

    private static (DateOnly First, DateOnly Last) Shifted(int unit, DateOnly today, int by)
    {
        var monday = today.AddDays(-Monday(today));
        return unit switch
        {
            0 => (today.AddDays(by), today.AddDays(by)),
            1 => (monday.AddDays(7 * by), monday.AddDays((7 * by) + 6)),
            2 => WholeMonth(new DateOnly(today.Year, today.Month, 1).AddMonths(by)),
            3 => (new DateOnly(today.AddYears(by).Year, 1, 1), new DateOnly(today.AddYears(by).Year, 12, 31)),
            _ => (monday.AddDays((7 * by) + 5), monday.AddDays((7 * by) + 6)),
        };
    }

    private static (DateOnly First, DateOnly Last) WholeMonth(DateOnly first) => (first, first.AddMonths(1).AddDays(-1));

    private static int Monday(DateOnly day) => ((int)day.DayOfWeek + 6) % 7;

    private static DateSpan? Day(int year, int month, int day, int at, int count) =>
        day <= DateTime.DaysInMonth(year, month) ? Days(new DateOnly(year, month, day), at, count) with { Relative = false } : null;

    private static DateSpan Month(int year, int month, int at, int count) => Span(WholeMonth(new DateOnly(year, month, 1)), at, count) with { Relative = false };

    /// <summary>The nearest such day or month to the day of speaking.</summary>
    private static DateSpan? Yearless(DateOnly today, int month, int day, int at, int count)
    {
        var months = ((month - today.Month + 18) % 12) - 6;
        var year = today.AddMonths(months).Year;
        var span = day == 0 ? Month(year, month, at, count) : Day(year, month, day, at, count);
        return span is { } found ? found with { Month = month } : null;
    }

    private static DateSpan Days(DateOnly day, int at, int count) => Span((day, day), at, count);

    private static DateSpan Span((DateOnly First, DateOnly Last) days, int at, int count) => new(Number(days.First), Number(days.Last), at, count, Relative: true);

    /// <summary>Days since 1970-01-01.</summary>
    public static int Number(DateOnly day) => day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;

    private static int? Number(string word) =>
        s_numbers.TryGetValue(word, out var value) ? value + 1 : word.Length <= 2 && int.TryParse(word, out var digits) && digits > 0 ? digits : null;

    private static int? DayOfMonth(string word)
    {
        var digits = word.Length > 2 && word[^2..] is "st" or "nd" or "rd" or "th" ? word[..^2] : word;
        return digits.Length is 1 or 2 && int.TryParse(digits, out var day) && day is >= 1 and <= 31 ? day : null;
    }

    private static int? Year(string word) => word.Length == 4 && int.TryParse(word, out var year) && year is >= 1900 and < 2100 ? year : null;

    private static FrozenDictionary<string, int> Table(params string[] rows) =>
        rows.SelectMany((row, rank) => row.Split(' ').Select(word => (word, rank))).ToFrozenDictionary(pair => pair.word, pair => pair.rank, StringComparer.Ordinal);
}
