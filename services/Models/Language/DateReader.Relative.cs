using NodaTime;

namespace AspireCoach.Models.Language;

/// <summary>Days counted from today or from one another.</summary>
public sealed partial class DateReader
{
    private DateMention? Single(int at, string? lead, bool isDefinite)
    {
        switch (_words[at].Text)
        {
            case "today" or "tonight" or "todays":
                return Day(_today, at, at + PartOfDay(at + 1));
            case "yesterday" or "yesterdays" or "yday" or "ystd" or "ystdy" or "yest" or "ystrdy":
                return Day(_today.PlusDays(-1), at, at + PartOfDay(at + 1));
            case "tomorrow" or "tomorrows" or "tmrw" or "tmr" or "tomo":
                return Day(_today.PlusDays(1), at, at + PartOfDay(at + 1));
            case "this":
                return This(at);
            case "last" or "past":
                return Last(at, lead, isDefinite);
            case "previous" or "prior":
                return DateWords.Unit(At(at + 1)) is { } before ? Counted(before, -1, at, at + 1) : null;
            case "following":
                return isDefinite && DateWords.Unit(At(at + 1)) is { } after ? Counted(after, 1, at, at + 1) : null;
            case "next" or "coming" or "upcoming":
                return Next(at, isDefinite);
            case "that" or "same":
                return DateWords.Unit(At(at + 1)) is { } same && Text(at + 1)![^1] != 's' && !IsCause(at + 2)
                    ? Counted(same, 0, at, at + 1)
                    : Text(at + 1) is "morning" or "afternoon" ? Counted(DateUnit.Day, 0, at, at + 1) : null;
            case "weekend":
                return BesideUnit(at) ?? Weekend(at, at, isThis: false);
            case "day" or "week" or "month" or "year" or "night" or "evening":
                return BesideUnit(at);
            case "first" when FirstOf(at) is { } days:
                return days;
            case "first" or "second" when HalfOrDay(at) is { } part:
                return part;
            case "start" or "beginning" or "end" when Text(at + 1) is "of" && lead is "since" or "from" or "until" or "till" or "to" or "through" && Whole(at + 2) is { Unit: not DateUnit.Day, Offset: null } whole:
                return Day(Text(at) is "end" ? Calendar.Period(whole.Unit, whole.From, 0).To : whole.From, at, whole.Last);
            case "first" when WeekOfMonth(at, at + 1, isLast: false) is { } week:
                return week;
        }

        return Ago(at) ?? Ahead(at, lead) ?? Named(at, lead, isDefinite);
    }

    private DateMention? This(int at)
    {
        if (Text(at + 1) is { } part && (DateWords.DayParts.Contains(part) || part is "night"))
        {
            return Day(_today, at, at + 1);
        }

        if (Text(at + 1) is "past" or "last")
        {
            return Last(at + 1, "over", isDefinite: true) is { } last ? last with { First = at } : null;
        }

        if (Text(at + 1) is "coming")
        {
            return Next(at + 1, isDefinite: false) is { } next ? next with { First = at } : null;
        }

        if (DateWords.Unit(At(at + 1)) is { } unit && unit != DateUnit.Day)
        {
            return unit == DateUnit.Weekend ? Weekend(at, at + 1, isThis: true) : Of(unit, 0, at, at + 1);
        }

        if (DateWords.Weekday(At(at + 1), "this", At(at + 2)) is { } weekday && Text(at + 1) is not "sun")
        {
            return Day(Calendar.Monday(_today).PlusDays((int)weekday - 1), at, at + 1 + PartOfDay(at + 2));
        }

        return DateWords.Month(At(at + 1), "this", At(at + 2), besideNumber: false) is { } month
            ? MonthOf(_today.Year, month, at, at + 1)
            : null;
    }

