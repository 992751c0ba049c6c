using System.Globalization;
using System.Text.RegularExpressions;

namespace AspireCoach.Bench.Drills;

/// <summary>
/// The shipped rules and routes with every duration divided by one factor, so that what takes hours takes a minute. Nothing
/// else differs: thresholds, volumes and expressions are the shipped ones.
/// </summary>
internal static partial class FasterRules
{
    /// <summary>At a scrape a second, a rate over less is one of two samples.</summary>
    private static readonly TimeSpan LeastRange = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(1);

    /// <summary>Ranges, <c>for</c> and intervals of a file of rules.</summary>
    public static string OfPrometheus(string rules, int factor) =>
        Wait().Replace(Range().Replace(rules, range => $"[{Divide(range.Groups[1].Value, factor, LeastRange)}]"), wait => Faster(wait, factor));

    /// <summary>Alertmanager's waits before and between messages.</summary>
    public static string OfAlertmanager(string configuration, int factor) => Grouping().Replace(configuration, wait => Faster(wait, factor));

    private static string Faster(Match wait, int factor) => $"{wait.Groups[1].Value}: {Divide(wait.Groups[2].Value, factor, LeastWait)}";

    private static string Divide(string duration, int factor, TimeSpan least)
    {
        var number = double.Parse(duration.AsSpan(0, duration.Length - 1), CultureInfo.InvariantCulture);
        var whole = duration[^1] switch
        {
            's' => TimeSpan.FromSeconds(number),
            'm' => TimeSpan.FromMinutes(number),
            'h' => TimeSpan.FromHours(number),
            'd' => TimeSpan.FromDays(number),
            var unit => throw new BenchException($"A duration in '{unit}' is not understood: {duration}."),
        };
        var wanted = whole / factor;

        // What is as short as that already stays as it is.
        return string.Create(CultureInfo.InvariantCulture, $"{(wanted < least ? (least < whole ? least : whole) : wanted).TotalMilliseconds:0}ms");
    }

    [GeneratedRegex(@"\[(\d+[a-z])\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"(?<=^\s*)(for|interval): (\d+[a-z])\b", RegexOptions.Multiline)]
    private static partial Regex Wait();

    [GeneratedRegex(@"(?<=^\s*)(group_wait|group_interval|repeat_interval): (\d+[a-z])\b", RegexOptions.Multiline)]
    private static partial Regex Grouping();
}
