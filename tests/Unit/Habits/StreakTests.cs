using System.Globalization;
using AspireCoach.Habits;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Habits;

public sealed class StreakTests
{
    private static readonly string[] s_names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    // A Friday.
    private static readonly DateOnly s_today = Day("2026-03-27");

    [Fact]
    public void It_agrees_with_counting_day_by_day()
    {
        var scenarios =
            from mask in Gen.Choose(1, 127)
            from offset in Gen.Choose(0, 800)
            from made in Gen.Choose(0, 50)
            from archived in Gen.Frequency((3, Gen.Constant(-1)), (1, Gen.Choose(0, 40)))
            from density in Gen.Choose(0, 10)
            from rolls in Gen.Choose(0, 12).ArrayOf(80)
            select new Scenario(mask, s_today.AddDays(offset), made, Math.Min(archived, made), density, rolls);
        Prop.ForAll(scenarios.ToArbitrary(), scenario => scenario.Counted().ShouldBe(scenario.Expected()))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [Fact]
    public void Without_a_check_in_everything_is_zero() =>
        Count("mon tue", made: "2026-03-01").ShouldBe(new Streak(0, 0, null, 0));

    [Fact]
    public void Today_not_yet_done_does_not_break_it() =>
        Count("", "2026-03-01", "2026-03-25", "2026-03-26").Current.ShouldBe(2);

    [Fact]
    public void Today_logged_as_not_done_does_not_break_it_while_today_lasts() =>
        Count("", "2026-03-01", "2026-03-25", "2026-03-26", "!2026-03-27").Current.ShouldBe(2);

    [Fact]
    public void Yesterday_not_done_breaks_it_and_the_longest_stays()
    {
        var streak = Count("", "2026-03-01", "2026-03-22", "2026-03-23", "2026-03-24", "!2026-03-26");
        (streak.Current, streak.Longest, streak.LastDone).ShouldBe((0, 3, Day("2026-03-24")));
    }

    [Fact]
    public void Days_that_are_not_scheduled_neither_break_nor_count()
    {
        // Mondays and Thursdays: 16 and 19 and 23 and 26 March; done on Saturday the 21st besides.
        var streak = Count("mon thu", "2026-03-01", "2026-03-16", "2026-03-19", "2026-03-21", "2026-03-23", "2026-03-26");
        (streak.Current, streak.Longest).ShouldBe((4, 4));
    }

    [Fact]
    public void Days_before_the_habit_was_made_count_once_filled_in()
    {
        var streak = Count("", "2026-03-26", "2026-03-23", "2026-03-24", "2026-03-25", "2026-03-26");
        (streak.Current, streak.Completion30d).ShouldBe((4, 1.0));
    }

    [Fact]
    public void Completion_is_the_share_of_the_scheduled_days_of_the_last_thirty()
    {
        // Thirty days back from 27 March is 26 February; with the 25th outside. Today, not logged, is not due yet: 29 days.
        var streak = Count("", "2025-01-01", "2026-02-25", "2026-02-26", "2026-03-01", "2026-03-26");
        streak.Completion30d.ShouldBe(3.0 / 29, 1e-12);
    }

    [Fact]
    public void Completion_of_a_young_habit_starts_with_it() =>
        Count("", "2026-03-24", "2026-03-25", "2026-03-27").Completion30d.ShouldBe(2.0 / 4, 1e-12);

    [Fact]
    public void An_archived_habit_stands_still()
    {
        var streak = Streak.Count(
            Weekdays.All, Day("2026-03-01"), archived: Day("2026-03-10"), History(s_today, "2026-03-09", "2026-03-10"), s_today);
        (streak.Current, streak.Longest).ShouldBe((2, 2));
    }

    [Theory]
    // Clocks go forward at 01:00 UTC on 29 March 2026 in Berlin, and back on 25 October.
    [InlineData("Europe/Berlin", "2026-03-28T22:59:59Z", "2026-03-28")]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T21:59:59Z", "2026-03-29")]
    [InlineData("Europe/Berlin", "2026-03-29T22:00:00Z", "2026-03-30")]
    [InlineData("Europe/Berlin", "2026-10-25T22:59:59Z", "2026-10-25")]
    [InlineData("Europe/Berlin", "2026-10-25T23:00:00Z", "2026-10-26")]
    [InlineData("America/New_York", "2026-03-08T04:59:59Z", "2026-03-07")]
    [InlineData("America/New_York", "2026-03-09T03:59:59Z", "2026-03-08")]
    [InlineData("Asia/Kolkata", "2026-06-01T18:29:59Z", "2026-06-01")]
    [InlineData("Asia/Kolkata", "2026-06-01T18:30:00Z", "2026-06-02")]
    [InlineData("Pacific/Kiritimati", "2026-01-01T10:00:00Z", "2026-01-02")]
    [InlineData("Pacific/Pago_Pago", "2026-01-01T10:59:59Z", "2025-12-31")]
    // Samoa had no 30 December 2011.
    [InlineData("Pacific/Apia", "2011-12-30T09:59:59Z", "2011-12-29")]
    [InlineData("Pacific/Apia", "2011-12-30T10:00:00Z", "2011-12-31")]
    public void Today_is_the_users_today(string timeZone, string instant, string day) =>
        UserCalendar.DayOf(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture), timeZone).ShouldBe(Day(day));

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:30:00Z")]
    [InlineData("Asia/Kolkata", "2026-03-29", "02:30", "2026-03-28T21:00:00Z")]
    public void A_wall_clock_time_that_is_skipped_is_the_later_one(string timeZone, string day, string time, string instant) =>
        UserCalendar.At(Day(day), TimeOnly.Parse(time, CultureInfo.InvariantCulture), timeZone)
            .ShouldBe(DateTimeOffset.Parse(instant, CultureInfo.InvariantCulture));

