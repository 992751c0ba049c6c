using NodaTime;

namespace AspireCoach.Models.Language;

/// <summary>Weekdays, months, years and dates.</summary>
public sealed partial class DateReader
{
    private DateMention? Named(int at, string? lead, bool isDefinite) =>
        Digits(at)
        ?? Weekday(at, lead)
        ?? DayThenMonth(at)
        ?? (DateWords.Feast(_words, at) is var (month, day, count) ? Dated(month, day, at, at + count - 1) : null)
        ?? MonthThenDay(at, lead, ranged: false)
        ?? Month(at, lead)
        ?? WholeYear(at, lead)
        ?? DayAlone(at, lead, isDefinite);

    private DateMention? Weekday(int at, string? lead)
    {
        if (DateWords.Weekday(At(at), lead, At(at + 1)) is not { } weekday)
        {
            return null;
        }

        var last = at + PartOfDay(at + 1);
        var rest = Text(last + 1) is "," ? last + 2 : last + 1;
        rest += Text(rest) is "the" or "of" ? 1 : 0;
        if (rest > last + 1 || At(rest) is { Kind: WordKind.Number } || DateWords.Month(At(rest), null, At(rest + 1), besideNumber: true) is not null)
        {
            if ((Digits(rest) ?? DayThenMonth(rest) ?? MonthThenDay(rest, "on", ranged: false) ?? (Text(rest - 1) is "the" ? DayAlone(rest, "on", isDefinite: true) : null)) is { } date)
            {
                return date with { First = at };
            }
        }

        if (Text(rest) is "before" && Text(rest + 1) is "last")
        {
            return Day(Before(_today, weekday).PlusWeeks(-1), at, rest + 1);
        }

        if (Text(rest) is "last" or "this" or "next" or "a" or "one" or "two" or "three" or "four" || At(rest) is { Kind: WordKind.Number })
        {
            if (Single(rest, null, isDefinite: false) is { Unit: DateUnit.Week, Offset: null } week)
            {
                return Day(Calendar.Monday(week.From).PlusDays((int)weekday - 1), at, week.Last);
            }
        }

        var day = _tense == Tense.Future ? After(_today, weekday) : Before(_today, weekday);
        return Day(day, at, last) with { IsWeekday = true };
    }

    /// <summary>3 November, 3rd of November 2026, the third of November.</summary>
    private DateMention? DayThenMonth(int at)
    {
        if (DateWords.DayOfMonth(_words, at) is not var (day, width))
        {
            return null;
        }

        var monthAt = at + width + (Text(at + width) is "of" ? 1 : 0);
        if (monthAt > at + width && Phrase(monthAt, "of") is { Unit: DateUnit.Month, Offset: null, HasYear: false } whole && DateWords.Unit(At(whole.Last)) == DateUnit.Month)
        {
            return Calendar.Day(whole.From.Year, whole.From.Month, day) is { } ofThatMonth ? Day(ofThatMonth, at, whole.Last) : null;
        }

        if (_words[at].Kind == WordKind.Letters && monthAt == at + width && Text(at + width) is "may" or "march")
        {
            return null;
        }

        if (_words[at].Kind == WordKind.Letters && monthAt == at + width && Text(monthAt) is not null && NthWeekday(at, monthAt, day) is { } nth)
        {
            return nth;
        }

        return DateWords.Month(At(monthAt), null, At(monthAt + 1) is { Kind: WordKind.Number } ? null : At(monthAt + 1), besideNumber: true) is { } month
            ? Dated(month, day, at, monthAt)
            : null;
    }

    /// <summary>November 3, Nov 3rd 2026, November the third.</summary>
    private DateMention? MonthThenDay(int at, string? lead, bool ranged)
    {
        var dayAt = at + (Text(at + 1) is "the" ? 2 : 1);
        if (DateWords.DayOfMonth(_words, dayAt) is not var (day, width)
            || DateWords.Month(At(at), lead, null, besideNumber: true) is not { } month)
        {
            return null;
        }

        var next = At(dayAt + width);
        var isDoubtful = _words[at].Text is "may" or "march" && !(_words[at].Capital && !_words[at].Opens);
        return (isDoubtful && !ranged && !DateWords.EndsPhrase(next)) || next is { Text: "%" or ":" }
            ? null
            : Dated(month, day, at, dayAt + width - 1);
    }

    private DateMention? Dated(int month, int day, int first, int last)
    {
        if (Year(last + 1) is var (year, width))
        {
            return Calendar.Day(year, month, day) is { } date ? Day(date, first, last + width) with { HasYear = true } : null;
        }

        for (var step = 0; step <= 8; step++)
        {
            var candidate = Calendar.Day(_tense == Tense.Future ? _today.Year + step : _today.Year - step, month, day);
            if (candidate is { } known && (_tense == Tense.Future ? known >= _today : known <= _today))
            {
                return Day(known, first, last);
            }
        }

        return null;
    }

    /// <summary>A year behind a date: 2026 or , 2026.</summary>
    private (int Value, int Count)? Year(int at)
    {
        var digits = Text(at) is "," ? at + 1 : at;
        return At(digits) is { Kind: WordKind.Number, Text.Length: 4, Value: >= 1990 and <= 2100 } year ? (year.Value, digits - at + 1) : null;
    }

