namespace AspireCoach.Catalog.Ingestion;

/// <summary>What a run counts; the order is that of <c>catalog.counts.tally</c>, and only ever added to.</summary>
internal enum Tally
{
    /// <summary>Addresses of items.</summary>
    Found,

    /// <summary>Pages of all kinds.</summary>
    Queued,
    Fetched,
    NotModified,
    Inserted,
    Updated,
    Unchanged,
    Quarantined,
    Failed,

    /// <summary>By robots.txt.</summary>
    Disallowed,
    Gone,

    /// <summary>Pages that were what they should be.</summary>
    Good,
    Bytes,

    /// <summary>Answers of "later".</summary>
    Throttled,

    /// <summary>Pages that were an item's, read now or as they were.</summary>
    Items,
}

/// <summary>Counts as they are added to a run's.</summary>
internal static class Tallies
{
    public static long[] Of(params ReadOnlySpan<(Tally What, long Count)> counts)
    {
        var all = new long[(int)Tally.Items + 1];
        foreach (var (what, count) in counts)
        {
            all[(int)what] += count;
        }

        return all;
    }

    public static long Get(this long[] tally, Tally what) => (int)what < tally.Length ? tally[(int)what] : 0;
}
