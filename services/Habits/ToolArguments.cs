using System.Globalization;
using AspireCoach.Models.Tools;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Habits;

/// <summary>Reads what a model passes, and tells it what to pass instead.</summary>
internal static class ToolArguments
{
    public static DateOnly Day(string text, string name) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new ToolRefusedException($"{name} must be a day as YYYY-MM-DD, e.g. 2026-03-01.");

    /// <summary>A day that something can be logged for.</summary>
    public static DateOnly LoggedDay(string text, string name, ToolContext context)
    {
        var day = Day(text, name);
        return UserCalendar.Problem(day, UserCalendar.DayOf(context.Now, context.TimeZone)) is { } problem
            ? throw new ToolRefusedException($"{name} {problem}.")
            : day;
    }

    public static void Check(TextAttribute rule, string? text, string name)
    {
        if (text is not null && rule.Problem(text) is { } problem)
        {
            throw new ToolRefusedException($"{name} {problem}.");
        }
    }
}
