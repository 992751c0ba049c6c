using AspireCoach.Memory;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Text;

namespace AspireCoach.Unit.Memory;

/// <summary>When a user's night is: 03:00 by the clock on their wall.</summary>
public sealed class NightTests
{
    private static readonly string[] s_zones = [.. DateTimeZoneProviders.Tzdb.Ids];

    /// <summary>Since 2000: before, some zones were off by seconds.</summary>
    private static Gen<DateTimeOffset> Instants =>
        from minutes in Gen.Choose(0, 36_500 * 24 * 60)
        from seconds in Gen.Choose(0, 59)
        select new DateTimeOffset(2000, 1, 1, 0, 0, seconds, TimeSpan.Zero).AddMinutes(minutes);

    [Theory]
    [InlineData("Etc/UTC", "2026-11-20T02:59:59Z", "2026-11-20T03:00:00Z")]
    [InlineData("Etc/UTC", "2026-11-20T03:00:00Z", "2026-11-21T03:00:00Z")]
    [InlineData("Europe/Berlin", "2026-11-20T12:00:00Z", "2026-11-21T02:00:00Z")]
    [InlineData("Asia/Kathmandu", "2026-11-20T12:00:00Z", "2026-11-20T21:15:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-11-20T12:00:00Z", "2026-11-20T13:00:00Z")]
    [InlineData("Pacific/Pago_Pago", "2026-11-20T12:00:00Z", "2026-11-20T14:00:00Z")]
    public void It_is_the_next_03_00_of_the_users_own_zone(string zone, string now, string night) => Night.After(At(now), zone).ShouldBe(At(night));

    /// <summary>Berlin goes from 02:00 to 03:00 on 29 March 2026, and from 03:00 back to 02:00 on 25 October.</summary>
    [Theory]
    [InlineData("2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T02:00:00Z")]
    [InlineData("2026-10-25T01:30:00Z", "2026-10-25T02:00:00Z")]
    public void A_night_in_which_the_clock_is_changed_before_it_is_an_hour_shorter_or_longer(string now, string night) =>
        Night.After(At(now), "Europe/Berlin").ShouldBe(At(night));

    /// <summary>Helsinki skips from 03:00 to 04:00 on 29 March 2026, and has 03:00 to 04:00 twice on 25 October.</summary>
    [Theory]
    [InlineData("2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z")]
    [InlineData("2026-10-24T22:00:00Z", "2026-10-25T00:00:00Z")]
    [InlineData("2026-10-25T00:30:00Z", "2026-10-26T01:00:00Z")]
    public void Where_03_00_is_skipped_it_is_the_hour_after_and_where_there_are_two_only_the_first_counts(string now, string night) =>
        Night.After(At(now), "Europe/Helsinki").ShouldBe(At(night));

    /// <summary>Apia had no 30 December 2011.</summary>
    [Fact]
    public void A_day_that_a_zone_never_had_has_no_night() =>
        Night.After(At("2011-12-30T00:00:00Z"), "Pacific/Apia").ShouldBe(At("2011-12-30T13:00:00Z"));

    [Fact]
    public void A_zone_that_nobody_knows_is_utc() =>
        Night.After(At("2026-11-20T12:00:00Z"), "Mars/Olympus").ShouldBe(At("2026-11-21T03:00:00Z"));

    [Fact]
    public void In_every_zone_at_every_instant_it_is_the_first_time_that_the_clock_shows_03_00() =>
        Prop.ForAll(Gen.Zip(Gen.Elements(s_zones), Instants).ToArbitrary(), pair =>
        {
            var (name, now) = pair;
            var zone = DateTimeZoneProviders.Tzdb[name];
            var night = Night.After(now, name);
            var local = Instant.FromDateTimeOffset(night).InZone(zone);
            var skipped = zone.MapLocal(local.Date.At(new LocalTime(3, 0))).Count == 0;
            return night > now && (skipped || local.TimeOfDay == new LocalTime(3, 0)) && !ShownBetween(now, night, zone);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void A_day_is_over_when_the_next_begins_on_the_users_wall() =>
        Prop.ForAll(Gen.Zip(Gen.Elements(s_zones), Instants).ToArbitrary(), pair =>
        {
            var (name, now) = pair;
            var day = Night.DayOf(now, name);
            var end = Night.EndOf(day, name);
            return end > now && Night.DayOf(end, name) > day && Night.DayOf(end.AddTicks(-1), name) == day;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    /// <summary>Whether the clock shows 03:00 after one instant and before another, the second of two 03:00s left out.</summary>
    private static bool ShownBetween(DateTimeOffset from, DateTimeOffset to, DateTimeZone zone)
    {
        // Every zone's offset is a multiple of a quarter of an hour, or at least of a minute.
        var first = from.AddTicks(TimeSpan.TicksPerMinute - (from.Ticks % TimeSpan.TicksPerMinute));
        for (var at = first; at < to; at = at.AddMinutes(1))
        {
            var local = Instant.FromDateTimeOffset(at).InZone(zone);
            if (local.TimeOfDay == new LocalTime(3, 0) && zone.MapLocal(local.LocalDateTime).First().ToInstant() == local.ToInstant())
            {
                return true;
            }
        }

        return false;
    }

    private static DateTimeOffset At(string text) => OffsetDateTimePattern.Rfc3339.Parse(text).Value.ToDateTimeOffset();
}
