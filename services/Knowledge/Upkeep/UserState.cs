namespace AspireCoach.Knowledge.Upkeep;

/// <summary>How far a user's indexes are; see <c>knowledge.users</c>.</summary>
internal sealed record UserState
{
    public long Version { get; init; }

    public int Space { get; init; }

    public long Embedded { get; init; }

    public string? Collection { get; init; }

    public long Synced { get; init; }

    public bool Erased { get; init; }
}

/// <summary>An entry that is to be embedded.</summary>
internal sealed record Unembedded
{
    public Guid Id { get; init; }

    public string Text { get; init; } = "";

    public long TextVersion { get; init; }
}

/// <summary>An entry as Qdrant is to have it.</summary>
internal sealed record IndexedEntry
{
    public Guid Id { get; init; }

    public short Kind { get; init; }

    public Guid? Thread { get; init; }

    public long Position { get; init; }

    public string Text { get; init; } = "";

    public string Speaker { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public string TimeZone { get; init; } = "";

    /// <summary>Its vector in the user's space; null where it has none yet.</summary>
    public byte[]? Vector { get; init; }
}
