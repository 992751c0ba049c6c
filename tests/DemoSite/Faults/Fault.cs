namespace AspireCoach.DemoSite.Faults;

/// <summary>What goes wrong with an answer.</summary>
public enum FaultKind
{
    /// <summary>429 with Retry-After in seconds.</summary>
    RetryAfterSeconds,

    /// <summary>429 with Retry-After as a date.</summary>
    RetryAfterDate,

    /// <summary>429 without Retry-After.</summary>
    TooManyRequests,

    /// <summary>503 without Retry-After.</summary>
    Unavailable,

    /// <summary>The connection is reset before an answer.</summary>
    Reset,

    /// <summary>The connection is reset in the middle of a body whose length was said.</summary>
    CutBody,

    /// <summary>The connection ends in the middle of a chunked body.</summary>
    CutChunks,

    /// <summary>The body comes a byte at a time and does not end for a minute.</summary>
    SlowBody,

    /// <summary>Nothing comes for a while (<see cref="Fault.For"/>), then the page.</summary>
    HeaderStall,

    /// <summary>Nothing ever comes.</summary>
    NeverAnswers,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>410.</summary>
    Gone,

    /// <summary>500.</summary>
    Broken,

    /// <summary>200 with a page that says that there is none.</summary>
    SoftNotFound,

    /// <summary>200 with a page that asks whether one is human.</summary>
    Challenge,

    /// <summary>200 with an empty body.</summary>
    Empty,
}

/// <summary>A fault and whom it befalls; the same pages each time.</summary>
public sealed record Fault(FaultKind Kind)
{
    /// <summary>The share of the paths below <see cref="Prefix"/>, from 0 to 1.</summary>
    public double Share { get; init; } = 1;

    /// <summary>The beginning of the paths.</summary>
    public string Prefix { get; init; } = "/devices/";

    /// <summary>How many requests of a path, from its first.</summary>
    public int Times { get; init; } = 1;

    /// <summary>How long: what Retry-After says, or a stall lasts.</summary>
    public TimeSpan For { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A little of everything that another attempt gets over.</summary>
    public static IReadOnlyList<Fault> Passing { get; } =
    [
        new(FaultKind.RetryAfterSeconds) { Share = 0.002 },
        new(FaultKind.RetryAfterDate) { Share = 0.001 },
        new(FaultKind.TooManyRequests) { Share = 0.001 },
        new(FaultKind.Unavailable) { Share = 0.002, Times = 2 },
        new(FaultKind.Reset) { Share = 0.004 },
        new(FaultKind.CutBody) { Share = 0.004 },
        new(FaultKind.CutChunks) { Share = 0.004 },
        new(FaultKind.Broken) { Share = 0.004 },
        new(FaultKind.HeaderStall) { Share = 0.002, For = TimeSpan.FromSeconds(3) },
        new(FaultKind.Unavailable) { Prefix = "/brands/", Share = 0.1 },
        new(FaultKind.Reset) { Prefix = "/sitemaps/" },
    ];
}
