using System.Text;
using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>Plain tables and definition lists, with labels and nothing else to go by.</summary>
internal static class MarkupC
{
    private static readonly (string Field, string[] Labels, string Before, string BeforeValue)[] Rows =
    [
        ("battery", ["Battery", "Battery capacity", "BATTERY:", "Battery\u00a0:"], "Battery type", "Li-Ion, 1 mAh"),
        ("screen", ["Screen size", "Display size", "Screen  Size:"], "Display type", "AMOLED, 99 inches"),
        ("weight", ["Weight", "weight:"], "Body", "Glass front, 9 g frame"),
        ("memory", ["Memory", "RAM", "Memory:"], "Memory card", "microSD up to 63 GB"),
        ("storage", ["Storage", "Internal storage"], "Cloud storage", "5 GB"),
        ("camera", ["Main camera", "Main camera:"], "Selfie camera", "5 MP"),
        ("price", ["Price", "Price:"], "Price group", "about 777 EUR"),
        ("released", ["Released", "Release date"], "Announced in", "2001, January"),
        ("os", ["Operating system", "OS:"], "Kernel", "6.1"),
        ("chipset", ["Chipset", "Processor"], "GPU", "Orca G7"),
        ("colours", ["Colours", "Colors:"], "SIM", "2 × nano"),
        ("rating", ["User rating", "User rating:"], "SAR", "0.8 W/kg"),
    ];

    public static void Gallery(StringBuilder html, Device device)
    {
        html.Append("<figure class=\"gallery\">");
        foreach (var image in device.Images)
        {
            html.Append("<img ").Append(ImageLinks.Attributes(device, image)).Append(" alt=\"\">");
        }

        html.Append("</figure>\n");
    }

    public static void Table(StringBuilder html, Device device, Shape shape)
    {
        List<(string Label, string Value)> rows = [("Brand", device.Brand), ("Model:", device.Model)];
        foreach (var (field, labels, before, beforeValue) in Rows)
        {
            rows.Add((before, beforeValue));
            if (device.Fields.TryGetValue(field, out var value) && !(shape.Redesigned && field == "battery"))
            {
                rows.Add((labels[(device.Layout + field.Length) % labels.Length], shape.Redesigned && field == "price" ? Shape.PriceGarbage : value.Text));
            }
        }

        switch (device.Layout % 4)
        {
            case 0:
                Rowed(html, rows, "th", headings: true);
                break;
            case 1:
                html.Append("<dl class=\"specs\">\n");
                foreach (var (label, value) in rows)
                {
                    html.Append("<dt>").Text(label).Append("</dt>\n<dd>").Text(value).Append("</dd>\n");
                }

                html.Append("</dl>\n");
                break;
            case 2:
                Rowed(html, rows, "td", headings: false);
                break;
            default:
                html.Append("<table class=\"layout\"><tr><td><h3>General</h3>");
                Rowed(html, rows.Take(rows.Count / 2), "td", headings: false);
                html.Append("</td><td><h3>More</h3>");
                Rowed(html, rows.Skip(rows.Count / 2), "th", headings: false);
                html.Append("</td></tr></table>\n");
                break;
        }
    }

    private static void Rowed(StringBuilder html, IEnumerable<(string Label, string Value)> rows, string labelCell, bool headings)
    {
        html.Append("<table class=\"specs\">\n<tbody>");
        if (headings)
        {
            html.Append("<tr><th colspan=\"2\">Battery</th></tr><tr><th colspan=\"2\">Memory</th></tr>\n");
        }

        foreach (var (label, value) in rows)
        {
            html.Append("<tr><").Append(labelCell).Append("> ").Text(label).Append(" </").Append(labelCell).Append(">\n<td>\n  <span>").Text(value).Append("</span></td></tr>\n");
        }

        html.Append("</tbody></table>\n");
    }
}
