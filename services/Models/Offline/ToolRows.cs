namespace AspireCoach.Models.Offline;

internal sealed record HabitRow(string Id, string Name, IReadOnlyList<string> Days, string? Unit, int? CurrentStreak, int? LongestStreak);

/// <summary>A day of a habit's log; <paramref name="Done"/> is null where nothing was logged.</summary>
internal sealed record LogEntry(DateOnly Date, bool Scheduled, bool? Done, decimal? Amount, string? Note);

internal sealed record LoggedHabit(string Id, string Name, IReadOnlyList<LogEntry> Entries);

internal sealed record StreakRow(string HabitId, string Name, int Current, int Longest, DateOnly? LastDone);

internal sealed record CheckInRow(string Name, DateOnly Date, bool Done, decimal? Amount);

internal sealed record JournalEntry(DateOnly Date, string Text);

internal sealed record ToolFailure(string Tool, string Message);

/// <summary>An item of the catalogue: what it is, what makes it itself, its fields in words, and its ingredients where it has any.</summary>
internal sealed record CatalogRow(string Kind, string Name, IReadOnlyList<(string Name, string Value)> Fields, IReadOnlyList<string> Ingredients, string? Url);
