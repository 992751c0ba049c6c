using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Habits;

/// <summary>Something a user does on certain days of the week.</summary>
public sealed record Habit
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    [Description("The goal it serves.")]
    public Guid? GoalId { get; init; }

    [Description("The days it is scheduled on, mon to sun.")]
    public required string[] Days { get; init; }

    [Description("What its amounts count, e.g. km.")]
    public string? Unit { get; init; }

    [Description("The amount meant for a day, in the unit.")]
    public decimal? Target { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it was archived; null while it is active.")]
    public DateTimeOffset? ArchivedAt { get; init; }
}

/// <summary>The body that makes a habit.</summary>
[Example("""{"name": "Running", "days": ["mon", "wed", "sat"], "unit": "km", "target": 5}""")]
public sealed record NewHabit
{
    [Required, Text(1, 200)]
    public string Name { get; init; } = "";

    [Description("One of the user's own goals.")]
    public Guid? GoalId { get; init; }

    [WeekdayNames, Description("Any of mon, tue, wed, thu, fri, sat, sun; absent or empty is every day.")]
    public IReadOnlyList<string>? Days { get; init; }

    [Text(1, 200)]
    public string? Unit { get; init; }

    [Range(0, Amounts.Max, MinimumIsExclusive = true)]
    public decimal? Target { get; init; }
}

/// <summary>The body that changes a habit: absent leaves as it is, null clears; days that are cleared are every day.</summary>
[Example("""{"days": ["tue", "sat"], "target": 7.5}""")]
public sealed class HabitPatch : Patch
{
    [NotCleared, Text(1, 200)]
    public string? Name { get; init => field = Given(value); }

    public Guid? GoalId { get; init => field = Given(value); }

    [WeekdayNames]
    public IReadOnlyList<string>? Days { get; init => field = Given(value); }

    [Text(1, 200)]
    public string? Unit { get; init => field = Given(value); }

    [Range(0, Amounts.Max, MinimumIsExclusive = true)]
    public decimal? Target { get; init => field = Given(value); }
}

internal static class Amounts
{
    /// <summary>The largest target or amount.</summary>
    public const double Max = 1_000_000_000;
}
