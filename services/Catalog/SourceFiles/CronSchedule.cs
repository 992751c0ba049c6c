using System.Globalization;
using Quartz;

namespace AspireCoach.Catalog.SourceFiles;

/// <summary>
/// A cron expression of five fields in UTC: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday, as in
/// crontab(5)). Where both days are restricted, either of them counts.
/// </summary>
internal sealed class CronSchedule
{
    private static readonly string[] Weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"];

    private readonly IReadOnlyList<CronExpression> _expressions;

    private CronSchedule(IReadOnlyList<CronExpression> expressions) => _expressions = expressions;

    /// <summary>Reads an expression; says what is wrong where it is none.</summary>
    public static CronSchedule? Parse(string text, out string problem)
    {
        problem = $"'{text}' is no schedule: write five fields in UTC, minute hour day month weekday, e.g. \"0 3 * * *\" for each day at 03:00";
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5 || Weekday(parts[4]) is not { } weekday)
        {
            return null;
        }

        var (minute, hour, day, month) = (parts[0], parts[1], parts[2], parts[3]);
        string[] days = (day[0], weekday[0]) switch
        {
            ('*', _) when day == "*" => weekday == "*" ? ["* {0} ?"] : ["? {0} " + weekday],
            (_, '*') when weekday == "*" => [day + " {0} ?"],
            _ => [day + " {0} ?", "? {0} " + weekday],
        };
        try
        {
            List<CronExpression> expressions = [];
            foreach (var one in days)
            {
                expressions.Add(new CronExpression($"0 {minute} {hour} {string.Format(CultureInfo.InvariantCulture, one, month)}", TimeZoneInfo.Utc));
            }

            // One that no day ever fits, such as 30 February, is none.
            var never = expressions.TrueForAll(expression => expression.GetNextValidTimeAfter(DateTimeOffset.UnixEpoch) is null);
            problem = never ? $"'{text}' never comes: no month has that day" : "";
            return never ? null : new CronSchedule(expressions);
        }
        catch (FormatException exception)
        {
            problem += $" ({exception.Message.TrimEnd('.')})";
            return null;
        }
    }

    /// <summary>The first moment after another one.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => _expressions.Select(expression => expression.GetNextValidTimeAfter(after)).Where(next => next is not null).Min();

    /// <summary>Numbers of days by their names, which Quartz counts from another day.</summary>
    private static string? Weekday(string field)
    {
        var items = new List<string>();
        foreach (var item in field.Split(','))
        {
            var (range, step) = item.Split('/') is [var before, var after] ? (before, after) : (item, null);
            if (step is not null && (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var by) || by is < 1 or > 7))
            {
                return null;
            }

            var ends = range == "*" && step is not null ? ["0", "6"] : range.Split('-');
            if (ends.Length > 2 || (range != "*" && ends.Any(end => Index(end) < 0)))
            {
                return null;
            }

            if (range == "*" && step is null)
            {
                items.Add("*");
                continue;
            }

            // Written out day by day: ranges to Sunday and steps need no rule of Quartz's then.
            var (first, last) = (Index(ends[0]), ends.Length == 2 ? Index(ends[1]) : step is null ? Index(ends[0]) : 6);
            last = last < first && ends.Length == 2 ? last + 7 : last;
            for (var day = first; day <= last; day += step is null ? 1 : int.Parse(step, CultureInfo.InvariantCulture))
            {
                items.Add(Weekdays[day % 7]);
            }
        }

        return items.Contains("*") ? "*" : string.Join(',', items.Distinct());
    }

    private static int Index(string day) =>
        int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number is <= 7 ? number : -1 : Array.IndexOf(Weekdays, day.ToUpperInvariant());
}
