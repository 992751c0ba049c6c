using NodaTime;

namespace AspireCoach.Models.Language;

/// <summary>
/// Reads the days that an English text names, as of one instant in one time zone. The past is meant unless the text
/// speaks of the future; a period that is not over ends today. One pass, a bounded look ahead at each word.
/// </summary>
public sealed partial class DateReader
{
    /// <summary>"The day before the week of 3 November" is two deep; without a bound, hostile text would cost quadratic time.</summary>
    private const int DeepestNesting = 3;

    private readonly IReadOnlyList<Word> _words;
    private readonly ZonedDateTime _now;
    private readonly LocalDate _today;
    private readonly bool _monthFirst;
    private readonly Tense _tense;
    private int _depth;

    private DateReader(IReadOnlyList<Word> words, ZonedDateTime now, Tense tense)
    {
        _words = words;
        _now = now;
        _today = now.Date;
        _monthFirst = TimeZones.WritesMonthFirst(now.Zone.Id);
        _tense = tense;
    }

    /// <param name="words">The text's words.</param>
    /// <param name="now">The instant it counts from, in the zone it is said in.</param>
    /// <param name="tense">Where the text looks; what its words tell where left out.</param>
    /// <returns>The days named, in the order of the words.</returns>
    public static List<DateMention> Read(IReadOnlyList<Word> words, ZonedDateTime now, Tense? tense = null)
    {
        ArgumentNullException.ThrowIfNull(words);
        words = [.. words.Select(DateWords.Corrected)];
        var reader = new DateReader(words, now, tense ?? Tenses.Of(words));
        var mentions = new List<DateMention>();
        for (var at = 0; at < words.Count;)
        {
            if (DateWords.MayStartDate(words[at]) && reader.Compound(at) is { } mention && !reader.IsQuoted(mention))
            {
                mentions.Add(reader.After(mentions, mention));
                at = mention.Last + 1;
            }
            else
            {
                at++;
            }
        }

        return mentions;
    }

    /// <summary>Named after its yesterday, "Wednesday" on a Wednesday is today: "on Monday, Tuesday and Wednesday".</summary>
    private DateMention After(List<DateMention> before, DateMention mention) =>
        mention is { IsWeekday: true, Unit: DateUnit.Day } && _tense != Tense.Future && mention.From.PlusWeeks(1) == _today
            && before.Count > 0 && before[^1] is { IsWeekday: true } last && last.To == _today.PlusDays(-1) && mention.First - last.Last <= 3
            ? mention with { From = _today, To = _today }
            : mention;

    /// <summary>The song "Yesterday" is no day.</summary>
    private bool IsQuoted(DateMention mention) =>
        At(mention.First - 1) is { Kind: WordKind.Mark, Text: "\"" or "'" or "“" or "«" or "‘" } && At(mention.Last + 1) is { Kind: WordKind.Mark, Text: "\"" or "'" or "”" or "»" or "’" };

    private Word? At(int index) => index >= 0 && index < _words.Count ? _words[index] : null;

    private string? Text(int index) => At(index)?.Text;

    /// <summary>since X, between X and Y, from X to Y, X to Y, X.</summary>
    private DateMention? Compound(int at)
    {
        switch (_words[at].Text)
        {
            case "since":
                return Phrase(at + 1) is { } since && since.From <= _today
                    ? since with { First = at, To = LocalDate.Max(_today, since.To), Unit = DateUnit.Span }
                    : null;
            case "between" or "from":
                return NumberRange(at + 1) is { } numbers ? numbers with { First = at }
                    : Phrase(at + 1) is { } start && Text(start.Last + 1) is { } joint && (IsTo(joint) || joint is "and") && Through(start, start.Last + 2) is { } range
                    ? range with { First = at }
                    : null;
            default:
                return NumberRange(at)
                    ?? (Phrase(at) is not { } single ? null
                    : Text(single.Last + 1) is { } to && IsTo(to) && Through(single, single.Last + 2) is { } open ? open
                    : AndDay(single) ?? single);
        }
    }

    /// <summary>On the 14th and 15th: another day of the same month.</summary>
    private DateMention? AndDay(DateMention single)
    {
        var at = Text(single.Last + 2) is "the" ? single.Last + 3 : single.Last + 2;
        return single is { Unit: DateUnit.Day, IsWeekday: false } && At(single.Last) is { Ordinal: true } && Text(single.Last + 1) is "and" or "&"
            && At(at) is { Ordinal: true, Value: >= 1 } other && DateWords.Month(At(at + 1), null, null, besideNumber: true) is null && Text(at + 1) is not "of"
            && Calendar.Day(single.From.Year, single.From.Month, other.Value) is { } day && day > single.From
            ? single with { Last = at, To = day, Unit = DateUnit.Span }
            : null;
    }

