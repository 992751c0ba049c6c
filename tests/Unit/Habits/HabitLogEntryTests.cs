using AspireCoach.Habits;

namespace AspireCoach.Unit.Habits;

public sealed class HabitLogEntryTests
{
    // Monday 2 March 2026 at 22:30 in Lisbon is Tuesday the 3rd in Moscow.
    private static readonly Habit s_habit = new()
    {
        Id = Guid.Empty,
        Name = "Run",
        Days = ["mon", "wed"],
        CreatedAt = new DateTimeOffset(2026, 3, 2, 22, 30, 0, TimeSpan.Zero),
    };

    [Fact]
    public void A_habit_is_due_from_the_day_it_was_made_to_today() =>
        Between("Europe/Lisbon", null).Select(entry => entry.Date.Day).ShouldBe([2, 4, 9]);

    [Fact]
    public void The_day_it_was_made_is_the_users_day() =>
        Between("Europe/Moscow", null).Select(entry => entry.Date.Day).ShouldBe([4, 9]);

    [Fact]
    public void What_is_logged_earlier_makes_it_due_earlier() =>
        Between("Europe/Moscow", new DateOnly(2026, 2, 20)).Select(entry => entry.Date.Day).ShouldBe([2, 4, 9]);

    [Fact]
    public void It_is_not_due_after_the_day_it_was_archived() =>
        HabitLogEntry.Between(Day(1), Day(31), Day(10), s_habit with { ArchivedAt = new DateTimeOffset(2026, 3, 4, 12, 0, 0, TimeSpan.Zero) }, "Etc/UTC", null, [])
            .Select(entry => entry.Date.Day).ShouldBe([2, 4]);

    [Fact]
    public void Logged_days_are_there_whether_due_or_not()
    {
        CheckIn[] logged =
        [
            new() { Date = Day(4), Done = false, Note = "rain" },
            new() { Date = Day(5), Done = true, Amount = 5 },
        ];
        HabitLogEntry.Between(Day(3), Day(9), Day(10), s_habit, "Etc/UTC", null, logged).ShouldBe(
        [
            new HabitLogEntry(Day(4), true, false, null, "rain"),
            new HabitLogEntry(Day(5), false, true, 5, null),
            new HabitLogEntry(Day(9), true, null, null, null),
        ]);
    }

    private static IReadOnlyList<HabitLogEntry> Between(string timeZone, DateOnly? firstLogged) =>
        HabitLogEntry.Between(Day(1), Day(31), Day(10), s_habit, timeZone, firstLogged, []);

    private static DateOnly Day(int day) => new(2026, 3, day);
}
