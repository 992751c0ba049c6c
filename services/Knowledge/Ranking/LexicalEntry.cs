namespace AspireCoach.Knowledge.Ranking;

/// <summary>An entry of one user, to be found by its words.</summary>
/// <param name="Id">What a search names it by.</param>
/// <param name="Kind">A turn has neighbours in its thread; a fact stands alone.</param>
/// <param name="Text">What was said; a picture's caption goes at its end.</param>
/// <param name="Speaker">Who said it: <c>user</c>, <c>coach</c>, or a name.</param>
/// <param name="At">When, with the offset of the user's clock: its calendar day is the one that "yesterday" counts from.</param>
/// <param name="Thread">The conversation of a turn; null for a fact.</param>
/// <param name="Position">A turn's place in its conversation.</param>
public sealed record LexicalEntry(Guid Id, KnowledgeKind Kind, string Text, string Speaker, DateTimeOffset At, Guid? Thread, long Position);

/// <summary>What to look for.</summary>
/// <param name="Text">The question, self-contained.</param>
public sealed record LexicalQuery(string Text)
{
    /// <summary>When it is asked, with the offset of the asker's clock: what "yesterday" in it counts from. Null: such words mean no date.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>First and last calendar day meant, where the asker knows them; dates in the text count besides.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>Only entries of this kind; null for all.</summary>
    public KnowledgeKind? Kind { get; init; }

    /// <summary>Whom the question is about, where the asker knows it; names, "I" and "you" in the text count besides.</summary>
    public IReadOnlyCollection<string> Speakers { get; init; } = [];

    /// <summary>False to fill the answer up to its limit with the best of what is not relevant: for measuring only.</summary>
    public bool Floor { get; init; } = true;
}

/// <summary>An entry that was found.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Score">The higher, the better it fits; about 0 to 2, comparable within one answer only.</param>
public readonly record struct LexicalHit(Guid Id, double Score);
