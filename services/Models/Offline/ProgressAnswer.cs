using System.Globalization;

namespace AspireCoach.Models.Offline;

/// <summary>How habits went: what was done of what was scheduled, the days missed, the streaks.</summary>
internal static class ProgressAnswer
{
    private const int MostDays = 4;

    public static IEnumerable<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        if (OfflinePlan.IsAhead(context))
        {
            yield return $"{Wording.Day(context.From!.Value, context.Today)} is still ahead: nothing is logged there yet.";
            yield break;
        }

        if (!turn.Results.Has(OfflineTools.GetHabitLog))
        {
            yield return "I could not look into your habit log, so I cannot say how it went.";
            foreach (var streak in turn.Results.Streaks)
            {
                yield return Streak(streak);
            }

            yield break;
        }

        var habits = OfflineAnswer.Meant(turn, context);
        var (from, to) = OfflinePlan.Period(context);
        var lines = habits.Select(habit => Line(habit, from, to, turn.Results, context.Today)).OfType<string>().ToList();
        var period = Wording.Period(from, to, context.Today);
        if (lines.Count == 0)
        {
            yield return $"{period} nothing was scheduled or logged{(context.Habits.Count > 0 ? " for " + OfflineAnswer.Names(context) : "")}.";
        }
        else
        {
            yield return lines.Count == 1 ? $"{period}: {lines[0]}" : $"{period}:\n{string.Join('\n', lines.Select(line => "- " + line))}";
        }

        foreach (var entry in turn.Results.Journal.Where(entry => entry.Date >= from && entry.Date <= to).OrderBy(entry => entry.Date).TakeLast(2))
        {
            yield return $"Your journal of {Wording.Day(entry.Date, context.Today)}: {Wording.Quote(JournalReason.FirstSentence(entry.Text))}";
        }

        foreach (var streak in turn.Results.Streaks)
        {
            yield return Streak(streak);
        }

        if (Weakest(habits, from, to, context.Today) is { } next)
        {
            yield return next;
        }
    }

    public static string? Line(LoggedHabit habit, DateOnly from, DateOnly to, ToolResults results, DateOnly today)
    {
        var entries = habit.Entries.Where(entry => entry.Date >= from && entry.Date <= to && (entry.Scheduled || entry.Done is not null)).ToList();
        if (entries.Count == 0)
        {
            return null;
        }

        var row = results.Habits.Find(known => known.Id == habit.Id);
        var done = entries.Where(entry => entry.Done == true).ToList();
        var missed = entries.Where(entry => OfflineAnswer.IsMissed(entry, today)).ToList();
        var isOpen = entries.Exists(entry => entry.Date == today && entry.Done is null);
        var says = from == to
            ? isOpen ? "not logged yet" : done.Count > 0 ? "done" : entries[0].Done == false ? "not done" : "scheduled, but nothing was logged"
            : string.Create(CultureInfo.InvariantCulture, $"done on {done.Count} of {entries.Count - (isOpen ? 1 : 0)} days");
        var amount = done.Sum(entry => entry.Amount ?? 0);
        var total = amount > 0 ? $", {(from == to ? "" : "in all ")}{Wording.Amount(amount, row?.Unit)}" : "";
        var days = from == to || missed.Count == 0 ? "" : missed.Count <= MostDays
            ? "; missed on " + Wording.List([.. missed.Select(entry => Wording.Day(entry.Date, today))])
            : "; last missed on " + Wording.Day(missed[^1].Date, today);
        var open = isOpen && from != to ? "; today is still open" : "";
        var note = from == to && entries[0].Note is { } text ? $"; your note: {Wording.Quote(text)}" : "";
        var streak = results.Streaks.Exists(known => known.HabitId == habit.Id) || row?.CurrentStreak is not { } current ? ""
            : string.Create(CultureInfo.InvariantCulture, $" Current streak {current}{(row.LongestStreak is { } longest ? $", longest {longest}" : "")}.");
        return $"{habit.Name}: {says}{total}{days}{open}{note}.{streak}";
    }

    private static string Streak(StreakRow streak) => string.Create(
        CultureInfo.InvariantCulture,
        $"{streak.Name}: current streak {streak.Current}, longest {streak.Longest}{(streak.LastDone is { } last ? $", last done on {last:dddd d MMMM yyyy}" : ", never done yet")}.");

    /// <summary>The habit and the weekday that were missed most, where that is more than once.</summary>
    private static string? Weakest(List<LoggedHabit> habits, DateOnly from, DateOnly to, DateOnly today)
    {
        var weakest = habits
            .SelectMany(habit => habit.Entries.Where(entry => entry.Date >= from && entry.Date <= to && OfflineAnswer.IsMissed(entry, today)).GroupBy(entry => entry.Date.DayOfWeek).Select(day => (habit.Name, Missed: day.ToList())))
            .OrderByDescending(pair => pair.Missed.Count)
            .FirstOrDefault();
        if (weakest.Missed is not { Count: > 1 } missed)
        {
            return null;
        }

        var weekday = Wording.Weekday(missed[0].Date);
        return string.Create(CultureInfo.InvariantCulture, $"{weakest.Name} was missed most on {weekday}s ({Wording.Once(missed.Count)}): decide before the next {weekday} at what hour it happens.");
    }
}
