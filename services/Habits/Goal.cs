using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireCoach.ServiceDefaults.Contract;

namespace AspireCoach.Habits;

/// <summary>Something a user wants to reach, and which habits serve.</summary>
public sealed record Goal
{
    public required Guid Id { get; init; }

    public required string Title { get; init; }

    [Description("Why it matters to the user, in their words.")]
    public string? Why { get; init; }

    public DateOnly? TargetDate { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it was archived; null while it is active.")]
    public DateTimeOffset? ArchivedAt { get; init; }
}

/// <summary>The body that makes a goal.</summary>
[Example("""{"title": "Run a marathon", "why": "To prove it to myself", "targetDate": "2027-05-01"}""")]
public sealed record NewGoal
{
    [Required, Text(1, 200)]
    public string Title { get; init; } = "";

    [Text(0, 2000)]
    public string? Why { get; init; }

    public DateOnly? TargetDate { get; init; }
}

/// <summary>The body that changes a goal: absent leaves as it is, null clears.</summary>
[Example("""{"title": "Run half a marathon", "targetDate": null}""")]
public sealed class GoalPatch : Patch
{
    [NotCleared, Text(1, 200)]
    public string? Title { get; init => field = Given(value); }

    [Text(0, 2000)]
    public string? Why { get; init => field = Given(value); }

    public DateOnly? TargetDate { get; init => field = Given(value); }
}
