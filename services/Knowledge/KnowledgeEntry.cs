namespace AspireCoach.Knowledge;

/// <summary>What an entry is.</summary>
public enum KnowledgeKind
{
    /// <summary>A message of either side, as it was said; its id is the message's.</summary>
    Turn = 0,

    /// <summary>A current fact about the user; its id is the fact's.</summary>
    Fact = 1,

    /// <summary>An item of the catalogue, in words; its id is the item's, and its owner <see cref="SharedOwners.Catalog"/>.</summary>
    Catalog = 2,
}

/// <summary>Something about a user that can be recalled.</summary>
public sealed record KnowledgeEntry
{
    public required Guid Id { get; init; }

    /// <summary>The tenant.</summary>
    public required Guid UserId { get; init; }

    public required KnowledgeKind Kind { get; init; }

    /// <summary>What is recalled, and searched.</summary>
    public required string Text { get; init; }

    /// <summary>Who said it: <c>user</c> or <c>coach</c>, or a name where the source has names.</summary>
    public required string Speaker { get; init; }

    /// <summary>When it was said, or since when it is so.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The IANA time zone that <see cref="At"/>'s calendar day is read in.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The conversation of a turn; null for a fact.</summary>
    public Guid? Thread { get; init; }

    /// <summary>A turn's place in its conversation: neighbours differ by one.</summary>
    public long Position { get; init; }

    /// <summary>What a fact, or what a turn has told, is about, in the word of whoever puts it; null for other turns.</summary>
    public string? Category { get; init; }

    /// <summary>What a turn tells of the user that no fact says yet, a line each; null where it tells nothing.</summary>
    public string? Told { get; init; }

    /// <summary>True for a turn of which the user has said otherwise since.</summary>
    public bool Outdated { get; init; }

    /// <summary>Recalled before anything else, whatever is asked.</summary>
    public bool Pinned { get; init; }
}
