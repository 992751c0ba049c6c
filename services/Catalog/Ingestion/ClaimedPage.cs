namespace AspireCoach.Catalog.Ingestion;

/// <summary>What a page is read for.</summary>
internal enum PageKind : short
{
    Index = 0,
    Sitemap = 1,
    Item = 2,
}

/// <summary>A page that this process holds until its lease runs out, with a token of its host's budget.</summary>
internal sealed record ClaimedPage
{
    public required long Id { get; init; }

    public required string Source { get; init; }

    public required Uri Url { get; init; }

    /// <summary>As <see cref="HostBudget.NameOf"/> names it.</summary>
    public required string Host { get; init; }

    public required PageKind Kind { get; init; }

    public required Guid RunId { get; init; }

    /// <summary>1 for the first; attempts that were no failure are not counted.</summary>
    public required int Attempt { get; init; }

    /// <summary>How often its host has said "later" and for how long.</summary>
    public required int Waits { get; init; }

    /// <summary>Grows with each claim: a worker that was taken over cannot end the visit.</summary>
    public required long Fence { get; init; }

    /// <summary>When it was claimed, by the database's clock.</summary>
    public required DateTime Begun { get; init; }

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    public string? FinalUrl { get; init; }

    /// <summary>By which matrix it was read last.</summary>
    public string? Matrix { get; init; }

    /// <summary>Which selector gave each field then; -1 where none did.</summary>
    public short[]? Picks { get; init; }

    public Guid? ItemId { get; init; }

    /// <summary>Its host's robots.txt is not known: this worker has to fetch it first.</summary>
    public required bool FetchRobots { get; init; }

    /// <summary>With it all places of its host were taken: others wait for its end.</summary>
    public required bool HostWasFull { get; init; }
}

/// <summary>Another worker holds the page now: nothing of this visit may commit.</summary>
internal sealed class PageLostException(ClaimedPage page) : Exception($"The lease on {page.Url} was lost to another worker.");
