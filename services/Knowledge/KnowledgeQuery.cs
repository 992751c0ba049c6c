namespace AspireCoach.Knowledge;

/// <summary>What to recall.</summary>
/// <param name="UserId">The tenant: nothing of another user is ever found.</param>
/// <param name="Text">The question, self-contained.</param>
public sealed record KnowledgeQuery(Guid UserId, string Text)
{
    /// <summary>How many facts at most are found whether they fit or not.</summary>
    public const int MostAbout = 40;

    /// <summary>When it is asked, and where: what "last week" in an entry's neighbourhood counts from.</summary>
    public DateTimeOffset? Now { get; init; }

    /// <summary>First and last calendar day meant; null where the question means none.</summary>
    public DateOnly? From { get; init; }

    public DateOnly? To { get; init; }

    /// <summary>Only entries of this kind; null for all.</summary>
    public KnowledgeKind? Kind { get; init; }

    /// <summary>How many at most, 1 to 200.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>Whether pinned facts come first even where they do not fit the question.</summary>
    public bool WithPinned { get; init; }

    /// <summary>Facts of these categories, and turns that tell of them, are found even where they do not fit the question, the latest of them.</summary>
    public IReadOnlyCollection<string> About { get; init; } = [];

    /// <summary>Those of <see cref="About"/> that come before everything else, pinned or not, however well that fits.</summary>
    public IReadOnlyCollection<string> AboutFirst { get; init; } = [];

    /// <summary>Entries that the asker has at hand already: of them only what they tell is found, where that is wanted.</summary>
    public IReadOnlyCollection<Guid> Except { get; init; } = [];

    internal bool WantsFacts => WithPinned || About.Count > 0;
}

/// <summary>An entry that was found.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Score">The higher, the better it fits; comparable within one answer only.</param>
public sealed record KnowledgeHit(KnowledgeEntry Entry, double Score);

/// <summary>What was found, best first.</summary>
/// <param name="Hits">Empty where nothing is relevant.</param>
/// <param name="Problem">Why the index could not be asked, for a person; null where it could.</param>
public sealed record KnowledgeAnswer(IReadOnlyList<KnowledgeHit> Hits, string? Problem = null)
{
    /// <summary>Those of <see cref="KnowledgeQuery.Except"/> that have not come in yet; looked for where there is an <see cref="KnowledgeQuery.AboutFirst"/>.</summary>
    public IReadOnlyCollection<Guid> Unknown { get; init; } = [];
}
