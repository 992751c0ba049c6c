using System.ComponentModel;
using System.Globalization;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Habits;

/// <summary>What an agent can look up and log about habits.</summary>
internal sealed class HabitsTools(HabitStore habits, CheckInStore checkIns, HabitReader reader) : IToolSource
{
    private const int MaxDays = 92;
    private const string DayFormat = "A day as YYYY-MM-DD.";

    public IReadOnlyList<CoachTool> Tools =>
    [
        CoachTool.Create(
            GetHabitsAsync,
            "get_habits",
            "The user's active habits with schedule, goal, streaks and the share done in the last 30 days.",
            readOnly: true,
            idempotent: true),
        CoachTool.Create(
            GetHabitLogAsync,
            "get_habit_log",
            "What was done and missed day by day, of all active habits or of one. done is null where a scheduled day has nothing logged.",
            readOnly: true,
            idempotent: true),
        CoachTool.Create(
            GetStreakAsync,
            "get_streak",
            "One habit's current and longest streak, in its scheduled days.",
            readOnly: true,
            idempotent: true),
        CoachTool.Create(
            CheckInAsync,
            "check_in",
            "Logs that a habit was or was not done on a day, replacing what was logged for that day.",
            readOnly: false,
            idempotent: true,
            destructive: true),
    ];

    private async Task<HabitsAnswer> GetHabitsAsync(ToolContext context, CancellationToken cancel)
    {
        var active = await reader.StreaksAsync(context.UserId, null, context.TimeZone, context.Now, cancel);
        return new HabitsAnswer(
            [
                .. active.Select(entry => new HabitSummary(
                    entry.Habit.Id,
                    entry.Habit.Name,
                    entry.Habit.Days,
                    entry.Habit.Unit,
                    entry.Habit.Target,
                    entry.Goal,
                    entry.Streak.Current,
                    entry.Streak.Longest,
                    entry.Streak.Completion30d)),
            ],
            [.. active.Select(entry => Source(entry.Habit))]);
    }

    private async Task<HabitLogAnswer> GetHabitLogAsync(
        ToolContext context,
        [Description("The first day, YYYY-MM-DD.")] string from,
        [Description("The last day, YYYY-MM-DD; at most 92 days in all.")] string to,
        [Description("Only this habit; its id is in get_habits.")] string? habitId = null,
        CancellationToken cancel = default)
    {
        var (first, last) = (ToolArguments.Day(from, "from"), ToolArguments.Day(to, "to"));
        if (last < first || last.DayNumber - first.DayNumber >= MaxDays)
        {
            throw new ToolRefusedException($"Ask for {MaxDays} days at most, from the earlier day to the later one.");
        }

        Guid? one = string.IsNullOrWhiteSpace(habitId) ? null : HabitId(habitId);
        var chosen = await reader.LogAsync(context.UserId, one, first, last, cancel);
        if (one is not null && chosen.Count == 0)
        {
            throw UnknownHabit();
        }

        var today = UserCalendar.DayOf(context.Now, context.TimeZone);
        return new HabitLogAnswer(
            first,
            last,
            [
                .. chosen.Select(entry => new HabitLog(
                    entry.Habit.Id,
                    entry.Habit.Name,
                    HabitLogEntry.Between(first, last, today, entry.Habit, context.TimeZone, entry.FirstLogged, entry.Logged))),
            ],
            [.. chosen.Select(entry => Source(entry.Habit))]);
    }

    private async Task<StreakAnswer> GetStreakAsync(
        ToolContext context, [Description("The habit's id, from get_habits.")] string habitId, CancellationToken cancel)
    {
        if (await reader.StreaksAsync(context.UserId, HabitId(habitId), context.TimeZone, context.Now, cancel) is not [var (habit, _, streak)])
        {
            throw UnknownHabit();
        }

        return new StreakAnswer(
            habit.Id, habit.Name, streak.Current, streak.Longest, streak.LastDone, streak.Completion30d, [Source(habit)]);
    }

    private async Task<CheckInAnswer> CheckInAsync(
        ToolContext context,
        [Description("The habit's id, from get_habits.")] string habitId,
        [Description(DayFormat)] string date,
        [Description("True when it was done, false when it was not.")] bool done,
        [Description("How much, in the habit's unit.")] decimal? amount = null,
        [Description("What the user said about it, at most 2,000 characters.")] string? note = null,
        CancellationToken cancel = default)
    {
        var day = ToolArguments.LoggedDay(date, "date", context);
        if (amount is < 0 or > (decimal)Amounts.Max)
        {
            throw new ToolRefusedException("The amount must not be negative, and at most a billion.");
        }

        ToolArguments.Check(new TextAttribute(0, 2000), note, "note");
        var habit = await habits.FindAsync(context.UserId, HabitId(habitId), cancel) ?? throw UnknownHabit();
        var checkIn = new CheckIn { Date = day, Done = done, Amount = amount, Note = note };
        await checkIns.SetAsync(context.UserId, habit.Id, checkIn, cancel);
        return new CheckInAnswer(habit.Id, habit.Name, day, done, amount, note, [Source(habit)]);
    }

    private static Guid HabitId(string text) => Guid.TryParse(text, CultureInfo.InvariantCulture, out var id) ? id : throw UnknownHabit();

    private static ToolRefusedException UnknownHabit() =>
        new("The user has no habit with this id. get_habits lists the habits with their ids.");

    private static ToolSource Source(Habit habit) => new("habit", habit.Id.ToString(), habit.Name);

    private sealed record HabitSummary(
        Guid Id,
        string Name,
        IReadOnlyList<string> Days,
        string? Unit,
        decimal? Target,
        string? Goal,
        int CurrentStreak,
        int LongestStreak,
        double Completion30d);

    private sealed record HabitsAnswer(IReadOnlyList<HabitSummary> Habits, IReadOnlyList<ToolSource> Sources);

    private sealed record HabitLog(Guid Id, string Name, IReadOnlyList<HabitLogEntry> Entries);

    private sealed record HabitLogAnswer(DateOnly From, DateOnly To, IReadOnlyList<HabitLog> Habits, IReadOnlyList<ToolSource> Sources);

    private sealed record StreakAnswer(
        Guid HabitId, string Name, int Current, int Longest, DateOnly? LastDone, double Completion30d, IReadOnlyList<ToolSource> Sources);

    private sealed record CheckInAnswer(
        Guid HabitId, string Name, DateOnly Date, bool Done, decimal? Amount, string? Note, IReadOnlyList<ToolSource> Sources);
}
