namespace AspireCoach.Habits;

/// <summary>Counts the streaks of any number of habits from one read of their check-ins.</summary>
internal sealed class StreakReader(CheckInStore checkIns)
{
    public async Task<IReadOnlyDictionary<Guid, Streak>> ReadAsync(
        Guid userId, string timeZone, DateTimeOffset now, IReadOnlyList<Habit> habits, CancellationToken cancel)
    {
        var today = UserCalendar.DayOf(now, timeZone);
        var histories = await checkIns.HistoriesAsync(userId, [.. habits.Select(habit => habit.Id)], today, cancel);
        return habits.ToDictionary(
            habit => habit.Id,
            habit => Streak.Count(
                Weekdays.Of(habit.Days),
                UserCalendar.DayOf(habit.CreatedAt, timeZone),
                habit.ArchivedAt is { } archived ? UserCalendar.DayOf(archived, timeZone) : null,
                histories.GetValueOrDefault(habit.Id, CheckInHistory.None),
                today));
    }
}
