namespace AspireCoach.Support;

/// <summary>Checks token buckets from the moments at which tokens were given out.</summary>
internal static class RateWindow
{
    /// <summary>
    /// By how much more was given out in some window than limit · window + burst; 0 or less when never. With the k-th
    /// token given out at t(k), that is the largest (j − i + 1) − limit · (t(j) − t(i)) − burst over all i ≤ j.
    /// </summary>
    /// <param name="microseconds">The moments, in any order, by one clock.</param>
    /// <param name="perSecond">The limit.</param>
    /// <param name="burst">The burst.</param>
    public static double Excess(IEnumerable<long> microseconds, double perSecond, int burst)
    {
        var (worst, least, count) = (decimal.MinValue, decimal.MaxValue, 0);
        foreach (var at in microseconds.Order())
        {
            // Decimals: what is exactly the limit must not be above it by a rounding error.
            var debt = count - (at * (decimal)perSecond / 1_000_000);
            least = Math.Min(least, debt);
            worst = Math.Max(worst, debt - least + 1 - burst);
            count++;
        }

        return (double)worst;
    }
}
