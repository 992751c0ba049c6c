namespace AspireCoach.Catalog.Ingestion;

/// <summary>What a visit to a page came to.</summary>
/// <param name="Outcome">One word: a metric's label.</param>
/// <param name="Tally">What it adds to the run's counts.</param>
internal sealed record VisitEnd(string Outcome, long[] Tally)
{
    /// <summary>The last status; 0 where there was none.</summary>
    public int Status { get; init; }

    /// <summary>For a person: why it is not what it should be.</summary>
    public string? Problem { get; init; }

    /// <summary>Given up.</summary>
    public bool Dead { get; init; }

    public bool Gone { get; init; }

    /// <summary>What it gave waits for the run's verdict.</summary>
    public bool Staged { get; init; }

    /// <summary>The page was what it should be, was not, or says nothing of that: what the circuit counts.</summary>
    public bool? Good { get; init; }

    public Guid? ItemId { get; init; }

    /// <summary>Set where the page was read: how to ask for it the next time.</summary>
    public PageReading? Read { get; init; }

    /// <summary>Of an item's page: 1 for each selector that gave a value, in the order of the run's layout.</summary>
    public long[]? Hits { get; init; }
}

/// <summary>What an answer is asked for again with, and what it was read by.</summary>
internal sealed record PageReading(string? ETag, string? LastModified, string? FinalUrl, string Matrix, short[]? Picks)
{
    /// <summary>The address that the page goes by, where it is not its own.</summary>
    public string? Address { get; init; }
}

/// <summary>Why a page goes back into the queue.</summary>
/// <param name="Refund">It was no failure of the page.</param>
/// <param name="Wait">Its host said "later", and for how long.</param>
internal sealed record PageReturn(bool Refund, bool Wait = false, int? Status = null, string? Problem = null);
