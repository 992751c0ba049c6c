namespace AspireCoach.DemoSite.Judging;

/// <summary>A request and what became of it. Instants are monotonic, from the site's start.</summary>
/// <param name="Target">Path and query as they came.</param>
public sealed record LoggedRequest(TimeSpan Arrived, string Target)
{
    public string UserAgent { get; init; } = "";

    /// <summary>Whether it asked for the page only if it had changed.</summary>
    public bool Conditional { get; init; }

    public bool AcceptsGzip { get; init; }

    /// <summary>0 where there was no answer.</summary>
    public int Status { get; set; }

    /// <summary>What was done wrong on purpose.</summary>
    public string? Fault { get; set; }

    public TimeSpan Answered { get; set; }

    /// <summary>Until when the answer said to leave the site alone.</summary>
    public TimeSpan? NotBefore { get; set; }
}
