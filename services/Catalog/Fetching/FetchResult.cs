namespace AspireCoach.Catalog.Fetching;

/// <summary>What became of a fetch.</summary>
internal enum FetchOutcome
{
    /// <summary>A whole body.</summary>
    Fetched,

    /// <summary>304: as it was.</summary>
    NotModified,

    /// <summary>429 or 503: later, see <see cref="FetchResult.NotBefore"/>.</summary>
    Throttled,

    /// <summary>Another 5xx, a time-out, a reset, a name that does not resolve, a cut body: worth another attempt.</summary>
    Unavailable,

    /// <summary>404 or 410.</summary>
    Gone,

    /// <summary>Another 4xx, robots.txt, an internal address, too many redirects, too large, no text: another attempt would not help.</summary>
    Refused,
}

/// <summary>The answer to a <see cref="FetchRequest"/>.</summary>
internal sealed record FetchResult(FetchOutcome Outcome)
{
    /// <summary>The last status; 0 where there was no answer.</summary>
    public int Status { get; init; }

    /// <summary>Where the redirects ended.</summary>
    public Uri? FinalUrl { get; init; }

    /// <summary>The whole text, decoded; only of <see cref="FetchOutcome.Fetched"/>.</summary>
    public string? Text { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Bytes of the body after decompression.</summary>
    public long Bytes { get; init; }

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    /// <summary>The host that must be left alone until then, by its own Retry-After; uncapped. Null where it did not say.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>For a person: why it is not <see cref="FetchOutcome.Fetched"/>.</summary>
    public string? Problem { get; init; }
}
