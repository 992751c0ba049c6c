using System.Text.Json;
using AspireCoach.Catalog.SourceFiles;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>A field of a run's matrix, with its selectors in order: where its hits are counted.</summary>
internal sealed record LayoutField(string Field, IReadOnlyList<string> From);

/// <summary>How often a field was found: on how many pages out of how many, and on how many of these by its first selector.</summary>
internal sealed record FieldCoverage(long Pages, long Given, long First, IReadOnlyList<string> From)
{
    /// <summary>0 to 1.</summary>
    public double Ratio => Pages == 0 ? 0 : (double)Given / Pages;

    /// <summary>0 to 1, of the pages that gave a value; null where none did.</summary>
    public double? FirstShare => Given == 0 ? null : (double)First / Given;
}

/// <summary>What the last good runs found of a field; the share only of runs that had the same selectors.</summary>
internal sealed record FieldBaseline(double Ratio, double? FirstShare, long Pages);

/// <summary>What does not change about a run while it runs.</summary>
internal sealed class RunContext(Guid id, string matrix, IReadOnlyList<LayoutField> layout, IReadOnlyDictionary<string, FieldBaseline> baseline)
{
    private const double Rare = 0.2;

    public Guid Id => id;

    public IReadOnlyDictionary<string, FieldBaseline> Baseline => baseline;

    public IReadOnlyList<LayoutField> Layout => layout;

    public static RunContext Read(Guid id, string matrix, string layout, string baseline) => new(
        id,
        matrix,
        JsonSerializer.Deserialize<List<LayoutField>>(layout, JsonSerializerOptions.Web)!,
        JsonSerializer.Deserialize<Dictionary<string, FieldBaseline>>(baseline, JsonSerializerOptions.Web)!);

    /// <summary>
    /// A value that would be new where it is, by a selector that stands in for the first one, although the first one used to
    /// give most of this field's values: right where the page is of that kind, wrong where the first selector has just
    /// broken. One page cannot tell; the run can.
    /// </summary>
    public bool IsDoubtful(string field, RecordedValue value, FieldOrigin? origin) =>
        value.Index > 0 && value.Selector != origin?.Selector && baseline.GetValueOrDefault(field) is { FirstShare: >= Drift.ShareFall };

    /// <summary>1 for each selector that gave a field; null where the page was read by another matrix than the run's.</summary>
    public long[]? Hits(SourceDefinition source, short[]? picks)
    {
        if (picks is null || source.MatrixHash != matrix || picks.Length != layout.Count)
        {
            return null;
        }

        var hits = new long[layout.Sum(field => field.From.Count)];
        for (int field = 0, offset = 0; field < layout.Count; offset += layout[field++].From.Count)
        {
            if (picks[field] >= 0 && picks[field] < layout[field].From.Count)
            {
                hits[offset + picks[field]] = 1;
            }
        }

        return hits;
    }

    /// <summary>Whether a field's selector gave a value on so few of the run's pages that it stands for no kind of page.</summary>
    public bool IsRare(string field, int index, long pages, IReadOnlyList<long> hits)
    {
        var offset = layout.TakeWhile(entry => entry.Field != field).Sum(entry => entry.From.Count) + index;
        return offset >= hits.Count || hits[offset] < pages * Rare;
    }

    /// <summary>What was found of each field, from the counts of all pages.</summary>
    public Dictionary<string, FieldCoverage> Coverage(long pages, IReadOnlyList<long> hits)
    {
        Dictionary<string, FieldCoverage> coverage = new(StringComparer.Ordinal);
        var offset = 0;
        foreach (var (field, from) in layout)
        {
            var own = Enumerable.Range(offset, from.Count).Select(at => at < hits.Count ? hits[at] : 0).ToArray();
            coverage[field] = new FieldCoverage(pages, own.Sum(), own.FirstOrDefault(), from);
            offset += from.Count;
        }

        return coverage;
    }
}