    private static Streak Count(string days, string made, params string[] checkIns) =>
        Streak.Count(
            Weekdays.Of(days.Split(' ', StringSplitOptions.RemoveEmptyEntries)), Day(made), null, History(s_today, checkIns), s_today);

    /// <summary>Done days; those with a bang were logged as not done.</summary>
    private static CheckInHistory History(DateOnly today, params string[] checkIns)
    {
        List<DateOnly> all = [.. checkIns.Select(text => Day(text.TrimStart('!'))).Where(day => day <= today).Order()];
        return all.Count == 0
            ? CheckInHistory.None
            : new CheckInHistory(all[0], all[^1], [.. checkIns.Where(text => text[0] != '!').Select(Day).Where(day => day <= today).Order()]);
    }

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A habit and up to 80 days of check-ins: roll n says what was logged n days ago.</summary>
    private sealed record Scenario(int Mask, DateOnly Today, int MadeAgo, int ArchivedAgo, int Density, int[] Rolls)
    {
        private IEnumerable<string> Names => s_names.Where((_, index) => (Mask >> index & 1) == 1);

        public Streak Counted()
        {
            var logged = Enumerable.Range(0, Rolls.Length).Where(ago => Logged(ago) is not null).Select(ago => Today.AddDays(-ago)).Order().ToList();
            var done = Enumerable.Range(0, Rolls.Length).Where(ago => Logged(ago) == true).Select(ago => Today.AddDays(-ago)).Order().ToList();
            return Streak.Count(
                Weekdays.Of([.. Names]),
                Today.AddDays(-MadeAgo),
                ArchivedAgo < 0 ? null : Today.AddDays(-ArchivedAgo),
                logged.Count == 0 ? CheckInHistory.None : new CheckInHistory(logged[0], logged[^1], done),
                Today);
        }

        /// <summary>The contract, taken literally: a string with a letter for each scheduled day, the oldest first.</summary>
        public Streak Expected()
        {
            var endAgo = Math.Max(0, ArchivedAgo);
            var due = Enumerable.Range(0, 200).Reverse().Where(ago => ago >= endAgo && IsScheduled(ago)).ToList();
            var letters = string.Concat(due.Select(ago => Logged(ago) == true ? 'x' : '.'));
            var longest = letters.Split('.').Max(run => run.Length);
            var pending = due[^1] == endAgo && letters[^1] == '.' ? letters[..^1] : letters;
            var firstAgo = Enumerable.Range(0, 200).LastOrDefault(ago => Logged(ago) is not null, -1);
            var counted = due.Where(ago => ago < 30 && ago <= Math.Max(MadeAgo, firstAgo) && (ago > 0 || Logged(0) is not null)).ToList();
            var lastAgo = Enumerable.Range(0, 200).FirstOrDefault(ago => Logged(ago) == true, -1);
            return firstAgo < 0
                ? new Streak(0, 0, null, 0)
                : new Streak(
                    pending.Length - pending.TrimEnd('x').Length,
                    longest,
                    lastAgo < 0 ? null : Today.AddDays(-lastAgo),
                    counted.Count == 0 ? 0 : (double)counted.Count(ago => Logged(ago) == true) / counted.Count);
        }

        private bool IsScheduled(int ago) =>
            Names.Contains(Today.AddDays(-ago).ToString("ddd", CultureInfo.InvariantCulture).ToLowerInvariant());

        private bool? Logged(int ago) =>
            ago >= Rolls.Length || Rolls[ago] == 12 ? null : Rolls[ago] < Density ? true : Rolls[ago] == 11 ? false : null;
    }
}
