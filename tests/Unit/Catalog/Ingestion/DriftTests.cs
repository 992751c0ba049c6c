using AspireCoach.Catalog.Ingestion;

namespace AspireCoach.Unit.Catalog.Ingestion;

public sealed class DriftTests
{
    private static readonly string[] s_from = ["first", "second"];
    private static readonly LayoutField[] s_layout = [new("battery", s_from)];

    [Theory]
    [InlineData(100, 100, 100, 100, false)]
    [InlineData(100, 81, 100, 81, false)]
    [InlineData(100, 80, 100, 80, true)]
    [InlineData(100, 0, 100, 0, true)]
    [InlineData(100, 100, 100, 51, false)]
    [InlineData(100, 100, 100, 50, true)]
    [InlineData(100, 100, 60, 11, false)]
    [InlineData(100, 100, 60, 10, true)]
    public void Twenty_points_of_coverage_or_fifty_of_the_first_selectors_share_are_a_drift(int before, int now, int firstBefore, int firstNow, bool drifted) =>
        Find([Run(100, before, firstBefore)], Run(100, now, firstNow)).ShouldBe(drifted ? ["battery"] : []);

    [Fact]
    public void A_field_is_compared_with_the_median_so_that_one_odd_run_counts_for_nothing()
    {
        Find([Run(100, 20, 20), Run(100, 95, 95), Run(100, 97, 97)], Run(100, 94, 94)).ShouldBeEmpty();
        Find([Run(100, 20, 20), Run(100, 95, 95), Run(100, 97, 97)], Run(100, 40, 40)).ShouldBe(["battery"]);
    }

    [Fact]
    public void Without_a_run_before_nothing_has_drifted() => Find([], Run(100, 1, 0)).ShouldBeEmpty();

    [Fact]
    public void A_few_pages_of_many_say_nothing()
    {
        Find([Run(5_000, 5_000, 5_000)], Run(19, 0, 0)).ShouldBeEmpty();
        Find([Run(5_000, 5_000, 5_000)], Run(20, 0, 0)).ShouldBe(["battery"]);
        Find([Run(10, 10, 10)], Run(5, 0, 0)).ShouldBe(["battery"]);
    }

    [Fact]
    public void With_other_selectors_the_share_of_the_first_is_not_compared()
    {
        var mended = new FieldCoverage(100, 100, 0, ["first", "second", "third"]);

        Drift.Find(Drift.BaselineOf([new("battery", mended.From)], [Runs(Run(100, 100, 100))]), Runs(mended)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("second", 1, null, true)]
    [InlineData("second", 1, "first", true)]
    [InlineData("second", 1, "second", false)]
    [InlineData("first", 0, "second", false)]
    [InlineData("first", 0, null, false)]
    public void A_stand_in_is_doubtful_where_it_did_not_give_the_value_before(string selector, int index, string? before, bool doubtful)
    {
        var run = new RunContext(Guid.Empty, "m", s_layout, Drift.BaselineOf(s_layout, [Runs(Run(100, 100, 90))]));
        var origin = before is null ? null : new FieldOrigin("source", "url", before, "raw");

        run.IsDoubtful("battery", new RecordedValue(1, selector, index, "raw"), origin).ShouldBe(doubtful);
    }

    [Fact]
    public void Where_the_first_selector_never_gave_most_values_a_stand_in_is_as_good()
    {
        var run = new RunContext(Guid.Empty, "m", s_layout, Drift.BaselineOf(s_layout, [Runs(Run(100, 100, 40))]));

        run.IsDoubtful("battery", new RecordedValue(1, "second", 1, "raw"), origin: null).ShouldBeFalse();
    }

    private static FieldCoverage Run(long pages, long given, long first) => new(pages, given, first, s_from);

    private static Dictionary<string, FieldCoverage> Runs(FieldCoverage coverage) => new() { ["battery"] = coverage };

    private static IEnumerable<string> Find(FieldCoverage[] before, FieldCoverage now) =>
        Drift.Find(Drift.BaselineOf(s_layout, [.. before.Select(Runs)]), Runs(now));
}
