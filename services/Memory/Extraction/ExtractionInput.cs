namespace AspireCoach.Memory.Extraction;

/// <summary>Finished turns of one user and what is known of that user already.</summary>
/// <param name="TimeZone">The user's IANA time zone, in which days are counted; UTC stands in for a name that is none.</param>
/// <param name="Turns">In the order they were said.</param>
/// <param name="Known">The current facts.</param>
internal sealed record ExtractionInput(string TimeZone, IReadOnlyList<ExtractionTurn> Turns, IReadOnlyList<KnownFact> Known);

/// <summary>One message.</summary>
/// <param name="Id">Names the message.</param>
/// <param name="FromUser">False for the coach's, from which nothing is ever learnt.</param>
/// <param name="Text">As it was sent.</param>
/// <param name="At">When it was sent: what its "yesterday" counts from.</param>
internal sealed record ExtractionTurn(string Id, bool FromUser, string Text, DateTimeOffset At);

/// <summary>A fact that is current.</summary>
internal sealed record KnownFact(string Id, string Text, string Category);

/// <summary>A fact that a message supports.</summary>
/// <param name="Text">A statement that needs nothing beside it, 1 to 1,000 characters, days resolved.</param>
/// <param name="Category">One of <see cref="FactCategory"/>.</param>
/// <param name="TurnId">The user's message it comes from.</param>
/// <param name="Quote">The span of that message which says so, literally.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="ValidFrom">The first day it holds, or the day it happens, where the message says one.</param>
/// <param name="ValidTo">The last day it holds, where the message says one.</param>
/// <param name="Supersedes">The known fact that is no longer so because of it.</param>
/// <param name="Reinforces">The known fact that it says again: nothing new is to be stored.</param>
internal sealed record FactCandidate(
    string Text, string Category, string TurnId, string Quote, double Confidence, DateOnly? ValidFrom, DateOnly? ValidTo, string? Supersedes, string? Reinforces);
