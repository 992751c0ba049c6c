using System.Text.Json;
using AspireCoach.Models.Offline;

namespace AspireCoach.Unit.Models.Offline;

public sealed class CatalogAnswerTests
{
    [Fact]
    public void An_item_is_told_with_what_was_asked_about_first_and_numbers_before_their_units()
    {
        using var row = JsonDocument.Parse(
            """
            {"kind": "phone", "identity": {"brand": "Tessel", "model": "Nova 1"}, "url": "https://shop.example/nova",
             "fields": {"brand": "Tessel", "os": "A 14", "price": {"amount": 795, "currency": "GBP"}, "images": ["https://shop.example/a.jpg"],
                        "weight": {"unit": "g", "value": 161.5922818125}, "battery": {"unit": "mAh", "value": 5300}}}
            """);

        CatalogAnswer.Line(CatalogItems.Read(row.RootElement)!, "Which phone has the best Battery?")
            .ShouldBe("- “Tessel Nova 1”: “battery 5300 mAh, os A 14, price 795 GBP, weight 161.59 g”");
    }
}
