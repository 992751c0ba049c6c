using System.Globalization;
using AspireCoach.Models.Language;
using NodaTime;
using NodaTime.Extensions;

namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>The days that a clause names, counted from when its message was sent.</summary>
/// <param name="From">The first day it holds, or on which it happens.</param>
/// <param name="To">The last day it holds.</param>
/// <param name="Named">Spans of the message that name days, and how they read whenever they are read.</param>
internal sealed record Days(LocalDate? From, LocalDate? To, IReadOnlyList<(int Start, int End, string Text)> Named)
{
    public static readonly Days None = new(null, null, []);

    /// <param name="text">The message.</param>
    /// <param name="clause">The clause.</param>
    /// <param name="at">When it was sent, in the user's zone.</param>
    /// <param name="use">What a day without "until" and "since" means to the fact.</param>
    public static Days Of(string text, Clause clause, ZonedDateTime at, DayUse use)
    {
        var (start, end) = (clause.Start, clause.End);
        var words = EnglishWords.Read(text[start..end]);
        var looksBack = LooksBack(clause.Norm, use);
        List<(int, int, string)> named = [];
        LocalDate? from = null;
        LocalDate? to = null;
        foreach (var mention in DateReader.Read(words, at, looksBack ? Tense.Past : Tense.Future))
        {
            var before = mention.First > 0 ? words[mention.First - 1].Text : "";
            if (mention.Offset is not null || before is "every" or "each" or "most" or "per" or "a" || (use == DayUse.Ignored && before is not ("since" or "from" or "starting" or "until" or "till") && !words[mention.First].Is("since")))
            {
                continue;
            }

            var (first, last) = Exact(mention, words, at.Date);
            var isSpan = mention.Unit == DateUnit.Span;
            if (before is "until" or "till" or "til" or "through")
            {
                to = first;
            }
            else if (words[mention.First].Is("since") || before is "from" or "starting" or "beginning" or "of" or "since")
            {
                (from, to) = (first, isSpan && last > at.Date ? last : to);
            }
            else if (isSpan && first > at.Date && first <= at.Date.PlusDays(1) && before is not "in")
            {
                to = last; // the next two weeks
            }
            else if (use == DayUse.Deadline)
            {
                to = last;
            }
            else if (use == DayUse.Bounds && first >= at.Date.PlusDays(-1))
            {
                (from, to) = (first, last); // "I can't train this week": it passes.
            }
            else
            {
                from ??= first;
            }

            named.Add((start + words[mention.First].Start, start + words[mention.Last].End, Written(mention, words, before, first, last, at.Date)));
        }

        if (from is null && to is null && Lasting(words) is var (count, unit))
        {
            var isPast = clause.Norm.Contains("have been", StringComparison.Ordinal) || clause.Norm.Contains("have had", StringComparison.Ordinal) || clause.Norm.Contains("have lived", StringComparison.Ordinal)
                || clause.Norm.Contains("have worked", StringComparison.Ordinal) || clause.Norm.Contains("have not", StringComparison.Ordinal);
            if (isPast)
            {
                from = Moved(at.Date, unit, -count);
            }
            else if (use == DayUse.Bounds)
            {
                to = Moved(at.Date, unit, count);
            }
        }

        return new Days(from, to, named);
    }

    private static bool LooksBack(string norm, DayUse use)
    {
        var text = " " + norm + " ";
        return text.Contains(" since ", StringComparison.Ordinal) || text.Contains(" ago ", StringComparison.Ordinal) || text.Contains(" have been ", StringComparison.Ordinal)
            || (use != DayUse.Deadline && !text.Contains(" will ", StringComparison.Ordinal) && !text.Contains(" until ", StringComparison.Ordinal) && !text.Contains(" till ", StringComparison.Ordinal)
                && norm.Split(' ') is var words && !words.Contains("am") && Array.Exists(words, word => word is not "have" and not "has" and not "got" && Tenses.IsPast(word) && word is not ("signed" or "booked" or "registered" or "scheduled" or "enrolled" or "planned")
                || word is "met" or "quit" or "moved" or "born" or "became" or "won" or "tore" or "broke" or "hurt" or "gave" or "fell" or "began" or "left" or "bought"));
    }

    /// <summary>"Two weeks ago" is the day, where a question would mean the week.</summary>
    private static (LocalDate First, LocalDate Last) Exact(DateMention mention, IReadOnlyList<Word> words, LocalDate today)
    {
        var counted = words[mention.Last].Is("ago") || (words[mention.First].Is("in") && mention.Last > mention.First + 1 && words[mention.Last].Text.TrimEnd('s') is "week" or "month" or "year" && mention.Unit is not DateUnit.Day && words[mention.First + 1] is { Kind: WordKind.Number } or { Text: "a" or "an" or "one" or "two" or "three" or "four" or "five" or "six" or "seven" or "eight" or "nine" or "ten" or "couple" or "few" });
        if (!counted || mention.Unit is DateUnit.Day or DateUnit.Span)
        {
            return (mention.From, mention.To);
        }

        var day = mention.Unit switch
        {
            DateUnit.Week => mention.From.PlusDays((int)today.DayOfWeek - 1),
            DateUnit.Month => new LocalDate(mention.From.Year, mention.From.Month, Math.Min(today.Day, CalendarSystem.Iso.GetDaysInMonth(mention.From.Year, mention.From.Month))),
            DateUnit.Year => today.PlusYears(mention.From.Year - today.Year),
            _ => mention.From,
        };
        return (day, day);
    }

