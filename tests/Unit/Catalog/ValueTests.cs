using System.Globalization;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.Parsing.Values;
using AspireCoach.Catalog.SourceFiles;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Catalog;

/// <summary>How texts are read as values.</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("5,000 mAh", "mAh", 5000)]
    [InlineData("5 Ah", "mAh", 5000)]
    [InlineData("Li-Po 5000 mAh, non-removable", "mAh", 5000)]
    [InlineData("6.7-inch", "in", 6.7)]
    [InlineData("15.24 cm", "in", 6)]
    [InlineData("6.7 oz (190 g)", "g", 190)]
    [InlineData("1 h 30 min", "min", 90)]
    [InlineData("PT1H30M", "min", 90)]
    [InlineData("5 ft 10 in", "in", 70)]
    [InlineData("1 ½ cups", "cup", 1.5)]
    [InlineData("250 calories", "kcal", 250)]
    [InlineData("350 °F", "°C", 176.6666666667)]
    [InlineData("8192 MB", "GB", 8)]
    [InlineData("5G 6 g", "g", 6)]
    public void A_quantity_comes_in_the_unit_of_its_field(string text, string unit, double expected) =>
        ReadingPages.Value($"<p>{text}</p>", ["p"], FieldType.Quantity, unit).ShouldBe(FormattableString.Invariant($$"""{"value":{{expected}},"unit":"{{unit}}"}"""));

    [Theory]
    [InlineData("See 3 offers")]
    [InlineData("5000")]
    [InlineData("100 cm²")]
    public void What_is_no_quantity_is_refused(string text) => ReadingPages.Value($"<p>{text}</p>", ["p"], FieldType.Quantity, "cm").ShouldBeNull();

    [Theory]
    [InlineData("$499", 499, "USD")]
    [InlineData("US$ 1,299.00", 1299, "USD")]
    [InlineData("1.299,00 €", 1299, "EUR")]
    [InlineData("EUR 499.50", 499.5, "EUR")]
    [InlineData("Rs. 1,29,999", 129999, "INR")]
    [InlineData("from £449.99", 449.99, "GBP")]
    [InlineData("499,- €", 499, "EUR")]
    public void An_amount_has_its_currency(string text, double amount, string currency) =>
        ReadingPages.Value($"<p>{text}</p>", ["p"], FieldType.Money).ShouldBe(FormattableString.Invariant($$"""{"amount":{{amount}},"currency":"{{currency}}"}"""));

    [Fact]
    public void An_amount_alone_takes_the_currency_beside_it()
    {
        ReadingPages.Value("""<script type=application/ld+json>{"@type":"Product","offers":[{"price":1299.90,"priceCurrency":"EUR"}]}</script>""", ["jsonld:Product.offers.price"], FieldType.Money)
            .ShouldBe("""{"amount":1299.9,"currency":"EUR"}""");
        ReadingPages.Value("<p>499</p>", ["p"], FieldType.Money).ShouldBeNull();
        ReadingPages.Value("<p>499</p>", ["p"], FieldType.Money, "CHF").ShouldBe("""{"amount":499,"currency":"CHF"}""");
    }

    [Theory]
    [InlineData("en", "03/14/2026", "2026-03-14")]
    [InlineData("en", "04/03/2026", null)]
    [InlineData("en-US", "04/03/2026", "2026-04-03")]
    [InlineData("de", "04/03/2026", "2026-03-04")]
    [InlineData("en", "Released 2026, September 24", "2026-09-24")]
    [InlineData("en", "Sat, 14 Mar 2026 10:00:00 GMT", "2026-03-14")]
    [InlineData("de", "14. März 2026", "2026-03-14")]
    [InlineData("en", "March 2026", null)]
    [InlineData("en", "31.11.2026", null)]
    public void A_date_is_a_day(string language, string text, string? expected) =>
        ReadingPages.Value($"<html lang={language}><p>{text}</p>", ["p"], FieldType.Date)?.Trim('"').ShouldBe(expected);

    [Theory]
    [InlineData("en", "1.234", 1.234)]
    [InlineData("de", "1.234", 1234)]
    [InlineData("en", "1,234.5", 1234.5)]
    [InlineData("de", "1.234,5", 1234.5)]
    [InlineData("fr", "1\u202F234,5", 1234.5)]
    [InlineData("en", "4.5 out of 5", 4.5)]
    public void A_number_is_read_as_its_page_writes_numbers(string language, string text, double expected) =>
        ReadingPages.Value($"<html lang={language}><p>{text}</p>", ["p"], FieldType.Number).ShouldBe(expected.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public void A_range_settles_a_number_in_doubt() =>
        ReadingPages.Value("<p>5.000 mAh</p>", ["p"], FieldType.Quantity, "mAh", (500, 30_000)).ShouldBe("""{"value":5000,"unit":"mAh"}""");

    [Theory]
    [InlineData("<p>Black, Blue (matt, soft), White</p>", """["Black","Blue (matt, soft)","White"]""")]
    [InlineData("<p>1,000 nits / HDR 10</p>", """["1,000 nits","HDR 10"]""")]
    [InlineData("<p><ul class=p><li>A, B<li>C</ul>", """["A, B","C"]""")]
    public void A_list_is_parted_where_its_writer_parted_it(string html, string expected) =>
        ReadingPages.Value(html, ["p:not(:empty), ul"], FieldType.List).ShouldBe(expected);

    [Fact]
    public void Addresses_are_absolute_and_stand_ins_are_none() =>
        ReadingPages.Value("<img src='data:image/gif;base64,x'><img src='//cdn.example/a.jpg'><img src='/b.jpg'>", ["img@src"], FieldType.Url, many: true)
            .ShouldBe("""["https://cdn.example/a.jpg","https://shop.example/b.jpg"]""");

    [Fact]
    public void A_day_that_is_written_is_read_again()
    {
        string[] formats = ["yyyy-MM-dd", "d MMMM yyyy", "MMM d, yyyy", "yyyy, MMMM d", "dd.MM.yyyy", "yyyy/MM/dd", "ddd, dd MMM yyyy HH:mm:ss 'GMT'"];
        Prop.ForAll(ArbMap.Default.ArbFor<DateTime>().Filter(day => day.Year >= 1000), Gen.Elements(formats).ToArbitrary(), (day, format) =>
            DateText.Read(day.ToString(format, CultureInfo.InvariantCulture), default, out _).ShouldBe(DateOnly.FromDateTime(day))).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_number_that_is_written_is_read_again()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), number =>
        {
            var value = number / 100m;
            NumberText.Whole(value.ToString("#,0.00", CultureInfo.InvariantCulture), new NumberStyle(false, null))!.Value.Value.ShouldBe(value);
            NumberText.Whole(value.ToString("#,0.00", CultureInfo.GetCultureInfo("")).Replace(',', ';').Replace('.', ',').Replace(';', '.'), new NumberStyle(true, null))!.Value.Value.ShouldBe(value);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_makes_a_reader_throw()
    {
        var types = Enum.GetValues<FieldType>();
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        {
            foreach (var type in types)
            {
                ReadingPages.Value($"<p title='{text}'>{text}</p><table><tr><th>{text}<td>{text}</table><script type=application/ld+json>{{\"a\":\"{text}\"}}</script>", ["p", "label:a", "jsonld:$.a", "p@title"], type, type == FieldType.Quantity ? "g" : null);
            }
        }).QuickCheckThrowOnFailure();
    }
}
