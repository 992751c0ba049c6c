namespace AspireCoach.Habits;

/// <summary>How a habit goes, in its own scheduled days.</summary>
/// <param name="Current">Scheduled days in a row done up to now; today breaks nothing as long as it lasts.</param>
/// <param name="Longest">The most scheduled days in a row ever done.</param>
/// <param name="LastDone">The last day it was done, scheduled or not.</param>
/// <param name="Completion30d">
/// The share, 0 to 1, of the scheduled days done among the last 30 calendar days. Days before the habit began (the day
/// it was made, or of the first check-in if that is earlier) do not count; nor does today while nothing is logged for it.
/// </param>
public sealed record Streak(int Current, int Longest, DateOnly? LastDone, double Completion30d)
{
    private const int Window = 30;

    /// <summary>
    /// Counts. Linear in the done days; days that are done but not scheduled neither count nor break.
    /// </summary>
    /// <param name="days">The habit's schedule, which is taken to have held always.</param>
    /// <param name="made">The day the habit was made.</param>
    /// <param name="archived">The day it was archived, the last one on which it was scheduled; null while active.</param>
    /// <param name="history">The check-ins up to today.</param>
    /// <param name="today">Today in the user's time zone.</param>
    internal static Streak Count(Weekdays days, DateOnly made, DateOnly? archived, CheckInHistory history, DateOnly today)
    {
        if (history.First is not { } first)
        {
            return new Streak(0, 0, null, 0);
        }

        var end = archived < today ? archived.Value : today;
        var (last, run, longest) = Runs(days, history.Done, end);
        var alive = last is { } day && days.After(day) >= end;
        return new Streak(
            alive ? run : 0,
            longest,
            history.Done.Count == 0 ? null : history.Done[^1],
            Completion(days, history, first < made ? first : made, end, today));
    }

    /// <summary>The last scheduled day done, the run that it ends, and the longest run.</summary>
    private static (DateOnly? Last, int Run, int Longest) Runs(Weekdays days, IReadOnlyList<DateOnly> done, DateOnly end)
    {
        DateOnly? last = null;
        var (run, longest) = (0, 0);
        foreach (var day in done)
        {
            if (day > end)
            {
                break;
            }

            if (days.Contains(day))
            {
                run = last is { } before && days.After(before) == day ? run + 1 : 1;
                longest = Math.Max(longest, run);
                last = day;
            }
        }

        return (last, run, longest);
    }

    private static double Completion(Weekdays days, CheckInHistory history, DateOnly began, DateOnly end, DateOnly today)
    {
        var from = today.AddDays(1 - Window);
        from = from < began ? began : from;
        var to = end == today && history.Last < today ? today.AddDays(-1) : end;
        var scheduled = 0;
        for (var day = from; day <= to; day = day.AddDays(1))
        {
            scheduled += days.Contains(day) ? 1 : 0;
        }

        var done = 0;
        for (var i = history.Done.Count - 1; i >= 0 && history.Done[i] >= from; i--)
        {
            done += history.Done[i] <= to && days.Contains(history.Done[i]) ? 1 : 0;
        }

        return scheduled == 0 ? 0 : (double)done / scheduled;
    }
}

/// <summary>One habit's check-ins up to a day.</summary>
/// <param name="First">The first day with a check-in, done or not; null where there is none.</param>
/// <param name="Last">The last day with one.</param>
/// <param name="Done">The days done, ascending.</param>
internal sealed record CheckInHistory(DateOnly? First, DateOnly? Last, IReadOnlyList<DateOnly> Done)
{
    public static CheckInHistory None { get; } = new(null, null, []);
}
