namespace AspireCoach.Models.Offline;

/// <summary>Why a habit was not kept: the day, what the log says, and the journal's own words on it.</summary>
internal static class ReasonAnswer
{
    private const int MostDays = 5;

    public static IEnumerable<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        if (OfflinePlan.IsAhead(context))
        {
            yield return $"{Wording.Day(context.From!.Value, context.Today)} is still ahead: there is nothing in your log to explain yet.";
            yield break;
        }

        var (from, to) = OfflinePlan.Period(context);
        var period = Wording.Period(from, to, context.Today);
        if (!turn.Results.Has(OfflineTools.GetHabitLog))
        {
            yield return "I could not look into your habit log, so I cannot say what was missed or why.";
            foreach (var entry in turn.Results.Journal.Where(entry => entry.Date >= from && entry.Date <= to).Take(MostDays))
            {
                yield return $"Your journal of {Wording.Day(entry.Date, context.Today)} says: {Wording.Quote(entry.Text)}";
            }

            yield break;
        }

        var habits = OfflineAnswer.Meant(turn, context);
        if (habits.Count == 0)
        {
            yield return context.Habits.Count > 0 ? $"Your habit log has nothing on {OfflineAnswer.Names(context)}." : "Your habit log is empty: there is no habit yet that could have been missed.";
            yield break;
        }

        var misses = habits
            .SelectMany(habit => habit.Entries.Where(entry => entry.Date >= from && entry.Date <= to && OfflineAnswer.IsMissed(entry, context.Today)).Select(entry => (Habit: habit, Entry: entry)))
            .GroupBy(miss => miss.Entry.Date)
            .OrderBy(day => day.Key)
            .ToList();
        if (misses.Count == 0)
        {
            yield return NothingMissed(habits, from, to, context.Today);
            yield break;
        }

        ReasonKind? kind = null;
        foreach (var day in misses.TakeLast(MostDays))
        {
            var missed = day.ToList();
            var reasons = Reason(turn.Results, context, day.Key, [.. missed.Select(miss => miss.Habit)], out var found);
            kind = found ?? kind;
            yield return $"On {Wording.Day(day.Key, context.Today)} {What(missed)}{Did(habits, day.Key)} {reasons}";
        }

        if (misses.Count > MostDays)
        {
            yield return $"{period} there were misses on {misses.Count} days in all; these are the last {MostDays}.";
        }

        var last = misses[^1].Select(miss => miss.Habit).OrderByDescending(habit => habit.Entries.Count(entry => OfflineAnswer.IsMissed(entry, context.Today))).First();
        var done = turn.Results.Log.FirstOrDefault(habit => habit.Id != last.Id && habit.Entries.Any(entry => entry.Date == misses[^1].Key && entry.Done == true));
        var advice = string.Join(' ', new[] { Suggestion.Pattern(last, misses[^1].Key, context.Today), Suggestion.AfterMiss(last, misses[^1].Key, kind, done) }.OfType<string>());
        if (advice.Length > 0)
        {
            yield return advice;
        }
    }

    private static string What(List<(LoggedHabit Habit, LogEntry Entry)> missed)
    {
        var marked = missed.Where(miss => miss.Entry.Done == false).ToList();
        var open = missed.Where(miss => miss.Entry.Done is null).Select(miss => miss.Habit.Name).ToList();
        var says = new List<string>();
        if (marked.Count > 0)
        {
            says.Add($"the log says {Wording.List([.. marked.Select(miss => miss.Habit.Name)])} {(marked.Count == 1 ? "was" : "were")} not done");
        }

        if (open.Count > 0)
        {
            says.Add($"nothing was logged for {Wording.List(open)}, which {(open.Count == 1 ? "was" : "were")} scheduled");
        }

        var notes = marked.Where(miss => miss.Entry.Note is not null).Select(miss => $" Your note on {miss.Habit.Name}: {Wording.Quote(miss.Entry.Note!)}.");
        return string.Join("; ", says) + "." + string.Concat(notes);
    }

    private static string Did(List<LoggedHabit> habits, DateOnly day)
    {
        var done = habits.Where(habit => habit.Entries.Any(entry => entry.Date == day && entry.Done == true)).Select(habit => habit.Name).ToList();
        return done.Count > 0 ? $" You did do {Wording.List(done)}." : "";
    }

    private static string Reason(ToolResults results, QuestionContext context, DateOnly day, List<LoggedHabit> missed, out ReasonKind? kind)
    {
        kind = null;
        if (!results.Has(OfflineTools.SearchJournal))
        {
            return "I could not look into your journal for the reason.";
        }

        var entries = results.Journal.Where(entry => entry.Date == day).ToList();
        if (entries.Count == 0)
        {
            return "Your journal has no entry for that day, so the reason is not recorded.";
        }

        var habits = missed.Where(habit => Guid.TryParse(habit.Id, out _)).Select(habit => new HabitReference(Guid.Parse(habit.Id), habit.Name)).ToList();
        var reasons = entries.Select(entry => JournalReason.In(entry.Text, habits)).OfType<JournalReason>().ToList();
        if (reasons.Count == 0)
        {
            return $"Your journal entry of that day gives no reason that I can see; it begins {Wording.Quote(JournalReason.FirstSentence(entries[0].Text))}";
        }

        kind = reasons.Select(reason => reason.Kind).FirstOrDefault(known => known != ReasonKind.Unnamed);
        return $"Your journal of that day says: {string.Join(' ', reasons.Take(2).Select(reason => Wording.Quote(reason.Sentences)))}";
    }

    private static string NothingMissed(List<LoggedHabit> habits, DateOnly from, DateOnly to, DateOnly today)
    {
        var period = Wording.Period(from, to, today);
        var entries = habits.SelectMany(habit => habit.Entries.Where(entry => entry.Date >= from && entry.Date <= to).Select(entry => (habit.Name, entry))).ToList();
        var done = entries.Where(entry => entry.entry.Done == true).Select(entry => entry.Name).Distinct().ToList();
        var open = entries.Where(entry => entry.entry is { Scheduled: true, Done: null }).Select(entry => entry.Name).Distinct().ToList();
        var says = done.Count > 0 ? $"{period} the log shows no miss: you did {Wording.List(done)}." : open.Count > 0 ? $"{period} the log shows no miss so far."
            : $"{period} nothing was scheduled or logged for {Wording.List([.. habits.Select(habit => habit.Name)])}, so there was nothing to miss.";
        return open.Count > 0 ? $"{says} Still open today: {Wording.List(open)}." : says;
    }
}
