using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Data.Sessions;

/// <summary>Section <c>Sessions</c>.</summary>
public sealed class SessionOptions
{
    public const string Section = "Sessions";

    /// <summary>How long a session lasts.</summary>
    [Range(1, 3_650)]
    public int LifetimeDays { get; set; } = 90;

    /// <summary>How long a personal access token lasts at most, and where its user does not say.</summary>
    [Range(1, 3_650)]
    public int TokenLifetimeDays { get; set; } = 365;

    /// <summary>How many personal access tokens a user may have.</summary>
    [Range(1, 1_000)]
    public int TokensPerUser { get; set; } = 50;

    /// <summary>How old a copy of a session may be, in the process and in Redis.</summary>
    [Range(1, 3_600)]
    public int CacheSeconds { get; set; } = 30;

    /// <summary>How many sessions a process keeps copies of.</summary>
    [Range(100, 10_000_000)]
    public int CachedSessions { get; set; } = 50_000;
}
