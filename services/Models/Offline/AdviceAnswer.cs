using System.Globalization;

namespace AspireCoach.Models.Offline;

/// <summary>Advice from the user's own record alone: the weakest weekday, the strongest, and the reason the journal gives most.</summary>
internal static class AdviceAnswer
{
    public static IEnumerable<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        if (!turn.Results.Has(OfflineTools.GetHabitLog))
        {
            yield return "I advise from your own habit log only, and could not look into it.";
            yield break;
        }

        var (from, to) = OfflinePlan.Period(context);
        var habit = OfflineAnswer.Meant(turn, context)
            .Select(known => known with { Entries = [.. known.Entries.Where(entry => entry.Date >= from && entry.Date <= to && (entry.Done is not null || (entry.Scheduled && entry.Date < context.Today)))] })
            .Where(known => known.Entries.Count > 0)
            .OrderByDescending(known => (double)Missed(known, context.Today).Count / known.Entries.Count)
            .FirstOrDefault();
        if (habit is null)
        {
            yield return $"Your log has nothing{(context.Habits.Count > 0 ? " on " + OfflineAnswer.Names(context) : "")} from {Wording.Day(from, context.Today)} to {Wording.Day(to, context.Today)} that I could advise from.";
            yield break;
        }

        var missed = Missed(habit, context.Today);
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{habit.Name}, from {Wording.Day(from, context.Today)} to {Wording.Day(to, context.Today)}: done on {habit.Entries.Count - missed.Count} of {habit.Entries.Count} days.{Weekdays(habit, missed)}");
        if (missed.Count == 0)
        {
            yield return "There is no miss to learn from: keep the days as they are.";
            yield break;
        }

        var reference = Guid.TryParse(habit.Id, out var id) ? new[] { new HabitReference(id, habit.Name) } : [];
        var reasons = missed
            .SelectMany(entry => turn.Results.Journal.Where(known => known.Date == entry.Date))
            .Select(entry => (entry.Date, Reason: JournalReason.In(entry.Text, reference)))
            .Where(found => found.Reason is { Kind: not ReasonKind.Unnamed })
            .GroupBy(found => found.Reason!.Kind)
            .OrderByDescending(kind => kind.Count()).ThenBy(kind => kind.Key)
            .FirstOrDefault();
        if (reasons?.Last() is var (date, reason) && reason is not null)
        {
            yield return $"On {Wording.Day(date, context.Today)}, when you missed it, your journal says: {Wording.Quote(reason.Sentences)}";
        }

        if (Suggestion.AfterMiss(habit, missed[^1].Date, reasons?.Key, null) is { } suggestion)
        {
            yield return suggestion;
        }
    }

    private static List<LogEntry> Missed(LoggedHabit habit, DateOnly today) => [.. habit.Entries.Where(entry => OfflineAnswer.IsMissed(entry, today)).OrderBy(entry => entry.Date)];

    private static string Weekdays(LoggedHabit habit, List<LogEntry> missed)
    {
        var worst = missed.GroupBy(entry => entry.Date.DayOfWeek).OrderByDescending(day => day.Count()).FirstOrDefault();
        var best = habit.Entries.Where(entry => entry.Done == true).GroupBy(entry => entry.Date.DayOfWeek).OrderByDescending(day => day.Count()).FirstOrDefault();
        var says = worst?.Count() > 1 ? $" Most misses fall on {Wording.Weekday(worst.First().Date)}s." : "";
        return best?.Count() > 1 && best.Key != worst?.Key ? $"{says} {Wording.Weekday(best.First().Date)}s went best." : says;
    }
}
