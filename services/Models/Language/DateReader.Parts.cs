using NodaTime;

namespace AspireCoach.Models.Language;

/// <summary>Parts of a period, and days counted from its ends.</summary>
public sealed partial class DateReader
{
    /// <summary>The first half of November, the last day of the month.</summary>
    private DateMention? HalfOrDay(int at)
    {
        if (Text(at + 1) is not ("half" or "day") || Text(at + 2) is not "of" || Phrase(Text(at + 3) is "the" ? at + 4 : at + 3, "of") is not { Offset: null, Unit: not DateUnit.Day } whole)
        {
            return Text(at + 1) is "day" or "half" && Text(at + 2) is "of" && Text(at + 3) is "the" && DateWords.Unit(At(at + 4)) is { } unit && unit != DateUnit.Day
                ? EndOf(Of(unit, 0, at, at + 4), at)
                : null;
        }

        return EndOf(whole, at);
    }

    /// <summary>October, last month, the year: the period that "the beginning of" stands before.</summary>
    private DateMention? Whole(int at) =>
        Phrase(at, "of") ?? (Text(at) is "the" && DateWords.Unit(At(at + 1)) is { } unit && unit != DateUnit.Day ? Of(unit, 0, at, at + 1) : null);

    private DateMention EndOf(DateMention whole, int at)
    {
        var end = whole.Unit is DateUnit.Month or DateUnit.Week or DateUnit.Year ? Calendar.Period(whole.Unit, whole.From, 0).To : whole.To;
        var isFirst = Text(at) is "first";
        if (Text(at + 1) is "day")
        {
            return Day(isFirst ? whole.From : end, at, whole.Last);
        }

        var middle = whole.Unit == DateUnit.Year ? new LocalDate(whole.From.Year, 6, 30) : whole.Unit == DateUnit.Month ? whole.From.PlusDays(14) : whole.From.PlusDays((Period.DaysBetween(whole.From, end) - 1) / 2);
        return isFirst ? whole with { First = at, To = middle, Unit = DateUnit.Span } : whole with { First = at, From = middle.PlusDays(1), To = end, Unit = DateUnit.Span };
    }

    /// <summary>The first ten days of September, the first two weeks of last month.</summary>
    private DateMention? FirstOf(int at)
    {
        if (DateWords.Number(_words, at + 1) is not var (count, width) || DateWords.Unit(At(at + 1 + width)) is not { } unit || unit is not (DateUnit.Day or DateUnit.Week)
            || Text(at + 2 + width) is not "of" || Whole(at + 3 + width) is not { Unit: DateUnit.Month or DateUnit.Year, Offset: null } whole || count is < 1 or > 60)
        {
            return null;
        }

        return new DateMention(at, whole.Last, whole.From, whole.From.PlusDays((unit == DateUnit.Week ? 7 * count : count) - 1), DateUnit.Span);
    }

    /// <summary>The second Tuesday in October, the last Sunday of the month (counted as 0).</summary>
    private DateMention? NthWeekday(int first, int at, int count)
    {
        if (count > 5 || Text(at + 1) is not ("in" or "of") || DateWords.Weekday(At(at), "on", null) is not { } weekday
            || Phrase(Text(at + 2) is "the" ? at + 3 : at + 2, "of") is not { Unit: DateUnit.Month, Offset: null } month)
        {
            return Text(at + 1) is "of" && Text(at + 2) is "the" && Text(at + 3) is "month" && DateWords.Weekday(At(at), "on", null) is { } day
                ? Nth(Of(DateUnit.Month, 0, first, at + 3), day, first, count)
                : null;
        }

        return Nth(month, weekday, first, count);
    }

    private static DateMention? Nth(DateMention month, IsoDayOfWeek weekday, int first, int count)
    {
        var (from, to) = Calendar.Period(DateUnit.Month, month.From, 0);
        var day = count == 0 ? Before(to.PlusDays(1), weekday) : After(from.PlusDays(-1), weekday).PlusWeeks(count - 1);
        return day <= to ? Day(day, first, month.Last) : null;
    }

    private DateMention? WeekOfMonth(int first, int week, bool isLast)
    {
        if (Text(week) is not "week" || Text(week + 1) is not "of" || Phrase(week + 2, "of") is not { Unit: DateUnit.Month, Offset: null } month)
        {
            return null;
        }

        var end = Calendar.Period(DateUnit.Month, month.From, 0).To;
        return isLast
            ? new DateMention(first, month.Last, end.PlusDays(-6), end, DateUnit.Span)
            : new DateMention(first, month.Last, month.From, month.From.PlusDays(6), DateUnit.Span);
    }

    /// <summary>Two days before yesterday, a week after 3 November: that many from that day.</summary>
    private static DateMention Moved(DateUnit unit, int count, LocalDate from, int first, int last) => Day(
        unit switch { DateUnit.Week or DateUnit.Weekend => from.PlusWeeks(count), DateUnit.Month => from.PlusMonths(count), DateUnit.Year => from.PlusYears(count), _ => from.PlusDays(count) },
        first,
        last);
}
