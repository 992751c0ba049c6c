using AspireCoach.Media.Imaging;
using NodaTime;

namespace AspireCoach.Media;

/// <summary>Instants and days as the user lives them: in their own time zone.</summary>
internal static class PhotoCalendar
{
    private static readonly LocalDate First = new(1826, 1, 1);

    /// <summary>The instant to the microsecond, as the database keeps it: what a create answers is what is read later.</summary>
    public static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The instant at which the day begins.</summary>
    public static DateTimeOffset Start(DateOnly day, string timeZone) =>
        LocalDate.FromDateOnly(day).AtStartOfDayInZone(DateTimeZoneProviders.Tzdb[timeZone]).ToInstant().ToDateTimeOffset();

    /// <summary>The day of an instant.</summary>
    public static DateOnly DayOf(DateTimeOffset instant, string timeZone) =>
        Instant.FromDateTimeOffset(instant).InZone(DateTimeZoneProviders.Tzdb[timeZone]).Date.ToDateOnly();

    /// <summary>When a photo was taken: by its camera's offset, or where that did not know it, in the user's zone. Null for what no camera can say.</summary>
    public static DateTimeOffset? InstantOf(TakenAt? taken, string timeZone)
    {
        if (taken is null || LocalDateTime.FromDateTime(taken.Local) is var local && local.Date < First)
        {
            return null;
        }

        return taken.Offset is { } offset
            ? local.WithOffset(Offset.FromTimeSpan(offset)).ToInstant().ToDateTimeOffset()
            : local.InZoneLeniently(DateTimeZoneProviders.Tzdb[timeZone]).ToInstant().ToDateTimeOffset();
    }
}
