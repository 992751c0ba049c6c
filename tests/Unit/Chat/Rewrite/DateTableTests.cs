
namespace AspireCoach.Unit.Chat.Rewrite;

/// <summary>As of Friday 20 November 2026, 08:30 in Berlin. Expected days were read off a calendar.</summary>
public sealed class DateTableTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 30, 0, TimeSpan.FromHours(1));

    [Theory]
    // Single days
    [InlineData("Why did I fail yesterday?", "2026-11-19", "2026-11-19")]
    [InlineData("How did I do today?", "2026-11-20", "2026-11-20")]
    [InlineData("what did I do the day before yesterday", "2026-11-18", "2026-11-18")]
    [InlineData("Why did I sleep so badly last night?", "2026-11-19", "2026-11-19")]
    [InlineData("Did I read the night before last?", "2026-11-18", "2026-11-18")]
    [InlineData("I ran this morning", "2026-11-20", "2026-11-20")]
    [InlineData("What is left for tonight?", "2026-11-20", "2026-11-20")]
    [InlineData("Why did I skip yesterday evening?", "2026-11-19", "2026-11-19")]
    [InlineData("yesterday's run was hard", "2026-11-19", "2026-11-19")]
    [InlineData("What happened on Tuesday?", "2026-11-17", "2026-11-17")]
    [InlineData("What happened on Friday?", "2026-11-13", "2026-11-13")]
    [InlineData("What happened last Friday?", "2026-11-13", "2026-11-13")]
    [InlineData("What happened on Saturday?", "2026-11-14", "2026-11-14")]
    [InlineData("What did I do on monday night", "2026-11-16", "2026-11-16")]
    [InlineData("What happened on Tues?", "2026-11-17", "2026-11-17")]
    [InlineData("Did I stretch on sat?", "2026-11-14", "2026-11-14")]
    [InlineData("Did I run the Friday before last?", "2026-11-06", "2026-11-06")]
    [InlineData("Did I run on Monday last week?", "2026-11-09", "2026-11-09")]
    [InlineData("Did I run last week on Wednesday?", "2026-11-11", "2026-11-11")]
    [InlineData("Did I run on Tuesday two weeks ago?", "2026-11-03", "2026-11-03")]
    [InlineData("Did I run two Fridays ago?", "2026-11-06", "2026-11-06")]
    [InlineData("What happened three days ago?", "2026-11-17", "2026-11-17")]
    [InlineData("What happened 10 days ago?", "2026-11-10", "2026-11-10")]
    [InlineData("What happened a couple of days ago?", "2026-11-18", "2026-11-18")]
    [InlineData("What happened twenty-one days ago?", "2026-10-30", "2026-10-30")]
    [InlineData("What happened thirty days ago?", "2026-10-21", "2026-10-21")]
    [InlineData("What happened two weeks ago today?", "2026-11-06", "2026-11-06")]
    [InlineData("I meditated two hours ago", "2026-11-20", "2026-11-20")]
    [InlineData("I meditated 12 hours ago", "2026-11-19", "2026-11-19")]
    [InlineData("What happened on 3 November?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on Nov 3rd?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on November 3, 2025?", "2025-11-03", "2025-11-03")]
    [InlineData("What happened on the 3rd of November?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on the third of November?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on November the third?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on 24 December?", "2025-12-24", "2025-12-24")]
    [InlineData("What happened on the 3rd?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on the 25th?", "2026-10-25", "2026-10-25")]
    [InlineData("What happened on the 31st?", "2026-10-31", "2026-10-31")]
    [InlineData("What happened on Thursday 19 November?", "2026-11-19", "2026-11-19")]
    [InlineData("What happened on Thursday, November 12?", "2026-11-12", "2026-11-12")]
    [InlineData("What happened on Thursday the 12th?", "2026-11-12", "2026-11-12")]
    [InlineData("What happened on 2026-11-03?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on 3.11.2026?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on 03/11/2026?", "2026-11-03", "2026-11-03")]
    [InlineData("What happened on 11/23/2025?", "2025-11-23", "2025-11-23")]
    [InlineData("What happened on May 3?", "2026-05-03", "2026-05-03")]
    [InlineData("What happened on 29 February?", "2024-02-29", "2024-02-29")]
    [InlineData("What happened the day after 3 November?", "2026-11-04", "2026-11-04")]
    // Weeks and weekends
    [InlineData("How did I do last week?", "2026-11-09", "2026-11-15")]
    [InlineData("How did I do this week?", "2026-11-16", "2026-11-20")]
    [InlineData("How did I do the week before last?", "2026-11-02", "2026-11-08")]
    [InlineData("How did I do two weeks ago?", "2026-11-02", "2026-11-08")]
    [InlineData("How did I do a fortnight ago?", "2026-11-02", "2026-11-08")]
    [InlineData("How did I do in the week of 3 November?", "2026-11-02", "2026-11-08")]
    [InlineData("How did I do the week before 3 November?", "2026-10-26", "2026-11-01")]
    [InlineData("How was my weekend?", "2026-11-14", "2026-11-15")]
    [InlineData("How did I do over the weekend?", "2026-11-14", "2026-11-15")]
    [InlineData("How did I do last weekend?", "2026-11-14", "2026-11-15")]
    [InlineData("How did I do the weekend before last?", "2026-11-07", "2026-11-08")]
    [InlineData("How did I do in the first week of March?", "2026-03-01", "2026-03-07")]
    [InlineData("How did I do in the last week of October?", "2026-10-25", "2026-10-31")]
    // Counted back from today
    [InlineData("How did I do in the last 7 days?", "2026-11-14", "2026-11-20")]
    [InlineData("How did I do over the past three days?", "2026-11-18", "2026-11-20")]
    [InlineData("How did I do in the past two weeks?", "2026-11-07", "2026-11-20")]
    [InlineData("How did I do in the last 30 days?", "2026-10-22", "2026-11-20")]
    [InlineData("How did I do in the past week?", "2026-11-14", "2026-11-20")]
    [InlineData("How did I do over the last month?", "2026-10-21", "2026-11-20")]
    [InlineData("How did I do in the last three months?", "2026-08-21", "2026-11-20")]
    [InlineData("How did I do in the last few days?", "2026-11-18", "2026-11-20")]
    // Months and years
    [InlineData("How did I do in March?", "2026-03-01", "2026-03-31")]
    [InlineData("How did I do in December?", "2025-12-01", "2025-12-31")]
    [InlineData("How did I do in May?", "2026-05-01", "2026-05-31")]
    [InlineData("how did i do in march", "2026-03-01", "2026-03-31")]
    [InlineData("How did I do in March 2025?", "2025-03-01", "2025-03-31")]
    [InlineData("How did I do in 2026-02?", "2026-02-01", "2026-02-28")]
    [InlineData("How did I do in Sept?", "2026-09-01", "2026-09-30")]
    [InlineData("How did I do last March?", "2026-03-01", "2026-03-31")]
    [InlineData("How did I do this month?", "2026-11-01", "2026-11-20")]
    [InlineData("How did I do in November?", "2026-11-01", "2026-11-20")]
    [InlineData("How did I do last month?", "2026-10-01", "2026-10-31")]
    [InlineData("How did I do three months ago?", "2026-08-01", "2026-08-31")]
    [InlineData("How did I do last year?", "2025-01-01", "2025-12-31")]
    [InlineData("How did I do in 2025?", "2025-01-01", "2025-12-31")]
    [InlineData("How did I do two years ago?", "2024-01-01", "2024-12-31")]
    // Ranges
    [InlineData("How did I do since Monday?", "2026-11-16", "2026-11-20")]
    [InlineData("How did I do since last week?", "2026-11-09", "2026-11-20")]
    [InlineData("How did I do since 3 November?", "2026-11-03", "2026-11-20")]
    [InlineData("How did I do since March?", "2026-03-01", "2026-11-20")]
    [InlineData("How did I do between Monday and Wednesday?", "2026-11-16", "2026-11-18")]
    [InlineData("How did I do from Friday to Monday?", "2026-11-13", "2026-11-16")]
    [InlineData("How did I do between 3 and 7 November?", "2026-11-03", "2026-11-07")]
    [InlineData("How did I do from 3 November to 7 November?", "2026-11-03", "2026-11-07")]
    [InlineData("How did I do 3-7 November?", "2026-11-03", "2026-11-07")]
    [InlineData("How did I do from Nov 3 to 7?", "2026-11-03", "2026-11-07")]
    [InlineData("How did I do from November 3-7, 2025?", "2025-11-03", "2025-11-07")]
    [InlineData("How did I do between March and May?", "2026-03-01", "2026-05-31")]
    [InlineData("How did I do from 20 December to 5 January?", "2025-12-20", "2026-01-05")]
    [InlineData("How did I do from 2026-11-01 to 2026-11-10?", "2026-11-01", "2026-11-10")]
    [InlineData("How did I do from Monday until yesterday?", "2026-11-16", "2026-11-19")]
    [InlineData("Compare this week with last week", "2026-11-09", "2026-11-20")]
    [InlineData("How did I do yesterday and today?", "2026-11-19", "2026-11-20")]
    // The future
    [InlineData("What should I do tomorrow?", "2026-11-21", "2026-11-21")]
    [InlineData("What is planned for the day after tomorrow?", "2026-11-22", "2026-11-22")]
    [InlineData("What will I do next week?", "2026-11-23", "2026-11-29")]
    [InlineData("Will I run on Tuesday?", "2026-11-24", "2026-11-24")]
    [InlineData("What should I plan for next Friday?", "2026-11-27", "2026-11-27")]
    [InlineData("I will start in March", "2027-03-01", "2027-03-31")]
    [InlineData("I will start in three days", "2026-11-23", "2026-11-23")]
    [InlineData("I'm going to run this weekend", "2026-11-21", "2026-11-22")]
    [InlineData("I plan to run on 3 December", "2026-12-03", "2026-12-03")]
    [InlineData("What should I do in the next 7 days?", "2026-11-21", "2026-11-27")]
    [InlineData("I plan to rest this week", "2026-11-16", "2026-11-22")]
    // A reason's own day is not the day asked about
    [InlineData("I skipped my run today because I slept badly last night", "2026-11-20", "2026-11-20")]
    [InlineData("I skipped yesterday, I will run tomorrow", "2026-11-19", "2026-11-19")]
    public void A_date_in_words_becomes_days(string message, string from, string to)
    {
        var context = Rewrite.Alone(message, s_now, "Europe/Berlin");

        (context.From, context.To).ShouldBe((DateOnly.Parse(from, null), DateOnly.Parse(to, null)));
        context.Query.ShouldNotBe(message);
    }

    [Theory]
    [InlineData("That may help")]
    [InlineData("May I ask you something?")]
    [InlineData("may 3 people join?")]
    [InlineData("I march on the spot to warm up")]
    [InlineData("Wait a second")]
    [InlineData("I sat in the sun")]
    [InlineData("I sat down")]
    [InlineData("The sun was out")]
    [InlineData("How long does this last may depend on me")]
    [InlineData("I wed my habits to routines")]
    [InlineData("What can I do every Monday?")]
    [InlineData("I run on Mondays")]
    [InlineData("I like the third of them")]
    [InlineData("It is an august company")]
    [InlineData("I ran three days in a row")]
    [InlineData("I lost 2 kg in 3 weeks")]
    [InlineData("I was sick for three days")]
    [InlineData("What happened on 31 November?")]
    [InlineData("My score was 11/20")]
    [InlineData("It cost 2026 dollars")]
    [InlineData("I read 24 pages")]
    [InlineData("How often do I run each week?")]
    [InlineData("Hello!")]
    [InlineData("")]
    [InlineData("Explain the first of these")]
    [InlineData("999999999 days ago")]
    [InlineData("99999999999999999999 weeks ago")]
    [InlineData("The week before my holiday")]
    public void Words_that_are_no_dates_stay_words(string message)
    {
        var context = Rewrite.Alone(message, s_now, "Europe/Berlin");

        (context.From, context.To).ShouldBe((null, null));
        context.Query.ShouldBe(message);
    }

    [Theory]
    [InlineData("2026-11-21T09:00:00+01:00", "How is my weekend going?", "2026-11-21", "2026-11-21")] // on the Saturday itself
    [InlineData("2026-11-22T09:00:00+01:00", "How was this weekend?", "2026-11-21", "2026-11-22")]
    [InlineData("2026-11-22T09:00:00+01:00", "How was last weekend?", "2026-11-14", "2026-11-15")]
    [InlineData("2026-11-22T09:00:00+01:00", "How was this week?", "2026-11-16", "2026-11-22")]
    [InlineData("2026-11-23T09:00:00+01:00", "How was last week?", "2026-11-16", "2026-11-22")]
    [InlineData("2026-11-23T09:00:00+01:00", "How did I do this weekend?", "2026-11-21", "2026-11-22")]
    [InlineData("2026-01-01T00:10:00+01:00", "What happened yesterday?", "2025-12-31", "2025-12-31")]
    [InlineData("2026-01-01T00:10:00+01:00", "What happened last month?", "2025-12-01", "2025-12-31")]
    [InlineData("2028-03-01T12:00:00+01:00", "What happened yesterday?", "2028-02-29", "2028-02-29")]
    [InlineData("2026-03-29T23:59:00+02:00", "What happened yesterday?", "2026-03-28", "2026-03-28")] // clocks went forward
    [InlineData("2026-10-26T00:30:00+01:00", "What happened last night?", "2026-10-25", "2026-10-25")] // the day of 25 hours
    public void Days_count_from_the_message(string at, string message, string from, string to)
    {
        var context = Rewrite.Alone(message, DateTimeOffset.Parse(at, null), "Europe/Berlin");

        (context.From, context.To).ShouldBe((DateOnly.Parse(from, null), DateOnly.Parse(to, null)));
    }

    [Theory]
    [InlineData("Pacific/Kiritimati", "2026-11-20", "2026-11-19")] // UTC+14
    [InlineData("Pacific/Pago_Pago", "2026-11-19", "2026-11-18")] // UTC-11
    [InlineData("America/Los_Angeles", "2026-11-19", "2026-11-18")]
    [InlineData("Asia/Kolkata", "2026-11-20", "2026-11-19")]
    [InlineData("Asia/Calcutta", "2026-11-20", "2026-11-19")] // the old name
    [InlineData("Europe/London", "2026-11-20", "2026-11-19")]
    public void One_instant_is_another_day_elsewhere(string timeZone, string today, string yesterday)
    {
        var context = Rewrite.Alone("Why did I fail yesterday?", new DateTimeOffset(2026, 11, 20, 7, 30, 0, TimeSpan.Zero), timeZone);

        context.Today.ShouldBe(DateOnly.Parse(today, null));
        context.From.ShouldBe(DateOnly.Parse(yesterday, null));
    }

    [Fact]
    public void Samoa_had_no_30_December_2011_and_yesterday_is_the_day_before_on_the_calendar()
    {
        var context = Rewrite.Alone("Why did I fail yesterday?", new DateTimeOffset(2011, 12, 30, 12, 0, 0, TimeSpan.Zero), "Pacific/Apia");

        context.Today.ShouldBe(new DateOnly(2011, 12, 31));
        context.From.ShouldBe(new DateOnly(2011, 12, 30));
    }

    [Fact]
    public void Slashes_are_read_as_the_users_country_writes_them() =>
        Rewrite.Alone("What happened on 03/11/2026?", s_now, "America/New_York").From.ShouldBe(new DateOnly(2026, 3, 11));

    [Fact]
    public void A_time_zone_that_does_not_exist_is_refused() =>
        Should.Throw<ArgumentException>(() => Rewrite.Alone("yesterday", s_now, "Mars/Olympus")).Message.ShouldContain("Mars/Olympus");
}
