namespace AspireCoach.Catalog.Ingestion;

/// <summary>Whether a run found less of a field than the good runs before it: the site has been redesigned.</summary>
internal static class Drift
{
    /// <summary>So much less of the pages has a value, of 1.</summary>
    public const double RatioFall = 0.20;

    /// <summary>So much less of the values is by the first selector, of 1.</summary>
    public const double ShareFall = 0.50;

    /// <summary>Fewer pages than this say nothing of a source that had more.</summary>
    private const int EnoughPages = 20;

    private const int FewestPages = 5;
    private const double Rounding = 1e-9;

    /// <summary>The medians of the last good runs, the latest first.</summary>
    public static Dictionary<string, FieldBaseline> BaselineOf(IReadOnlyList<LayoutField> layout, IReadOnlyList<IReadOnlyDictionary<string, FieldCoverage>> runs)
    {
        Dictionary<string, FieldBaseline> baseline = new(StringComparer.Ordinal);
        foreach (var (field, from) in layout)
        {
            FieldCoverage[] found = [.. runs.Select(run => run.GetValueOrDefault(field)).OfType<FieldCoverage>().Where(coverage => coverage.Pages > 0)];
            if (found.Length > 0)
            {
                double[] shares = [.. found.Where(coverage => coverage.From.SequenceEqual(from)).Select(coverage => coverage.FirstShare).OfType<double>()];
                baseline[field] = new FieldBaseline(
                    Median([.. found.Select(coverage => coverage.Ratio)]), shares.Length == 0 ? null : Median(shares), found.Max(coverage => coverage.Pages));
            }
        }

        return baseline;
    }

    /// <summary>The fields that have drifted.</summary>
    public static IEnumerable<string> Find(IReadOnlyDictionary<string, FieldBaseline> baseline, IReadOnlyDictionary<string, FieldCoverage> found) =>
        from field in found
        let before = baseline.GetValueOrDefault(field.Key)
        where before is not null
            && field.Value.Pages >= Math.Clamp(before.Pages / 2, FewestPages, EnoughPages)
            && (before.Ratio - field.Value.Ratio >= RatioFall - Rounding
                || (before.FirstShare - field.Value.FirstShare) >= ShareFall - Rounding)
        select field.Key;

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[(values.Length / 2) - 1] + values[values.Length / 2]) / 2;
    }
}
