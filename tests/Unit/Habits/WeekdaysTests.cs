using AspireCoach.Habits;

namespace AspireCoach.Unit.Habits;

public sealed class WeekdaysTests
{
    [Fact]
    public void Names_come_in_the_weeks_order_and_once() =>
        Weekdays.Of(["sun", "mon", "sun", "wed"]).Names().ShouldBe(["mon", "wed", "sun"]);

    [Fact]
    public void None_is_every_day()
    {
        Weekdays.Of(null).Names().Length.ShouldBe(7);
        Weekdays.Of([]).Names().Length.ShouldBe(7);
    }

    [Fact]
    public void The_next_day_after_friday_of_a_working_week_is_monday() =>
        Weekdays.Of(["mon", "tue", "wed", "thu", "fri"]).After(new DateOnly(2026, 3, 27)).ShouldBe(new DateOnly(2026, 3, 30));

    [Fact]
    public void A_single_day_comes_again_after_a_week() =>
        Weekdays.Of(["fri"]).After(new DateOnly(2026, 3, 27)).ShouldBe(new DateOnly(2026, 4, 3));

    [Theory]
    [InlineData("Mon")]
    [InlineData("monday")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_names_are_refused(string? name) => Weekdays.IsName(name).ShouldBeFalse();
}
