namespace AspireCoach.Catalog.Fetching;

/// <summary>What became of a fetch.</summary>
internal enum FetchOutcome
{
    /// <summary>A whole body, be it empty: 204, or no byte of 200, gives an empty <see cref="FetchResult.Text"/> of 0 <see cref="FetchResult.Bytes"/>.</summary>
    Fetched,

    /// <summary>304: as it was. The validators are those to ask with next time.</summary>
    NotModified,

    /// <summary>429 or 503: later, see <see cref="FetchResult.NotBefore"/>.</summary>
    Throttled,

    /// <summary>Another 5xx, 408, 425, a time-out, a reset, a name that does not resolve, a cut body: worth another attempt.</summary>
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

    /// <summary>The last address that was asked, or was to be asked when it was refused; normalised.</summary>
    public Uri? FinalUrl { get; init; }

    /// <summary>The whole text, decoded; only of <see cref="FetchOutcome.Fetched"/>.</summary>
    public string? Text { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Bytes of the body after decompression.</summary>
    public long Bytes { get; init; }

    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    /// <summary>Until then the host of <see cref="FinalUrl"/> must be left alone, by its own Retry-After, whatever the outcome; uncapped. Null where it did not say.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>For a person: why it is not <see cref="FetchOutcome.Fetched"/>.</summary>
    public string? Problem { get; init; }
}
