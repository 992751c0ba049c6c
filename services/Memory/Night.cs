using NodaTime;

namespace AspireCoach.Memory;

/// <summary>Days and nights as a user lives them: in their own time zone, UTC where the zone is none that is known.</summary>
internal static class Night
{
    private static readonly LocalTime s_reading = new(3, 0);

    /// <summary>
    /// The first 03:00 after an instant. Where clocks go forward over it, it is as much later; where they go back over it,
    /// it is the first of the two.
    /// </summary>
    public static DateTimeOffset After(DateTimeOffset now, string timeZone)
    {
        var zone = Zone(timeZone);
        var instant = Instant.FromDateTimeOffset(now);
        var day = instant.InZone(zone).Date;
        while (true)
        {
            var reading = day.At(s_reading).InZoneLeniently(zone).ToInstant();
            if (reading > instant)
            {
                return reading.ToDateTimeOffset();
            }

            day = day.PlusDays(1);
        }
    }

    /// <summary>The calendar day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant, string timeZone) =>
        Instant.FromDateTimeOffset(instant).InZone(Zone(timeZone)).Date.ToDateOnly();

    /// <summary>The instant at which a day is over.</summary>
    public static DateTimeOffset EndOf(DateOnly day, string timeZone) =>
        LocalDate.FromDateOnly(day).PlusDays(1).AtStartOfDayInZone(Zone(timeZone)).ToInstant().ToDateTimeOffset();

    private static DateTimeZone Zone(string timeZone) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(timeZone) ?? DateTimeZone.Utc;
}
