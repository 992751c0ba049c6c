using System.ComponentModel.DataAnnotations;

namespace AspireCoach.Data.Jobs;

/// <summary>Section <c>Jobs</c>.</summary>
public sealed class JobsOptions
{
    public const string Section = "Jobs";

    /// <summary>How long a worker that stopped renewing keeps its jobs.</summary>
    [Range(1, 300)]
    public int LeaseSeconds { get; set; } = 4;

    /// <summary>How often the queue is looked at without a wake-up, in milliseconds.</summary>
    [Range(50, 60_000)]
    public int SlowPollMilliseconds { get; set; } = 1_000;

    /// <summary>The first retry's delay in milliseconds; each further one doubles it.</summary>
    [Range(1, 60_000)]
    public int RetryMilliseconds { get; set; } = 500;

    /// <summary>The longest delay between two attempts.</summary>
    [Range(1, 3_600)]
    public int MaxRetrySeconds { get; set; } = 300;

    /// <summary>How long running jobs may go on after SIGTERM before they are handed back.</summary>
    [Range(0, 60)]
    public int DrainSeconds { get; set; } = 4;
}
