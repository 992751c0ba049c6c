namespace AspireCoach.Data.Jobs;

/// <summary>
/// Exponential backoff with equal jitter: between half and the whole of the doubled delay, so that jobs that failed
/// together do not come back together (Brooker, <i>Exponential Backoff And Jitter</i>, AWS, 2015).
/// </summary>
internal static class JobBackoff
{
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="options">First delay and cap.</param>
    /// <param name="random">From 0 to 1.</param>
    public static TimeSpan After(int attempt, JobsOptions options, double random)
    {
        var cap = TimeSpan.FromSeconds(options.MaxRetrySeconds).TotalMilliseconds;
        var whole = Math.Min(cap, options.RetryMilliseconds * Math.Pow(2, attempt - 1));
        return TimeSpan.FromMilliseconds((whole / 2) + (random * whole / 2));
    }
}