    private static bool IsTo(string joint) => joint is "to" or "until" or "till" or "through" or "thru" or "-";

    private DateMention? Through(DateMention start, int at)
    {
        if (At(at) is null || Phrase(at, start.Unit == DateUnit.Month ? "range" : null) is not { Offset: null } end)
        {
            return null;
        }

        var from = start.From;
        var to = end.To;
        if (!start.HasYear && end.HasYear && !start.IsWeekday)
        {
            from = from.PlusYears(end.From.Year - from.Year);
        }

        if (from > end.From)
        {
            from = start.IsWeekday ? from.PlusWeeks(-1) : start.HasYear ? from : from.PlusYears(-1);
        }

        return new DateMention(start.First, end.Last, LocalDate.Min(from, to), LocalDate.Max(from, to), DateUnit.Span) { HasYear = end.HasYear };
    }

    /// <summary>3-7 November, 3 to 7 November 2026, November 3 to 7, between 3 and 7 November.</summary>
    private DateMention? NumberRange(int at)
    {
        if (DateWords.DayOfMonth(_words, at) is var (first, firstCount) && Joint(at + firstCount) && DateWords.DayOfMonth(_words, at + firstCount + 1) is not null
            && DayThenMonth(at + firstCount + 1) is { } end && first < end.From.Day)
        {
            return end with { First = at, From = end.From.With(DateAdjusters.DayOfMonth(first)), Unit = DateUnit.Span };
        }

        if (DateWords.Month(At(at), "in", null, besideNumber: true) is not null && MonthThenDay(at, "in", ranged: true) is { HasYear: false } start && Joint(start.Last + 1)
            && DateWords.DayOfMonth(_words, start.Last + 2) is var (last, lastCount) && last > start.From.Day
            && DateWords.Month(At(start.Last + 2 + lastCount), "in", null, besideNumber: true) is null
            && Calendar.Day(start.From.Year, start.From.Month, last) is { } to)
        {
            var year = Year(start.Last + 2 + lastCount);
            var shift = year is var (value, _) ? value - start.From.Year : 0;
            return new DateMention(at, start.Last + 1 + lastCount + (year?.Count ?? 0), start.From.PlusYears(shift), to.PlusYears(shift), DateUnit.Span) { HasYear = year is not null };
        }

        return null;

        bool Joint(int index) => Text(index) is "to" or "-" or "and" or "until" or "till" or "through";
    }

    /// <summary>One period with its preposition: on Tuesday, over the weekend, last week on Friday.</summary>
    private DateMention? Phrase(int at, string? lead = null)
    {
        if (At(at) is not { } word || !DateWords.MayStartDate(word) || _depth >= DeepestNesting)
        {
            return null;
        }

        _depth++;
        var phrase = Nested(at, word, lead);
        _depth--;
        return phrase;
    }

    private DateMention? Nested(int at, Word word, string? lead)
    {
        var core = at;
        lead ??= Text(at - 1);
        if (DateWords.Leading.Contains(word.Text))
        {
            lead = word.Text;
            core++;
        }

        var isDefinite = Text(core) is "the";
        core += isDefinite ? 1 : 0;
        if (At(core) is null || lead is "every" or "each" or "any")
        {
            return null;
        }

        var single = Single(core, lead, isDefinite);
        if (single is null)
        {
            return null;
        }

        var last = single.Last;
        if (single is { Unit: DateUnit.Week, Offset: null })
        {
            var day = Text(last + 1) is "on" ? last + 2 : last + 1;
            if (DateWords.Weekday(At(day), "on", At(day + 1)) is { } weekday)
            {
                var date = Calendar.Monday(single.From).PlusDays((int)weekday - 1);
                return single with { First = at, Last = day + PartOfDay(day + 1), From = date, To = date, Unit = DateUnit.Day };
            }
        }

        return single with { First = at };
    }

    /// <summary>1 where the word says a part of the day, which belongs to the day before it.</summary>
    private int PartOfDay(int at) => Text(at) is { } part && DateWords.DayParts.Contains(part) ? 1 : 0;

    private (LocalDate From, LocalDate To) PeriodOf(DateUnit unit, int offset)
    {
        var (from, to) = Calendar.Period(unit, _today, offset);
        return offset == 0 && _tense != Tense.Future && from <= _today && to > _today ? (from, _today) : (from, to);
    }

    private DateMention Of(DateUnit unit, int offset, int first, int last)
    {
        var (from, to) = PeriodOf(unit, offset);
        return new DateMention(first, last, from, to, unit);
    }

    private static DateMention Day(LocalDate day, int first, int last) => new(first, last, day, day, DateUnit.Day);
}