    /// <summary>The user's own word for a day where it has a name, with what it lacks.</summary>
    private static string Written(DateMention mention, IReadOnlyList<Word> words, string before, LocalDate first, LocalDate last, LocalDate today)
    {
        var own = string.Join(' ', Enumerable.Range(mention.First, mention.Last - mention.First + 1).Select(at => words[at]).Select(word => word.Kind == WordKind.Letters && IsName(word.Text) ? Capital(word.Text) : word.Ordinal ? word.Text : word.Text));
        var names = Enumerable.Range(mention.First, mention.Last - mention.First + 1).Any(at => IsMonth(words[at].Text));
        if (names)
        {
            return mention.HasYear ? own : mention.Unit == DateUnit.Span ? $"{own} {last.Year}" : $"{own.Replace("this ", "", StringComparison.Ordinal)} {first.Year}";
        }

        if (mention.HasYear)
        {
            return own;
        }

        var lead = before is "by" or "until" or "till" or "from" or "before" or "starting" or "for" or "since" or "of" or "til" or "after" or "through" or "is" or "was" ? "" : words[mention.First].Is("since") ? "since " : null;
        return (mention.Unit, first == last) switch
        {
            (_, true) => (lead ?? "on ") + Iso(first),
            (DateUnit.Year, _) => (lead ?? "in ") + first.Year.ToString(CultureInfo.InvariantCulture),
            (DateUnit.Month, _) => (lead ?? "in ") + first.ToString("MMMM yyyy", CultureInfo.InvariantCulture),
            _ when lead is "since " => lead + Iso(first),
            _ => (lead is null ? "from " : lead) + Iso(first) + " to " + Iso(last),
        };
    }

    private static bool IsMonth(string word) => word is "january" or "february" or "march" or "april" or "may" or "june" or "july" or "august" or "september" or "october" or "november" or "december"
        or "jan" or "feb" or "mar" or "apr" or "jun" or "jul" or "aug" or "sep" or "sept" or "oct" or "nov" or "dec";

    private static bool IsName(string word) => IsMonth(word);

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>for 3 years, for about two weeks now, for the past ten days.</summary>
    private static (int Count, DateUnit Unit)? Lasting(IReadOnlyList<Word> words)
    {
        for (var i = 0; i + 2 < words.Count; i++)
        {
            if (!words[i].Is("for"))
            {
                continue;
            }

            var at = i + 1;
            while (at + 1 < words.Count && words[at].Text is "the" or "past" or "last" or "about" or "around" or "almost" or "nearly" or "over" or "at" or "least" or "more" or "than" or "roughly" or "next" or "another")
            {
                at++;
            }

            var count = words[at].Kind == WordKind.Number ? words[at].Value
                : Array.IndexOf(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], words[at].Text is "a" or "an" ? "one" : words[at].Text);
            if (words[at].Is("a") && at + 2 < words.Count && words[at + 1].Text is "couple" or "few")
            {
                count = words[at + 1].Is("couple") ? 2 : 3;
                at += words[at + 2].Is("of") ? 2 : 1;
            }

            if (count is > 0 and <= 200 && at + 1 < words.Count && words[at + 1].Text.TrimEnd('s') is var unit && unit is "day" or "week" or "month" or "year")
            {
                return (count, unit switch { "day" => DateUnit.Day, "week" => DateUnit.Week, "month" => DateUnit.Month, _ => DateUnit.Year });
            }
        }

        return null;
    }

    private static LocalDate Moved(LocalDate day, DateUnit unit, int count) => unit switch
    {
        DateUnit.Day => day.PlusDays(count),
        DateUnit.Week => day.PlusWeeks(count),
        DateUnit.Month => day.PlusMonths(count),
        _ => day.PlusYears(count),
    };

    /// <summary>The zone's name, or UTC where it is none.</summary>
    public static ZonedDateTime Local(DateTimeOffset at, string timeZone) =>
        at.ToInstant().InZone(DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc);
}

/// <summary>What a day says of a fact that names it without "until" or "since".</summary>
internal enum DayUse
{
    /// <summary>When it happens or begins: "my exam is on Friday", "I moved last week".</summary>
    Happens,

    /// <summary>The end of it: "I want to run 10 km by June".</summary>
    Deadline,

    /// <summary>Between which days it is so: "I can't train this week".</summary>
    Bounds,

    /// <summary>Nothing: "I run on Tuesday and Friday".</summary>
    Ignored,
}