    private DateMention? Last(int at, string? lead, bool isDefinite)
    {
        if (HalfOrDay(at) is { } part)
        {
            return part;
        }

        if (DateWords.Number(_words, at + 1) is var (count, width) && DateWords.Unit(At(at + 1 + width)) is { } units && Back(units, count) is { } start)
        {
            return new DateMention(at, at + 1 + width, start.PlusDays(1), _today, DateUnit.Span);
        }

        if (Text(at + 1) is "fortnight")
        {
            return new DateMention(at, at + 1, _today.PlusDays(-13), _today, DateUnit.Span);
        }

        var isRolling = _words[at].Is("past") || (isDefinite && lead is "over" or "in" or "during" or "for" or "within" or "throughout");
        if (Text(at + 1) is "night" or "evening")
        {
            return _words[at].Is("last") ? Day(_today.PlusDays(-1), at, at + 1) : null;
        }

        if (DateWords.Unit(At(at + 1)) is { } unit && Text(at + 1)![^1] != 's')
        {
            return unit switch
            {
                DateUnit.Day => null,
                DateUnit.Weekend => Weekend(at, at + 1, isThis: false, isLast: true),
                DateUnit.Week when WeekOfMonth(at, at + 1, isLast: true) is { } ofMonth => ofMonth,
                _ when isRolling && Back(unit, 1) is { } begin => new DateMention(at, at + 1, begin.PlusDays(1), _today, DateUnit.Span),
                _ => Of(unit, -1, at, at + 1),
            };
        }

        if (_words[at].Is("last") && NthWeekday(at, at + 1, 0) is { } lastOne)
        {
            return lastOne;
        }

        if (DateWords.Weekday(At(at + 1), "last", At(at + 2)) is { } weekday && Text(at - 1) is not "i")
        {
            return Day(Before(_today, weekday), at, at + 1 + PartOfDay(at + 2));
        }

        if (DateWords.Month(At(at + 1), "last", At(at + 2), besideNumber: false) is { } month)
        {
            return MonthOf(month < _today.Month ? _today.Year : _today.Year - 1, month, at, at + 1);
        }

        return null;
    }

    private DateMention? Next(int at, bool isDefinite)
    {
        if (DateWords.Number(_words, at + 1) is var (count, width) && DateWords.Unit(At(at + 1 + width)) is { } units && Back(units, -count) is { } end)
        {
            return new DateMention(at, at + 1 + width, _today.PlusDays(1), end, DateUnit.Span);
        }

        if (DateWords.Unit(At(at + 1)) is { } unit && Text(at + 1)![^1] != 's')
        {
            return unit == DateUnit.Day || (isDefinite && _tense == Tense.Past && Text(at + 1) is not "weekend")
                ? Counted(unit, 1, at, at + 1)
                : unit == DateUnit.Weekend && _words[at].Text is not "next" ? Of(unit, 0, at, at + 1) : Of(unit, 1, at, at + 1);
        }

        if (DateWords.Weekday(At(at + 1), "next", At(at + 2)) is { } weekday)
        {
            return Day(After(_today, weekday), at, at + 1 + PartOfDay(at + 2));
        }

        return DateWords.Month(At(at + 1), "next", At(at + 2), besideNumber: false) is { } month
            ? MonthOf(month > _today.Month ? _today.Year : _today.Year + 1, month, at, at + 1)
            : null;
    }

    /// <summary>the day before yesterday, the week before last, the day after 3 November, the week of 3 November, the week before.</summary>
    private DateMention? BesideUnit(int at)
    {
        if (DateWords.Unit(At(at)) is not { } unit)
        {
            return null;
        }

        switch (Text(at + 1))
        {
            case "of" or "starting" or "beginning" when unit == DateUnit.Week && Phrase(at + 2) is { Unit: DateUnit.Day, Offset: null } inside:
                var monday = Calendar.Monday(inside.From);
                return new DateMention(at, inside.Last, monday, monday.PlusDays(6), DateUnit.Week);
            case "before" or "after" or "earlier":
                var offset = Text(at + 1) is "after" ? 1 : -1;
                if (Text(at + 2) is "last" && DateWords.Unit(At(at + 3)) is null && DateWords.EndsPhrase(At(at + 3)) && offset < 0)
                {
                    return unit == DateUnit.Weekend
                        ? Shift(Weekend(at, at + 2, isThis: false, isLast: true), -1)
                        : Of(unit, -2, at, at + 2);
                }

                if (Phrase(at + 2) is { Offset: null } anchor)
                {
                    var (from, to) = Calendar.Period(unit, offset > 0 ? anchor.To : anchor.From, offset);
                    return new DateMention(at, anchor.Last, from, to, unit);
                }

                var last = Text(at + 2) is "that" or "it" or "then" ? at + 2 : at + 1;
                return DateWords.EndsPhrase(At(last + 1)) && Text(last + 1) is not ("my" or "i" or "we" or "me") ? Counted(unit, offset, at, last) : null;
            default:
                return null;
        }
    }

