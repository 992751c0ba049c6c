using System.ComponentModel;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.Memory;

/// <summary>Something the coach knows of a user.</summary>
public sealed record Fact
{
    public required Guid Id { get; init; }

    public required string Text { get; init; }

    [Description("identity, health, diet, preference, goal, routine, relationship, event or constraint.")]
    public required string Category { get; init; }

    [Description("How sure it is, from 0 to 1.")]
    public required double Confidence { get; init; }

    [Description("Whether it is recalled whatever is asked.")]
    public required bool Pinned { get; init; }

    [Description("The first day on which it is so; null where nobody said.")]
    public DateOnly? ValidFrom { get; init; }

    [Description("The last day on which it is so; null where it still is.")]
    public DateOnly? ValidTo { get; init; }

    [Description("The fact that took its place; null while none has.")]
    public Guid? SupersededBy { get; init; }

    public required FactSource Source { get; init; }
}

/// <summary>Why something is known.</summary>
/// <param name="By"><c>message</c>: taken from a message; <c>user</c>: written by the user.</param>
/// <param name="MessageId">The message that said so; null where the user wrote the fact.</param>
/// <param name="Quote">The words in it; null where the user wrote the fact.</param>
/// <param name="At">When it was said or written.</param>
public sealed record FactSource(FactOrigin By, Guid? MessageId, string? Quote, DateTimeOffset At);

/// <summary>Who put a fact into words.</summary>
public enum FactOrigin
{
    Message,
    User,
}

/// <summary>The body that changes a fact: absent leaves as it is.</summary>
[Example("""{"text": "Is allergic to hazelnuts", "pinned": true}""")]
public sealed class FactPatch : Patch
{
    [NotCleared, Text(1, 1_000), Description("Other words make a new fact, which takes the place of this one and is the answer.")]
    public string? Text { get; init => field = Given(value); }

    [NotCleared, Description("Whether it is recalled whatever is asked.")]
    public bool? Pinned { get; init => field = Given(value); }
}

/// <summary>Which facts to list.</summary>
public sealed record FactQuery
{
    [FromQuery(Name = "status"), DefaultValue("current"), Description("current: what is so now; all: also what was, and what has been superseded.")]
    public string? Status { get; init; }

    [FromQuery(Name = "category"), Description("Only facts of this category.")]
    public string? Category { get; init; }
}
