using System.Collections.Frozen;
using NodaTime;
using NodaTime.TimeZones;

namespace AspireCoach.Models.Language;

/// <summary>The IANA time zones, from the database that NodaTime carries: never the host's.</summary>
public static class TimeZones
{
    private static readonly FrozenSet<string> s_monthFirst = (TzdbDateTimeZoneSource.Default.ZoneLocations ?? [])
        .Where(location => location.CountryCode is "US" or "PH" or "PR" or "GU")
        .Select(location => location.ZoneId)
        .ToFrozenSet(StringComparer.Ordinal);

    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTimeZone Named(string id) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? throw new ArgumentException($"'{id}' is no IANA time zone.", nameof(id));

    /// <summary>Where 03/11/2026 is 11 March.</summary>
    public static bool WritesMonthFirst(string id) => s_monthFirst.Contains(id) || id.StartsWith("US/", StringComparison.Ordinal);
}
