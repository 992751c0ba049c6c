using System.Globalization;
using System.Text.RegularExpressions;

namespace AspireCoach.Catalog.Fetching;

/// <summary>Reads Retry-After (RFC 9110 §10.2.3): seconds, or a date in any of the three formats of §5.6.7.</summary>
internal static partial class RetryAfter
{
    /// <summary>Later than any answer means: what a number of seconds beyond the calendar becomes.</summary>
    public static readonly DateTimeOffset Latest = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    // A Date further from our own clock than this is wrong rather than skewed.
    private static readonly TimeSpan MostSkew = TimeSpan.FromDays(1);

    /// <summary>
    /// When the host may be asked again; uncapped. What lies in the past or is negative is now; null where it cannot be read.
    /// A date counts from the server's own <paramref name="date"/>, if there is one, so that a wrong clock there moves nothing.
    /// </summary>
    public static DateTimeOffset? Parse(string? value, DateTimeOffset now, string? date = null)
    {
        value = value?.Trim() ?? "";
        if (Seconds().IsMatch(value))
        {
            // Some send fractions, which RFC 9110 does not know: the next whole second.
            var seconds = Math.Ceiling(double.Parse(value, CultureInfo.InvariantCulture));
            return seconds <= 0 ? now : seconds >= (Latest - now).TotalSeconds ? Latest : now.AddSeconds(seconds);
        }

        if (Date(value, now) is not { } until)
        {
            return null;
        }

        if (Date(date?.Trim() ?? "", now) is { } theirs && (theirs - now).Duration() <= MostSkew)
        {
            var wait = until - theirs;
            until = wait >= Latest - now ? Latest : wait <= TimeSpan.Zero ? now : now + wait;
        }

        return until < now ? now : until;
    }

    /// <summary>Of an answer; the latest, if it has several.</summary>
    public static DateTimeOffset? Of(HttpResponseMessage response, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(response);
        var date = response.Headers.NonValidated.TryGetValues("Date", out var dates) ? dates.FirstOrDefault() : null;
        return response.Headers.NonValidated.TryGetValues("Retry-After", out var values) ? values.Select(value => Parse(value, now, date)).Max() : null;
    }

    private static DateTimeOffset? Date(string text, DateTimeOffset now)
    {
        var match = Fixed().Match(text) is { Success: true } @fixed ? @fixed
            : Rfc850().Match(text) is { Success: true } rfc850 ? rfc850
            : Asctime().Match(text);
        if (!match.Success)
        {
            return null;
        }

        var year = Number("year");
        if (match.Groups["year"].Length == 2)
        {
            // "A recipient MUST interpret a timestamp … that appears to be more than 50 years in the future as … in the past" (§5.6.7).
            year += now.Year / 100 * 100;
            year -= year > now.Year + 50 ? 100 : 0;
        }

        var month = (Array.FindIndex(CultureInfo.InvariantCulture.DateTimeFormat.AbbreviatedMonthNames, name => name.Equals(match.Groups["month"].Value, StringComparison.OrdinalIgnoreCase))) + 1;
        var (day, hour, minute, second) = (Number("day"), Number("hour"), Number("minute"), Math.Min(Number("second"), 59));
        return year is >= 1 and < 9999 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) && hour < 24 && minute < 60
            ? new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero)
            : null;

        int Number(string group) => int.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"^[+-]?[0-9]+(\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Seconds();

    [GeneratedRegex(@"^[A-Za-z]{3}, (?<day>[0-9]{1,2}) (?<month>[A-Za-z]{3}) (?<year>[0-9]{4}) (?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2}) (GMT|UTC|[+-]0000)$", RegexOptions.CultureInvariant)]
    private static partial Regex Fixed();

    [GeneratedRegex(@"^[A-Za-z]{6,9}, (?<day>[0-9]{1,2})-(?<month>[A-Za-z]{3})-(?<year>[0-9]{2}) (?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2}) (GMT|UTC)$", RegexOptions.CultureInvariant)]
    private static partial Regex Rfc850();

    [GeneratedRegex(@"^[A-Za-z]{3} (?<month>[A-Za-z]{3}) (?<day>[ 0-9][0-9]) (?<hour>[0-9]{2}):(?<minute>[0-9]{2}):(?<second>[0-9]{2}) (?<year>[0-9]{4})$", RegexOptions.CultureInvariant)]
    private static partial Regex Asctime();
}
