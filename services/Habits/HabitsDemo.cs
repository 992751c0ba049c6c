using AspireCoach.Data.Postgres;

namespace AspireCoach.Habits;

/// <summary>Sixty believable days of one person's goals, habits, check-ins and journal; always the same.</summary>
public static class HabitsDemo
{
    private const int Days = 60;

    /// <summary>
    /// Fills the rows of a user who has none. Yesterday a scheduled "Run 5 km" was not done, and yesterday's journal
    /// says why; today nothing is logged yet.
    /// </summary>
    /// <param name="transaction">Commits everything or nothing.</param>
    /// <param name="userId">The user.</param>
    /// <param name="timeZone">The user's IANA time zone.</param>
    /// <param name="today">Today in that time zone.</param>
    /// <param name="cancel">Ends the seeding.</param>
    public static async Task SeedAsync(
        Transaction transaction, Guid userId, string timeZone, DateOnly today, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var begun = UserCalendar.At(today.AddDays(-Days), new TimeOnly(8, 0), timeZone);
        var race = await GoalAsync("Run a half marathon", "To show myself that I can stick with something hard.", today.AddDays(120), 0);
        var rest = await GoalAsync("Be rested and calm", "I am better company when I have slept.", null, 1);

        // Runs are due yesterday, two and four days before that, and so on every week.
        await HabitAsync("Run 5 km", race, [1, 3, 5], "km", 5, [5.2m, 5m, 6.1m, 5.4m], missed: [1, 10, 24, 38, 40, 54]);
        await HabitAsync("Strength training", race, [2, 6], "minutes", 30, [30, 35, 30, 40], missed: [9, 20, 37, 41]);
        await HabitAsync("Meditate", rest, [1, 2, 3, 4, 5, 6, 7], "minutes", 10, [10, 10, 15], missed: [4, 9, 14, 15, 21, 27, 33, 38, 39, 44, 51, 58]);
        await HabitAsync("Read 20 pages", null, [1, 2, 3, 4, 5, 6, 7], "pages", 20, [22, 20, 31, 24, 20], missed: [6, 10, 16, 20, 25, 32, 38, 39, 46, 53, 55]);
        await HabitAsync("In bed by 23:00", rest, [1, 2, 3, 4, 5, 6, 7], null, null, [], missed: [3, 8, 9, 13, 20, 24, 30, 35, 42, 46, 49, 52, 57]);

        foreach (var (ago, mood, text) in HabitsDemoJournal.Entries)
        {
            var day = today.AddDays(-ago);
            var written = UserCalendar.At(day, new TimeOnly(21, 40), timeZone);
            var entry = new JournalEntry { Id = Guid.CreateVersion7(written), Date = day, Text = text, Mood = mood, CreatedAt = written };
            await JournalStore.InsertAsync(transaction, userId, entry, cancel);
        }

        async Task<Guid> GoalAsync(string title, string why, DateOnly? target, int minutes)
        {
            var made = begun.AddMinutes(minutes);
            var goal = new Goal { Id = Guid.CreateVersion7(made), Title = title, Why = why, TargetDate = target, CreatedAt = made };
            await GoalStore.InsertAsync(transaction, userId, goal, cancel);
            return goal.Id;
        }

        async Task HabitAsync(
            string name, Guid? goal, int[] daysAgo, string? unit, decimal? target, decimal[] amounts, int[] missed)
        {
            begun = begun.AddMinutes(5);
            var days = Weekdays.Of([.. daysAgo.Select(ago => Weekdays.NameOf(today.AddDays(-ago)))]);
            var habit = new Habit
            {
                Id = Guid.CreateVersion7(begun),
                Name = name,
                GoalId = goal,
                Days = days.Names(),
                Unit = unit,
                Target = target,
                CreatedAt = begun,
            };
            await HabitStore.InsertAsync(transaction, userId, habit, cancel);
            await CheckInStore.InsertAsync(transaction, userId, habit.Id, CheckIns(days, today, amounts, missed), cancel);
        }
    }

    /// <summary>Every scheduled day; of the missed ones every third is not even logged, as people do.</summary>
    private static List<CheckIn> CheckIns(Weekdays days, DateOnly today, decimal[] amounts, int[] missed)
    {
        List<CheckIn> checkIns = [];
        for (var ago = Days; ago >= 1; ago--)
        {
            var day = today.AddDays(-ago);
            var miss = Array.IndexOf(missed, ago);
            if (days.Contains(day) && miss % 3 != 2)
            {
                var done = miss < 0;
                checkIns.Add(new CheckIn
                {
                    Date = day,
                    Done = done,
                    Amount = done && amounts.Length > 0 ? amounts[ago % amounts.Length] : null,
                });
            }
        }

        return checkIns;
    }
}
