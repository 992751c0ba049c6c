using System.ComponentModel.DataAnnotations;
using NodaTime.TimeZones;

namespace AspireCoach.Accounts;

/// <summary>The name of a zone or of a link in the IANA time zone database, e.g. <c>Europe/Berlin</c>; case matters.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeZoneNameAttribute() : ValidationAttribute("must be an IANA time zone, e.g. Europe/Berlin")
{
    /// <summary>The zones and links, not the fixed offsets that NodaTime understands besides.</summary>
    public override bool IsValid(object? value) =>
        value is not string name || TzdbDateTimeZoneSource.Default.CanonicalIdMap.ContainsKey(name);
}
