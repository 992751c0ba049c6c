using AspireCoach.Catalog.Ingestion;

namespace AspireCoach.Unit.Catalog.Ingestion;

public sealed class ItemKeyTests
{
    [Theory]
    [InlineData("Acme", "X1", "  ACME ", "x1")]
    [InlineData("Acme Inc", "X1", "acme \t inc", "X1")]
    [InlineData("ΣΊΣΥΦΟΣ", "1", "σίσυφος", "1")]
    public void Case_and_blanks_make_no_other_item(string brand, string model, string otherBrand, string otherModel) =>
        ItemKey.Of("phone", [brand, model]).ShouldBe(ItemKey.Of("phone", [otherBrand, otherModel]));

    [Fact]
    public void What_is_written_together_is_not_what_is_written_apart()
    {
        byte[][] keys =
        [
            ItemKey.Of("phone", ["a b", "c"]), ItemKey.Of("phone", ["a", "b c"]), ItemKey.Of("phone", ["a", "b", "c"]), ItemKey.Of("phone a", ["b", "c"]),
            ItemKey.Of("phone", ["a\",\"b", "c"]), ItemKey.Of("tablet", ["a b", "c"]),
        ];

        keys.Select(Convert.ToHexString).ShouldBeUnique();
    }
}