    private DateMention? Month(int at, string? lead)
    {
        if (IsDayNumber(at - 1) || (Text(at - 1) is "of" && IsDayNumber(at - 2)) || IsDayNumber(at + 1))
        {
            return null; // A day that its month does not have: 31 November is no day, and not November either.
        }

        var yearAt = at + (Text(at + 1) is "of" ? 2 : 1);
        var year = Text(yearAt) is "," ? null : Year(yearAt);
        if (DateWords.Month(At(at), lead, year is null ? At(at + 1) : null, besideNumber: year is not null) is not { } month)
        {
            return null;
        }

        if (year is var (value, width))
        {
            return MonthOf(value, month, at, yearAt + width - 1) with { HasYear = true };
        }

        var isBehind = _tense == Tense.Future ? month < _today.Month : month > _today.Month;
        return MonthOf(isBehind ? _today.Year + (_tense == Tense.Future ? 1 : -1) : _today.Year, month, at, at);
    }

    private bool IsDayNumber(int at) => At(at) is { Kind: WordKind.Number, Value: >= 1 and <= 99 };

    private DateMention MonthOf(int year, int month, int first, int last)
    {
        var (from, to) = Calendar.Period(DateUnit.Month, new LocalDate(year, month, 1), 0);
        return new DateMention(first, last, from, _tense != Tense.Future && from <= _today && to > _today ? _today : to, DateUnit.Month);
    }

    private DateMention? WholeYear(int at, string? lead) =>
        lead is "in" or "during" or "since" or "throughout" or "did" or "was" or "has" or "of" && Year(at) is (var year, 1) && (DateWords.EndsPhrase(At(at + 1)) || Text(at + 1) is "go" or "been" or "look")
            ? Of(DateUnit.Year, year - _today.Year, at, at) with { HasYear = true }
            : null;

    /// <summary>On the 3rd: the last one there was, or the next where the future is meant.</summary>
    private DateMention? DayAlone(int at, string? lead, bool isDefinite)
    {
        if (!isDefinite || At(at) is not { Ordinal: true, Value: >= 1 and <= 31 } day || !DateWords.EndsPhrase(At(at + 1))
            || lead is not ("on" or "since" or "until" or "from" or "between" or "by" or "before" or "to" or "and"))
        {
            return null;
        }

        for (var step = 0; step <= 12; step++)
        {
            var month = new LocalDate(_today.Year, _today.Month, 1).PlusMonths(_tense == Tense.Future ? step : -step);
            if (Calendar.Day(month.Year, month.Month, day.Value) is { } date && (_tense == Tense.Future ? date >= _today : date <= _today))
            {
                return Day(date, at, at);
            }
        }

        return null;
    }

    /// <summary>Where 13/11 is a day and no fraction: behind a preposition of days, with nothing to count behind it.</summary>
    private bool IsDatePlace(int at) =>
        Text(at - 1) is "on" or "since" or "until" or "till" or "between" or "from" or "by" or "before" or "after" && (At(at + 3) is not { } next || DateWords.EndsPhrase(next));

    /// <summary>2026-11-03, 2026-11, 3.11.2026, 03/11/2026 in the order of the user's country.</summary>
    private DateMention? Digits(int at)
    {
        if (At(at) is not { Kind: WordKind.Number, Ordinal: false } first || At(at + 2) is not { Kind: WordKind.Number, Ordinal: false } second
            || At(at + 1) is not { Kind: WordKind.Mark } mark || first.End != mark.Start || mark.End != second.Start)
        {
            return null;
        }

        var third = At(at + 4) is { Kind: WordKind.Number, Ordinal: false } last && Text(at + 3) == mark.Text && last.Start == second.End + 1 ? last : (Word?)null;
        if (mark.IsMark('-') && first.Text.Length == 4)
        {
            return third is not null
                ? Whole(first.Value, second.Value, third.Value.Value)
                : second is { Text.Length: 2, Value: >= 1 and <= 12 } && first.Value is >= 1990 and <= 2100
                ? MonthOf(first.Value, second.Value, at, at + 2) with { HasYear = true }
                : null;
        }

        var isMonthFirst = second.Value > 12 || (_monthFirst && mark.IsMark('/') && first.Value <= 12);
        if (third is null && IsDatePlace(at) && (mark.IsMark('/') || (mark.IsMark('.') && (Text(at - 1) is "on" || Text(at + 3) is "."))))
        {
            var dot = Text(at + 3) is "." && At(at + 4) is not null ? 1 : 0;
            return isMonthFirst ? Dated(first.Value, second.Value, at, at + 2) : Dated(second.Value, first.Value, at, at + 2 + dot);
        }

        if (third is not { Text.Length: 4 or 2 } year || !(mark.IsMark('/') || mark.IsMark('.') || (mark.IsMark('-') && year.Text.Length == 4)))
        {
            return null;
        }

        year = year.Text.Length == 2 ? year with { Value = 2000 + year.Value } : year;
        return isMonthFirst ? Whole(year.Value, first.Value, second.Value) : Whole(year.Value, second.Value, first.Value);

        DateMention? Whole(int years, int months, int days) =>
            Calendar.Day(years, months, days) is { } date ? Day(date, at, at + 4) with { HasYear = true } : null;
    }
}
