using NodaTime;

namespace AspireCoach.Habits;

/// <summary>Calendar days as the user lives them: in their own time zone.</summary>
internal static class UserCalendar
{
    /// <summary>The first day that anything can be logged for.</summary>
    public static readonly DateOnly First = new(2000, 1, 1);

    /// <summary>The instant to the microsecond, as the database keeps it: what a create answers is what is read later.</summary>
    public static DateTimeOffset Now(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>The calendar day of an instant in an IANA time zone.</summary>
    public static DateOnly DayOf(DateTimeOffset instant, string timeZone) =>
        Instant.FromDateTimeOffset(instant).InZone(DateTimeZoneProviders.Tzdb[timeZone]).Date.ToDateOnly();

    /// <summary>The instant at which a wall clock in the zone shows the time; the later one where clocks skip it.</summary>
    public static DateTimeOffset At(DateOnly day, TimeOnly time, string timeZone) =>
        LocalDate.FromDateOnly(day).At(LocalTime.FromTimeOnly(time))
            .InZoneLeniently(DateTimeZoneProviders.Tzdb[timeZone])
            .ToInstant().ToDateTimeOffset();

    /// <summary>
    /// What is wrong with a day that something is logged for, null when nothing is. Tomorrow is allowed: a
    /// traveller's device may be a day ahead of the zone that the account has.
    /// </summary>
    public static string? Problem(DateOnly day, DateOnly today) =>
        day < First || day > today.AddDays(1) ? $"must be between {First:yyyy-MM-dd} and tomorrow" : null;
}
