using System.Globalization;

namespace AspireCoach.Models.Offline;

/// <summary>One small thing to try, drawn from the log and the reason found; nothing where those show nothing.</summary>
internal static class Suggestion
{
    /// <summary>"Run 5 km was missed on 3 of the last 4 Thursdays in the log."; null where it is no pattern.</summary>
    public static string? Pattern(LoggedHabit habit, DateOnly day, DateOnly today)
    {
        var same = habit.Entries
            .Where(entry => entry.Scheduled && entry.Date <= day && entry.Date.DayOfWeek == day.DayOfWeek && (entry.Done is not null || entry.Date < today))
            .OrderByDescending(entry => entry.Date).Take(4).ToList();
        var missed = same.Count(entry => entry.Done != true);
        return same.Count >= 3 && missed >= 2
            ? string.Create(CultureInfo.InvariantCulture, $"{habit.Name} was missed on {missed} of the last {same.Count} {Wording.Weekday(day)}s in the log.")
            : null;
    }

    /// <param name="habit">The habit that was missed.</param>
    /// <param name="day">The day.</param>
    /// <param name="kind">What the journal names, null where it names nothing.</param>
    /// <param name="done">A habit that was done on that day.</param>
    public static string? AfterMiss(LoggedHabit habit, DateOnly day, ReasonKind? kind, LoggedHabit? done)
    {
        var weekday = Wording.Weekday(day);
        return kind switch
        {
            ReasonKind.Time => $"Try this: on {weekday}s, do {habit.Name} before the day fills up, or move that day’s to another weekday.",
            ReasonKind.Tiredness => $"Try this: on a tired day do only the first part of {habit.Name}, and earlier than you would on a {weekday}.",
            ReasonKind.Illness => $"Let {habit.Name} rest until you are well; then begin again with a shorter one.",
            ReasonKind.Weather => $"Try this: decide now on an indoor version of {habit.Name} for such weather.",
            ReasonKind.Travel => $"Try this: decide on a version of {habit.Name} that needs no equipment for days on the way.",
            ReasonKind.Company => $"Try this: when you have company on a {weekday}, do {habit.Name} before it begins.",
            ReasonKind.Screen => $"Try this: on {weekday}s, {habit.Name} first and the screen after it.",
            _ when done is not null => $"You did do {done.Name} that day: try {habit.Name} right after it next {weekday}.",
            ReasonKind.Forgotten => $"Try this: put {habit.Name} beside something you do every {weekday} anyway.",
            ReasonKind.Mood => $"Try this: on such a day do only the smallest part of {habit.Name}.",
            _ => LastDone(habit, day) is { } last ? $"You last did it on {Wording.Day(last, day)}: what you did differently then is worth repeating." : null,
        };
    }

    private static DateOnly? LastDone(LoggedHabit habit, DateOnly before) =>
        habit.Entries.Where(entry => entry.Done == true && entry.Date < before).Select(entry => (DateOnly?)entry.Date).Max();
}