    private static DateMention? Shift(DateMention? mention, int weeks) =>
        mention is null ? null : mention with { From = mention.From.PlusWeeks(weeks), To = mention.To.PlusWeeks(weeks) };

    private DateMention Counted(DateUnit unit, int offset, int first, int last)
    {
        var (from, to) = Calendar.Period(unit, _today, offset);
        return new DateMention(first, last, from, to, unit) { Offset = offset };
    }

    /// <summary>The weekend: the last one that has begun; "this" one is ahead on a weekday, unless the text looks back.</summary>
    private DateMention Weekend(int first, int last, bool isThis, bool isLast = false)
    {
        var isOn = _today.DayOfWeek >= IsoDayOfWeek.Saturday;
        var isAhead = !isLast && !isOn && (_tense == Tense.Future || (isThis && _tense != Tense.Past));
        return Of(DateUnit.Weekend, isAhead || (isOn && !isLast) ? 0 : -1, first, last);
    }

    /// <summary>Two weeks ago is that week, three months ago that month: as coarse as it was said.</summary>
    private DateMention? Ago(int at)
    {
        if (DateWords.Number(_words, at) is not var (count, width))
        {
            return null;
        }

        var unitAt = at + width;
        var ago = unitAt + 1;
        if (Text(unitAt) is "hour" or "hours" or "minute" or "minutes" && Text(ago) is "ago" && count <= 10_000)
        {
            var duration = Text(unitAt)![0] == 'h' ? Duration.FromHours(Math.Min(count, 1000)) : Duration.FromMinutes(count);
            return Day((_now.ToInstant() - duration).InZone(_now.Zone).Date, at, ago);
        }

        if (Text(unitAt) is "fortnight" or "fortnights" && Text(ago) is "ago" && count <= 100)
        {
            return Of(DateUnit.Week, -2 * count, at, ago);
        }

        if (DateWords.Weekday(At(unitAt) is { } plural && plural.Text.EndsWith('s') && plural.Text.Length > 6 ? plural with { Text = plural.Text[..^1] } : null, "on", null) is { } weekday
            && Text(ago) is "ago" && count <= 500)
        {
            return Day(Before(_today, weekday).PlusWeeks(1 - count), at, ago);
        }

        if (DateWords.Unit(At(unitAt)) is not { } unit || Text(ago) is not ("ago" or "before" or "after" or "earlier") || Back(unit, count) is null)
        {
            return null;
        }

        if (Text(ago) is not "ago")
        {
            return Text(ago) is "before" or "after" && Phrase(ago + 1) is { Offset: null } anchor
                ? Moved(unit, Text(ago) is "before" ? -count : count, Text(ago) is "before" ? anchor.From : anchor.To, at, anchor.Last)
                : null;
        }

        if (unit == DateUnit.Week && Text(ago + 1) is "today")
        {
            return Day(_today.PlusWeeks(-count), at, ago + 1);
        }

        return Of(unit, -count, at, ago);
    }

    private DateMention? Ahead(int at, string? lead)
    {
        if (lead is not "in" || _tense == Tense.Past || DateWords.Number(_words, at) is not var (count, width) || DateWords.Unit(At(at + width)) is not { } unit
            || Text(at + width + 1) is "a" or "row" || Back(unit, -count) is null || IsCause(at + width + 1))
        {
            return null;
        }

        return Of(unit, count, at, at + width);
    }

    /// <summary>True where a clause goes on: "that week I was ill" names a week, "that day off" does not.</summary>
    private bool IsCause(int at) => Text(at) is "off" or "job" or "trip" or "long" or "plan" or "a";

    private LocalDate? Back(DateUnit unit, int count) => (unit, Math.Abs(count)) switch
    {
        (_, 0) => null,
        (DateUnit.Day, <= 5000) => _today.PlusDays(-count),
        (DateUnit.Week or DateUnit.Weekend, <= 700) => _today.PlusWeeks(-count),
        (DateUnit.Month, <= 160) => _today.PlusMonths(-count),
        (DateUnit.Year, <= 50) => _today.PlusYears(-count),
        _ => null,
    };

    private static LocalDate Before(LocalDate day, IsoDayOfWeek weekday) => day.With(DateAdjusters.Previous(weekday));

    private static LocalDate After(LocalDate day, IsoDayOfWeek weekday) => day.With(DateAdjusters.Next(weekday));
}
