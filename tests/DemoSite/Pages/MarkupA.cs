using System.Text;
using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>Microdata and data attributes.</summary>
internal static class MarkupA
{
    private static readonly string[] Rows = ["screen", "battery", "weight", "memory", "storage", "camera", "os", "chipset"];

    public static void Values(StringBuilder html, Device device, Shape shape)
    {
        html.Append("<div itemscope itemtype=\"https://schema.org/Product\"><p class=\"maker\">by <span itemprop=\"brand\">").Text(device.Brand)
            .Append("</span></p>\n<h1 data-model itemprop=\"name\">\n  ").Text(device.Model).Append("\n</h1>\n");
        Gallery(html, device);
        html.Append("<ul class=\"specs\">\n");
        foreach (var name in Rows)
        {
            if (device.Fields.TryGetValue(name, out var value) && !(shape.Redesigned && name == "battery"))
            {
                html.Append("<li><b>").Append(name).Append("</b> <span data-spec=\"").Append(name).Append("\">").Text(value.Text).Append("</span></li>\n");
            }
        }

        html.Append("<li><b>cells</b> <span data-spec=\"battery-type\">Li-Po 1 mAh</span></li>\n</ul>\n");
        Price(html, device, shape);
        if (device.Fields.TryGetValue("released", out var released))
        {
            html.Append("<p>On sale since <time data-spec=\"released\">").Text(released.Text).Append("</time></p>\n");
        }

        Colours(html, device);
        if (device.Fields.TryGetValue("rating", out var rating))
        {
            html.Append("<div itemprop=\"aggregateRating\" itemscope itemtype=\"https://schema.org/AggregateRating\"><span itemprop=\"ratingValue\">")
                .Append(rating.Text).Append("</span> of <span itemprop=\"bestRating\">5</span></div>\n");
        }

        html.Append("</div>\n");
    }

    private static void Price(StringBuilder html, Device device, Shape shape)
    {
        if (device.Fields.TryGetValue("price", out var price))
        {
            html.Append("<div itemprop=\"offers\" itemscope itemtype=\"https://schema.org/Offer\"><del>was $9,999</del> <span itemprop=\"price\" data-spec=\"price\">")
                .Text(shape.Redesigned ? Shape.PriceGarbage : price.Text).Append("</span></div>\n");
        }
    }

    private static void Colours(StringBuilder html, Device device)
    {
        if (!device.Fields.TryGetValue("colours", out var colours))
        {
            return;
        }

        if (device.Layout % 2 == 0)
        {
            html.Append("<ul data-spec=\"colours\">");
            foreach (var colour in colours.Items)
            {
                html.Append("<li><i class=\"swatch\"></i> ").Text(colour).Append("</li>");
            }

            html.Append("</ul>\n");
            return;
        }

        html.Append("<p>Comes in <span data-spec=\"colours\">").Text(colours.Text).Append("</span></p>\n");
    }

    private static void Gallery(StringBuilder html, Device device)
    {
        html.Append("<div class=\"photos\">");
        foreach (var image in device.Images)
        {
            html.Append("<img data-image ").Append(ImageLinks.Attributes(device, image)).Append(" alt=\"\">");
        }

        html.Append("</div>\n");
    }
}
