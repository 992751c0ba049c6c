using System.Globalization;
using AspireCoach.Catalog.Fetching;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData(" 120 ", 120)]
    [InlineData("3600", 3_600)]
    [InlineData("31536000", 31_536_000)]
    [InlineData("1.2", 2)]
    [InlineData("-5", 0)]
    [InlineData("+7", 7)]
    public void Seconds_count_from_now(string value, int seconds) => RetryAfter.Parse(value, Now).ShouldBe(Now.AddSeconds(seconds));

    [Theory]
    [InlineData("Sat, 21 Nov 2026 13:00:00 GMT")]
    [InlineData("Saturday, 21-Nov-26 13:00:00 GMT")]
    [InlineData("Sat Nov 21 13:00:00 2026")]
    [InlineData("Sun, 21 Nov 2026 13:00:00 GMT")]
    [InlineData("sat, 21 nov 2026 13:00:00 GMT")]
    public void Dates_are_read_in_all_three_formats(string value) => RetryAfter.Parse(value, Now).ShouldBe(Now.AddHours(1));

    [Theory]
    [InlineData("Sun Dec  6 08:49:37 2026", "2026-12-06T08:49:37Z")]
    [InlineData("Sunday, 06-Nov-94 08:49:37 GMT", "2026-11-21T12:00:00Z")]
    [InlineData("Saturday, 06-Nov-60 08:49:37 GMT", "2060-11-06T08:49:37Z")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", "2026-11-21T12:00:00Z")]
    [InlineData("Sat, 21 Nov 2026 23:59:60 GMT", "2026-11-21T23:59:59Z")]
    [InlineData("Sun, 21 Nov 2027 12:00:00 GMT", "2027-11-21T12:00:00Z")]
    public void Odd_dates_are_read_too_and_past_ones_are_now(string value, string expected) =>
        RetryAfter.Parse(value, Now).ShouldBe(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1e9")]
    [InlineData("NaN")]
    [InlineData("10s")]
    [InlineData("١٢")]
    [InlineData("Sat, 31 Nov 2026 13:00:00 GMT")]
    [InlineData("Sat, 21 Foo 2026 13:00:00 GMT")]
    [InlineData("Sat, 21 Nov 2026 25:00:00 GMT")]
    [InlineData("2026-11-21T13:00:00Z")]
    public void What_cannot_be_read_says_nothing(string? value) => RetryAfter.Parse(value, Now).ShouldBeNull();

    [Fact]
    public void The_calendar_is_the_only_cap()
    {
        RetryAfter.Parse("3153600000", Now).ShouldBe(Now.AddSeconds(3_153_600_000));
        RetryAfter.Parse("99999999999999999999", Now).ShouldBe(RetryAfter.Latest);
        RetryAfter.Parse(new string('9', 5_000), Now).ShouldBe(RetryAfter.Latest);
    }

    [Fact]
    public void A_date_counts_from_the_servers_own_clock()
    {
        RetryAfter.Parse("Sat, 21 Nov 2026 11:30:00 GMT", Now, "Sat, 21 Nov 2026 11:20:00 GMT").ShouldBe(Now.AddMinutes(10));
        RetryAfter.Parse("Sat, 21 Nov 2026 13:10:00 GMT", Now, "Sat, 21 Nov 2026 13:00:00 GMT").ShouldBe(Now.AddMinutes(10));
        RetryAfter.Parse("Sat, 21 Nov 2026 13:00:00 GMT", Now, "Sat, 21 Nov 2026 14:00:00 GMT").ShouldBe(Now);
        RetryAfter.Parse("60", Now, "Sat, 21 Nov 2026 11:20:00 GMT").ShouldBe(Now.AddMinutes(1));
    }

    [Fact]
    public void A_clock_that_is_days_off_is_not_believed() =>
        RetryAfter.Parse("Sat, 21 Nov 2026 13:00:00 GMT", Now, "Thu, 01 Jan 1970 00:00:00 GMT").ShouldBe(Now.AddHours(1));

    [Fact]
    public void Any_text_and_any_date_give_nothing_or_a_time_from_now_on()
    {
        var pieces = Gen.Elements("9", "-", "+", ".", "0", "Sat, ", "Saturday, ", "Sat ", "21", " Nov ", "-Nov-", "26", "2026", "9998", " 13:00:00", " GMT", "Dec", " ", "\uD800").ListOf().Select(string.Concat);
        var instants = Gen.Choose(0, 9_000).Select(year => Now.AddYears(year - 2_025 < 7_900 ? year - 2_025 : 0));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true),
            Prop.ForAll(Arb.From(Gen.OneOf(pieces, ArbMap.Default.ArbFor<string>().Generator)), Arb.From(pieces), Arb.From(instants), (value, date, now) =>
            {
                var until = RetryAfter.Parse(value, now, date);
                (until is null || until >= now).ShouldBeTrue();
            }));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true),
            Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seconds =>
            {
                var until = Now.AddSeconds(seconds);
                RetryAfter.Parse(seconds.ToString(CultureInfo.InvariantCulture), Now).ShouldBe(until);
                RetryAfter.Parse(until.ToString("R", CultureInfo.InvariantCulture), Now).ShouldBe(until);
            }));
    }
}
