using System.Collections.Frozen;
using NodaTime.TimeZones;

namespace AspireCoach.Models.Safety;

/// <summary>Where to turn in the country that a time zone lies in.</summary>
/// <param name="Emergency">The emergency number, for a sentence that begins with "call".</param>
/// <param name="Crisis">A sentence on someone to talk to.</param>
/// <param name="Advice">A sentence on medical advice that is no emergency, with a space behind it; empty where no number is known.</param>
internal sealed record HelpLines(string Emergency, string Crisis, string Advice)
{
    private const string Everywhere = "Helplines in your country are listed at findahelpline.com.";

    private static readonly FrozenDictionary<string, string> s_countries = (TzdbDateTimeZoneSource.Default.ZoneLocations ?? [])
        .ToFrozenDictionary(location => location.ZoneId, location => location.CountryCode, StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_uses112 =
        "AT BE BG HR CY CZ DE DK EE ES FI FR GR HU IE IT LT LU LV MT NL PL PT RO SE SI SK IS LI NO CH AX".Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static HelpLines In(string? timeZone) => Country(timeZone) switch
    {
        "US" or "PR" or "GU" or "VI" or "AS" or "MP" => new("911", "You can call or text 988, the Suicide and Crisis Lifeline, at any hour.", ""),
        "CA" => new("911", "You can call or text 988, the Suicide Crisis Helpline, at any hour.", ""),
        "GB" or "GG" or "JE" or "IM" => new("999 (or 112)", "You can call Samaritans on 116 123 at any hour.", "NHS 111 answers questions that are no emergency. "),
        "AU" => new("000", "You can call Lifeline on 13 11 14 at any hour.", ""),
        "NZ" => new("111", "You can call or text 1737 at any hour.", ""),
        "IN" => new("112", Everywhere, ""),
        { } country when s_uses112.Contains(country) => new("112", Everywhere, ""),
        _ => new("your local emergency services", Everywhere, ""),
    };

    private static string? Country(string? timeZone) =>
        timeZone is null ? null
        : s_countries.TryGetValue(timeZone, out var country) ? country
        : TzdbDateTimeZoneSource.Default.CanonicalIdMap.TryGetValue(timeZone, out var canonical) ? s_countries.GetValueOrDefault(canonical)
        : null;
}
