using System.Globalization;
using System.Text;
using AspireCoach.Models;
using AspireCoach.Models.Language;
using NodaTime;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>Writes a message as a question that needs nothing before it; one that already needs nothing stays as it is.</summary>
internal static class QueryPhrase
{
    private const string LookForReasons = "habit log and journal, reasons for not doing it";
    private const string LookForProgress = "habit log and streaks";

    /// <summary>The query without where it is to be looked up: words that no user has written.</summary>
    public static string WithoutNotes(string query) =>
        query.Replace($" ({LookForReasons})", "", StringComparison.Ordinal).Replace($" ({LookForProgress})", "", StringComparison.Ordinal)
            .Replace($"; {LookForReasons})", ")", StringComparison.Ordinal).Replace($"; {LookForProgress})", ")", StringComparison.Ordinal);

    public static string Of(Reading reading)
    {
        if (reading.IsFollowUp && (reading.HasCarriedHabits || reading.HasCarriedDates || reading.Dates.Count > 0) && reading.Intent is QuestionIntent.Reason or QuestionIntent.Progress or QuestionIntent.Journal)
        {
            return Whole(reading);
        }

        var edits = new SortedDictionary<int, (int End, string Text)>();
        foreach (var date in reading.Dates)
        {
            edits[reading.Words[date.First].Start] = (reading.Words[date.Last].End, InPlaceOf(date, reading.Words));
        }

        var named = reading.Habits.Where(habit => reading.Text.Contains(habit.Name, StringComparison.OrdinalIgnoreCase)).ToHashSet();
        if (reading.HasCarriedHabits && reading.Pronoun is { } pronoun)
        {
            var first = pronoun > 0 && reading.Words[pronoun].Is("one") && reading.Words[pronoun - 1].Text is "that" or "this" or "the" ? pronoun - 1 : pronoun;
            var last = pronoun + 1 < reading.Words.Count && reading.Words[pronoun + 1].Text is "one" or "habit" or "habits" ? pronoun + 1 : pronoun;
            edits[reading.Words[first].Start] = (reading.Words[last].End, Names(reading.Habits));
            named.UnionWith(reading.Habits);
        }

        if (reading.Intent == QuestionIntent.Reason && (reading.From is not null || reading.HasCarriedHabits) && (reading.Habits.Count == 0 || (reading.HasCarriedHabits && reading.Pronoun is null)) && BareFailure(reading) is { } end)
        {
            edits.TryAdd(end, (end, " to do " + (reading.Habits.Count == 0 ? "my habits" : Names(reading.Habits))));
            named.UnionWith(reading.Habits);
        }

        var unnamed = reading.Habits.Where(habit => !named.Contains(habit)).ToList();
        if (edits.Count == 0 && unnamed.Count == 0 && !reading.HasCarriedDates)
        {
            return reading.Text;
        }

        var text = Apply(reading.Text, edits);
        var close = text.AsSpan().TrimEnd().TrimEnd("?!.…").Length;
        var tail = new StringBuilder();
        if (reading.HasCarriedDates)
        {
            tail.Append(' ').Append(When(reading.From!.Value, reading.To!.Value));
        }

        var notes = Notes(reading.Intent, unnamed);
        return text.Insert(close, notes.Length > 0 ? tail.Append(" (").Append(notes).Append(')').ToString() : tail.ToString());
    }

    /// <summary>A follow-up says so little that the question is asked anew.</summary>
    private static string Whole(Reading reading)
    {
        var habits = reading.Habits.Count > 0 ? Names(reading.Habits) : "my habits";
        var when = reading.From is { } from ? " " + When(from, reading.To!.Value) : "";
        var question = reading.Intent switch
        {
            QuestionIntent.Reason => $"Why did I fail to do {habits}{when}",
            QuestionIntent.Journal => reading.Habits.Count > 0 ? $"What did I write in my journal about {habits}{when}" : $"What did I write in my journal{when}",
            _ => reading.Habits.Count > 0 ? $"How did {habits} go{when}" : $"How did I do with my habits{when}",
        };
        return $"{question} ({Notes(reading.Intent, [])})?";
    }

    private static string Notes(string intent, List<HabitReference> unnamed)
    {
        var habits = unnamed.Count switch { 0 => "", 1 => "habit: " + unnamed[0].Name, _ => "habits: " + string.Join(", ", unnamed.Select(habit => habit.Name)) };
        var look = intent switch
        {
            QuestionIntent.Reason => LookForReasons,
            QuestionIntent.Progress => LookForProgress,
            _ => "",
        };
        return habits.Length > 0 && look.Length > 0 ? $"{habits}; {look}" : habits + look;
    }

    /// <summary>Where "fail" stands without saying at what.</summary>
    public static int? BareFailure(Reading reading)
    {
        for (var i = 0; i < reading.Words.Count; i++)
        {
            if (reading.Words[i].Text is "fail" or "failed" or "failing")
            {
                var isOpen = i + 1 == reading.Words.Count || reading.Words[i + 1].Kind == WordKind.Mark || reading.Dates.Any(date => date.First == i + 1);
                return isOpen ? reading.Words[i].End : null;
            }
        }

        return null;
    }

    private static string InPlaceOf(DateMention date, IReadOnlyList<Word> words)
    {
        var before = date.First > 0 ? words[date.First - 1].Text : "";
        var after = date.Last + 1 < words.Count ? words[date.Last + 1].Text : "";
        var isBare = words[date.Last].Possessive
            || before is "for" or "about" or "of" or "from" or "than" or "with" or "to" or "until" or "till" or "by" or "like" or "as" or "was" or "were" or "is" or "compare" or "summarize" or "summarise" or "versus" or "vs" or "before" or "after"
            || after is "was" or "were" or "is" or "went";
        var text = isBare ? Days(date.From, date.To) : When(date.From, date.To);
        if (words[date.First].Opens && words[date.First].Capital)
        {
            text = char.ToUpperInvariant(text[0]) + text[1..];
        }

        return words[date.Last].Possessive ? text + "'s" : text;
    }

    private static string When(LocalDate from, LocalDate to) => (from == to ? "on " : "from ") + Days(from, to);

    private static string Days(LocalDate from, LocalDate to) => from == to ? Day(from) : $"{Day(from)} to {Day(to)}";

    private static string Day(LocalDate day) => day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    private static string Names(IReadOnlyList<HabitReference> habits) =>
        habits.Count == 1 ? habits[0].Name : string.Join(", ", habits.Take(habits.Count - 1).Select(habit => habit.Name)) + " and " + habits[^1].Name;

    private static string Apply(string text, SortedDictionary<int, (int End, string Text)> edits)
    {
        var result = new StringBuilder(text.Length + 100);
        var at = 0;
        foreach (var (start, (end, replacement)) in edits)
        {
            if (start < at)
            {
                continue;
            }

            result.Append(text, at, start - at);
            result.Append(replacement);
            at = end;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
