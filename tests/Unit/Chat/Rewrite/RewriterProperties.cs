using System.Diagnostics;
using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Models;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace AspireCoach.Unit.Chat.Rewrite;

public sealed class RewriterProperties(ITestOutputHelper output)
{
    private static readonly string[] s_zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    private static readonly string[] s_words =
    [
        "yesterday", "today", "tomorrow", "last", "next", "this", "past", "previous", "week", "weeks", "month", "months", "year", "years", "day", "days", "weekend", "night", "morning",
        "before", "after", "since", "between", "and", "from", "to", "until", "on", "in", "the", "of", "Monday", "Tuesday", "sat", "sun", "Friday's", "March", "may", "November", "Nov", "dec", "February",
        "1", "3", "7", "29", "30", "31", "3rd", "31st", "second", "third", "twenty", "-", "/", ".", ",", "?", ":", "one", "two", "a", "couple", "few", "ago", "that", "it", "why", "did", "I", "will", "run", "ran",
        "skip", "skipped", "because", "2024", "2026", "2026-02-29", "2024-02-29", "30/02/2026", "9999", "0", "journal", "how", "what", "about", "streak", "fail", "fortnight", "hours", "first", "0001-01-01", "9999-12-31",
    ];

    private static readonly HabitReference[] s_habits = [Rewrite.Habit("Run 5 km", 1), Rewrite.Habit("Evening run", 2), Rewrite.Habit("May I read", 3), Rewrite.Habit("7", 4), Rewrite.Habit("?", 5)];

    private static Gen<DateTimeOffset> Instants =>
        from seconds in Gen.Choose(0, int.MaxValue)
        from more in Gen.Choose(0, int.MaxValue)
        select DateTimeOffset.UnixEpoch.AddSeconds(((long)seconds + more) % 4_102_444_800L); // until 2100

    private static Gen<string> Sentences =>
        from words in Gen.ArrayOf(Gen.Elements(s_words))
        select string.Join(' ', words);

    [Fact]
    public void Yesterday_is_the_day_before_today_in_every_zone_at_every_instant() =>
        Prop.ForAll(Gen.Zip(Gen.Elements(s_zones), Instants).ToArbitrary(), pair =>
        {
            var context = Rewrite.Alone("Why did I fail yesterday?", pair.Item2, pair.Item1);
            return context.From == context.Today.AddDays(-1) && context.To == context.From
                && Math.Abs(context.Today.DayNumber - DateOnly.FromDateTime(pair.Item2.UtcDateTime).DayNumber) <= 1;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void The_same_instant_written_with_another_offset_gives_the_same_result() =>
        Prop.ForAll(Gen.Zip(Gen.Zip(Gen.Elements(s_zones), Instants), Gen.Zip(Sentences, Gen.Choose(-14, 14))).ToArbitrary(), input =>
        {
            var ((zone, at), (text, hours)) = input;
            return Same(Rewrite.Alone(text, at, zone), Rewrite.Alone(text, at.ToOffset(TimeSpan.FromHours(hours)), zone));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void Whatever_is_said_in_date_words_the_range_is_in_order_and_the_result_the_same_again() =>
        Prop.ForAll(Gen.Zip(Gen.Zip(Gen.Elements(s_zones), Instants), Gen.Zip(Sentences, Gen.ArrayOf(Sentences))).ToArbitrary(), input =>
        {
            var ((zone, at), (text, earlier)) = input;
            var history = earlier.Select((line, i) => new EarlierMessage(i % 2 == 0, line, at.AddMinutes(i - earlier.Length))).ToList();
            var context = QuestionRewriter.Rewrite(new RewriteInput(text, at, zone, s_habits, history));
            return context.From is null == context.To is null
                && (context.From is null || context.From <= context.To)
                && Same(context, QuestionRewriter.Rewrite(new RewriteInput(text, at, zone, s_habits, history)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void No_text_breaks_it() =>
        Prop.ForAll<string>(text =>
        {
            var context = QuestionRewriter.Rewrite(new RewriteInput(text ?? "", DateTimeOffset.UnixEpoch, "Europe/Berlin", s_habits, []));
            return context.Query is not null;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void What_names_no_day_and_no_habit_comes_back_unchanged() =>
        Prop.ForAll<string>(text =>
        {
            var context = Rewrite.Alone(text ?? "", DateTimeOffset.UnixEpoch, "Europe/Berlin");
            return context.From is not null || context.Query == (text ?? "");
        }).QuickCheckThrowOnFailure();

    /// <summary>
    /// Four times the text costs about four times as much, sixteen times were it quadratic. The fastest of several
    /// runs is compared with the fastest of several, which a busy machine slows alike.
    /// </summary>
    [Theory]
    [InlineData("last ")]
    [InlineData("from ")]
    [InlineData("between 3 and ")]
    [InlineData("the day before ")]
    [InlineData("the week before the day after ")]
    [InlineData("since ")]
    [InlineData("why did i skip it ")]
    [InlineData("how many how often what ")]
    [InlineData("yesterday ")]
    [InlineData("Monday, ")]
    [InlineData("3-")]
    [InlineData("2026-11-")]
    [InlineData("a couple of ")]
    [InlineData("week of week of ")]
    [InlineData("a")]
    [InlineData("1")]
    [InlineData("run ")]
    [InlineData("meditatoin ")]
    [InlineData("it that ")]
    [InlineData("\u0301'")]
    [InlineData("\ud83c")]
    public void The_cost_grows_with_the_length_and_no_faster(string piece)
    {
        HabitReference[] habits = [.. Enumerable.Range(1, 50).Select(number => Rewrite.Habit("Meditation and running " + number, number))];
        var shorter = Fastest(2_000);
        var longer = Fastest(8_000);
        output.WriteLine($"{piece.Trim()}: {shorter.TotalMilliseconds:0.0} ms for 2,000 characters, {longer.TotalMilliseconds:0.0} ms for 8,000");
        longer.ShouldBeLessThan((10 * shorter) + TimeSpan.FromMilliseconds(5));

        TimeSpan Fastest(int length)
        {
            var text = string.Concat(Enumerable.Repeat(piece, (length / piece.Length) + 1))[..length];
            var input = new RewriteInput(text, DateTimeOffset.UnixEpoch, "Europe/Berlin", habits, []);
            return Enumerable.Range(0, 7).Min(_ =>
            {
                var clock = Stopwatch.StartNew();
                QuestionRewriter.Rewrite(input);
                return clock.Elapsed;
            });
        }
    }

    private static bool Same(QuestionContext left, QuestionContext right) =>
        left with { Habits = s_habits } == right with { Habits = s_habits } && left.Habits.SequenceEqual(right.Habits);
}
