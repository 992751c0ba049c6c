namespace AspireCoach.Habits;

/// <summary>One day of one habit as an agent sees it.</summary>
/// <param name="Date">The day.</param>
/// <param name="Scheduled">True when the habit was due.</param>
/// <param name="Done">Null when it was due and nothing is logged.</param>
/// <param name="Amount">How much, in the habit's unit.</param>
/// <param name="Note">What the user noted.</param>
internal sealed record HabitLogEntry(DateOnly Date, bool Scheduled, bool? Done, decimal? Amount, string? Note)
{
    /// <summary>
    /// The days that are due or logged, ascending. A habit is due on its weekdays from the day it began (was made, or
    /// first logged if that is earlier) to the day it was archived, and not in the future.
    /// </summary>
    public static IReadOnlyList<HabitLogEntry> Between(
        DateOnly from, DateOnly to, DateOnly today, Habit habit, string timeZone, DateOnly? firstLogged, IEnumerable<CheckIn> logged)
    {
        var days = Weekdays.Of(habit.Days);
        var began = UserCalendar.DayOf(habit.CreatedAt, timeZone);
        began = firstLogged < began ? firstLogged.Value : began;
        var end = habit.ArchivedAt is { } archived ? UserCalendar.DayOf(archived, timeZone) : today;
        end = end < today ? end : today;
        var byDay = logged.ToDictionary(checkIn => checkIn.Date);
        List<HabitLogEntry> entries = [];
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            var scheduled = days.Contains(day) && day >= began && day <= end;
            if (byDay.TryGetValue(day, out var checkIn))
            {
                entries.Add(new HabitLogEntry(day, scheduled, checkIn.Done, checkIn.Amount, checkIn.Note));
            }
            else if (scheduled)
            {
                entries.Add(new HabitLogEntry(day, true, null, null, null));
            }
        }

        return entries;
    }
}
