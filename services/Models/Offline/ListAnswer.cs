using System.Globalization;

namespace AspireCoach.Models.Offline;

/// <summary>The user's habits with their days, or what a day asks for.</summary>
internal static class ListAnswer
{
    public static IEnumerable<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        var habits = turn.Results.Habits;
        if (context.From is { } day && day == context.To && turn.Results.Has(OfflineTools.GetHabitLog))
        {
            yield return OnDay(turn, day, context.Today);
            yield break;
        }

        if (!turn.Results.Has(OfflineTools.GetHabits))
        {
            yield return "I could not look at your list of habits.";
            yield break;
        }

        yield return habits.Count == 0
            ? "You have no habits yet."
            : "Your habits:\n" + string.Join('\n', habits.Select(habit => $"- {habit.Name}{Days(habit)}{Streak(habit)}"));
    }

    private static string OnDay(OfflineTurn turn, DateOnly day, DateOnly today)
    {
        var due = turn.Results.Log
            .Select(habit => (habit.Name, Entry: habit.Entries.FirstOrDefault(entry => entry.Date == day)))
            .Where(habit => habit.Entry is { } entry && (entry.Scheduled || entry.Done is not null))
            .ToList();
        if (due.Count == 0)
        {
            return $"On {Wording.Day(day, today)} nothing is scheduled.";
        }

        return $"On {Wording.Day(day, today)}:\n" + string.Join('\n', due.Select(habit => $"- {habit.Name}: {habit.Entry!.Done switch { true => "done", false => "not done", null => day < today ? "nothing logged" : "open" }}"));
    }

    private static string Days(HabitRow habit) => habit.Days.Count switch
    {
        0 => "",
        7 => ", every day",
        _ => ", on " + Wording.List([.. habit.Days.Select(day => Enum.GetNames<DayOfWeek>().FirstOrDefault(name => name.StartsWith(day, StringComparison.OrdinalIgnoreCase)) ?? day)]),
    };

    private static string Streak(HabitRow habit) =>
        habit.CurrentStreak is { } current and > 0 ? string.Create(CultureInfo.InvariantCulture, $" (current streak {current})") : "";
}
