using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Habits;

/// <summary>A habit, the title of its goal, and how it goes.</summary>
internal sealed record HabitProgress(Habit Habit, string? Goal, Streak Streak);

/// <summary>A habit and what was logged for it in a range.</summary>
/// <param name="FirstLogged">The first day ever logged.</param>
/// <param name="Logged">What was logged in the range, ascending.</param>
internal sealed record LoggedHabit(Habit Habit, DateOnly? FirstLogged, IReadOnlyList<CheckIn> Logged);

/// <summary>
/// Reads habits together with what was logged for them, in one round trip: all active ones, or one by its id, archived
/// or not. Nothing is found where the user has no such habit.
/// </summary>
internal sealed class HabitReader(Database database)
{
    private const string Chosen = "h.user_id = @userId and (h.id = @habitId or @habitId::uuid is null and h.archived_at is null)";

    // A habit's history is one index-only scan, a row a day: ten years of one habit are 3,650 index entries.
    private const string StreaksSql =
        $"""
        select h.id, h.name, h.goal_id as goalId, h.days, h.unit, h.target, h.created_at as createdAt, h.archived_at as archivedAt, g.title
        from habits.habits h left join habits.goals g on g.user_id = h.user_id and g.id = h.goal_id
        where {Chosen}
        order by h.id;
        select c.habit_id, min(c.day), max(c.day), coalesce(array_agg(c.day order by c.day) filter (where c.done), '{"{}"}')
        from habits.habits h join habits.check_ins c on c.user_id = h.user_id and c.habit_id = h.id
        where {Chosen} and c.day <= @today
        group by c.habit_id
        """;

    private const string LogSql =
        $"""
        select h.id, h.name, h.goal_id as goalId, h.days, h.unit, h.target, h.created_at as createdAt, h.archived_at as archivedAt,
            (select min(c.day) from habits.check_ins c where c.user_id = h.user_id and c.habit_id = h.id) as first
        from habits.habits h where {Chosen}
        order by h.id;
        select c.habit_id, c.day, c.done, c.amount, c.note
        from habits.habits h join habits.check_ins c on c.user_id = h.user_id and c.habit_id = h.id
        where {Chosen} and c.day between @from and @to
        order by c.day
        """;

    /// <summary>Habits in the order they were made, each with its streak as of an instant.</summary>
    public async Task<IReadOnlyList<HabitProgress>> StreaksAsync(
        Guid userId, Guid? habitId, string timeZone, DateTimeOffset now, CancellationToken cancel)
    {
        var today = UserCalendar.DayOf(now, timeZone);
        await using var connection = await database.OpenAsync(cancel);
        await using var answers = await connection.QueryMultipleAsync(
            new CommandDefinition(StreaksSql, new { userId, habitId, today }, cancellationToken: cancel));
        var habits = answers.Read<Habit, string?, (Habit Habit, string? Goal)>((habit, goal) => (habit, goal), splitOn: "title").AsList();
        var histories = (await answers.ReadAsync<(Guid Habit, DateOnly First, DateOnly Last, DateOnly[] Done)>())
            .ToDictionary(row => row.Habit, row => new CheckInHistory(row.First, row.Last, row.Done));
        return [.. habits.Select(entry => new HabitProgress(
            entry.Habit,
            entry.Goal,
            Streak.Count(
                Weekdays.Of(entry.Habit.Days),
                UserCalendar.DayOf(entry.Habit.CreatedAt, timeZone),
                entry.Habit.ArchivedAt is { } archived ? UserCalendar.DayOf(archived, timeZone) : null,
                histories.GetValueOrDefault(entry.Habit.Id, CheckInHistory.None),
                today)))];
    }

    /// <summary>Habits in the order they were made, each with what was logged from one day to another.</summary>
    public async Task<IReadOnlyList<LoggedHabit>> LogAsync(
        Guid userId, Guid? habitId, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var answers = await connection.QueryMultipleAsync(
            new CommandDefinition(LogSql, new { userId, habitId, from, to }, cancellationToken: cancel));
        var habits = answers.Read<Habit, DateOnly?, (Habit Habit, DateOnly? First)>((habit, first) => (habit, first), splitOn: "first").AsList();
        var logged = (await answers.ReadAsync<(Guid Habit, DateOnly Date, bool Done, decimal? Amount, string? Note)>())
            .ToLookup(row => row.Habit, row => new CheckIn { Date = row.Date, Done = row.Done, Amount = row.Amount, Note = row.Note });
        return [.. habits.Select(entry => new LoggedHabit(entry.Habit, entry.First, [.. logged[entry.Habit.Id]]))];
    }
}
