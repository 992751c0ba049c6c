using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.Habits;

/// <summary>What a user wrote about a day.</summary>
public sealed record JournalEntry
{
    public required Guid Id { get; init; }

    public required DateOnly Date { get; init; }

    public required string Text { get; init; }

    [Description("How the day felt, 1 (bad) to 5 (good).")]
    public int? Mood { get; init; }

    [Description("Photos that go with it.")]
    public Guid[] MediaIds { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>The body that writes a journal entry.</summary>
[Example("""{"date": "2026-03-01", "text": "Slept badly and skipped the run.", "mood": 2}""")]
public sealed record NewJournalEntry
{
    [Description("Today in the user's time zone where absent.")]
    public DateOnly? Date { get; init; }

    [Required, Text(1, 20_000)]
    public string Text { get; init; } = "";

    [Range(1, 5), Description("How the day felt, 1 (bad) to 5 (good).")]
    public int? Mood { get; init; }

    [MaxLength(10), Description("Photos of the user's own that go with it.")]
    public IReadOnlyList<Guid>? MediaIds { get; init; }
}

/// <summary>What of the journal to read; everything where nothing is given.</summary>
public sealed record JournalQuery
{
    [FromQuery(Name = "from"), Description("The first day.")]
    public DateOnly? From { get; init; }

    [FromQuery(Name = "to"), Description("The last day.")]
    public DateOnly? To { get; init; }

    [FromQuery(Name = "q"), Text(0, 200), Description("Words that must all occur, in any form and case; words too common to tell entries apart (the, and, …) are ignored.")]
    public string? Q { get; init; }
}
