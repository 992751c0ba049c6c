using System.Text;
using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>A device's page.</summary>
internal static class DevicePage
{
    /// <param name="others">At least one; the first is also named in the page's own JSON-LD, as related.</param>
    /// <param name="token">Something that is another one each time; null on most pages.</param>
    /// <param name="charset">What its meta element says.</param>
    /// <param name="escaped">Write JSON in ASCII: the charset has not every letter.</param>
    public static string Render(PageFrame frame, Uri site, Device device, IReadOnlyList<Device> others, Shape shape, string? token, string charset, bool escaped)
    {
        var html = new StringBuilder(64 * 1024);
        var head = new StringBuilder();
        head.Append("<link rel=\"canonical\" href=\"").Append(device.Number % 2 == 0 ? $"{site}{device.Path.AsSpan(1)}" : device.Path).Append("\">\n");
        if (device is { Markup: Markup.B, Layout: var layout } && layout % 2 == 0)
        {
            MarkupB.Blocks(head, device, others[0], site, shape, escaped);
        }

        frame.Begin(html, $"{device.Brand} {device.Model}: everything about it", head.ToString(), ImageLinks.HasBase(device), charset);
        if (device.Number % 2 == 0)
        {
            frame.Aside(html, device, others);
        }

        html.Append("<main>\n<article data-device-page=\"").Append(device.Markup).Append("\">\n");
        Content(html, site, device, others[0], shape, escaped);
        if (shape.Redesigned)
        {
            New(html, device);
        }

        frame.Reviews(html, device.Number);
        html.Append("</article>\n");
        if (device.Number % 2 == 1)
        {
            frame.Aside(html, device, others);
        }

        html.Append("<a href=\"/compare?with=").Append(device.Number).Append("\">Compare</a> <a href=\"").Append(device.Path).Append("/print\">Print</a></main>\n");
        if (token is not null)
        {
            html.Append("<input type=\"hidden\" name=\"csrf\" value=\"").Append(token).Append("\">\n");
        }

        PageFrame.End(html);
        return html.ToString();
    }

    private static void Content(StringBuilder html, Uri site, Device device, Device other, Shape shape, bool escaped)
    {
        switch (device.Markup)
        {
            case Markup.A:
                MarkupA.Values(html, device, shape);
                break;
            case Markup.B:
                html.Append("<h1>").Text($"{device.Brand} {device.Model}").Append("</h1>\n<p>All about a phone that weighs less than 999 g.</p>\n");
                if (device.Layout % 2 == 1)
                {
                    MarkupB.Blocks(html, device, other, site, shape, escaped);
                }

                break;
            default:
                html.Append("<h1>").Text($"{device.Brand} {device.Model} specifications").Append("</h1>\n");
                MarkupC.Gallery(html, device);
                MarkupC.Table(html, device, shape);
                break;
        }
    }

    private static void New(StringBuilder html, Device device)
    {
        html.Append("<section class=\"v2\"><strong data-v2-battery>").Text(device.Fields["battery"].Text).Append("</strong>\n");
        if (device.Fields.TryGetValue("price", out var price))
        {
            html.Append("<strong data-v2-price>").Text(price.Text).Append("</strong>");
        }

        html.Append("</section>\n");
    }
}
