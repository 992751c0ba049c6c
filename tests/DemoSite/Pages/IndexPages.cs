using System.Text;
using AspireCoach.DemoSite.Devices;
using AspireCoach.DemoSite.Faults;

namespace AspireCoach.DemoSite.Pages;

/// <summary>The directory of brands and the brands' own pages, with links as sites write them.</summary>
internal static class IndexPages
{
    public const int BrandsPerPage = 25;
    public const int DevicesPerPage = 40;

    public static string Directory(PageFrame frame, int brands, int page)
    {
        var html = new StringBuilder();
        frame.Begin(html, "All brands", "<link rel=\"canonical\" href=\"/brands\">\n");
        html.Append("<main><h1>All brands</h1><ul class=\"brands\">\n");
        foreach (var brand in DeviceMaker.BrandNames.Take(brands).Skip((page - 1) * BrandsPerPage).Take(BrandsPerPage))
        {
            html.Append("<li><a data-brand href=\"/brands/").Append(DeviceMaker.Slug(brand)).Append("?utm_source=directory&amp;utm_medium=tile\">").Text(brand).Append("</a></li>\n");
        }

        html.Append("<li><a data-brand href=\"/brands/unreleased\">Unreleased</a></li></ul>\n");
        Next(html, "/brands", page, brands, BrandsPerPage);
        html.Append("</main>");
        PageFrame.End(html);
        return html.ToString();
    }

    /// <param name="devices">Those that the brand lists.</param>
    /// <param name="ghosts">What this brand lists as devices that are none.</param>
    public static string Brand(PageFrame frame, Uri site, string slug, IReadOnlyList<Device> devices, IReadOnlyList<GhostKind> ghosts, int page)
    {
        var html = new StringBuilder();
        frame.Begin(html, $"Phones, page {page}", "");
        html.Append("<main><h1>Phones</h1><a data-brand href=\"/brands/").Append(slug).Append("?sort=price\">by price</a>\n<div class=\"grid-1\">\n");
        foreach (var device in devices.Skip((page - 1) * DevicesPerPage).Take(DevicesPerPage))
        {
            Card(html, Link(site, device), $"{device.Brand} {device.Model}");
            if (device.Number % 17 == 3)
            {
                Card(html, $"{device.Path}#reviews", "Once more");
            }

            if (device.Number % 40 == 9)
            {
                Card(html, $"{device.Path}/print", "Print");
                Card(html, $"/private/{device.Slug}", "Soon");
            }
        }

        if (page == 1)
        {
            foreach (var ghost in ghosts)
            {
                Card(html, $"/devices/{Ghost.Prefix}{slug}-{Ghost.Name(ghost)}", "A phone");
            }
        }

        html.Append("</div>\n");
        Next(html, $"/brands/{slug}", page, devices.Count, DevicesPerPage);
        html.Append("</main>");
        PageFrame.End(html);
        return html.ToString();
    }

    private static void Card(StringBuilder html, string address, string name) => html.Append("<div class=\"card\" data-device><a href=\"").Text(address)
        .Append("\"><img src=\"/img/card.jpg\" alt=\"\">").Text(name).Append("</a><span><a href=\"/compare?with=").Append(name.Length).Append("\">Compare</a></span></div>\n");

    private static void Next(StringBuilder html, string path, int page, int count, int perPage)
    {
        if (page > 1)
        {
            html.Append("<a rel=\"prev\" href=\"").Append(path).Append(page == 2 ? "" : $"?page={page - 1}").Append("\">back</a>\n");
        }

        if (page * perPage < count)
        {
            html.Append("<a class=\"next\" rel=\"next\" href=\"").Append(path).Append("?page=").Append(page + 1).Append("\">next</a>\n");
        }
    }

    private static string Link(Uri site, Device device)
    {
        var rest = device.Path[1..];
        return (device.Number % 50, new Dice(device.Number).Next(9)) switch
        {
            (7, _) => $"/d/{device.Number}",
            (11, _) => $"/go/{device.Number}",
            (_, 0) => $"{device.Path}?utm_source=brand&utm_campaign=a%20b&fbclid=x{device.Number}",
            (_, 1) => $"HTTP://{site.Authority}/{rest}#specs",
            (_, 2) => $"../brands/./../{rest}",
            (_, 3) => $"{device.Path}?gclid=1&msclkid=2",
            (_, 4) => Encoded(device.Path),
            (_, 5) => $"//{site.Authority}/{rest}",
            (_, 6) => $" {site}{rest} ",
            _ => device.Path,
        };
    }

    /// <summary>The same address with a letter percent-encoded that need not be, and lower-case hex.</summary>
    private static string Encoded(string path)
    {
        var last = path[^1];
        var lower = string.Concat(path[..^1].Select((letter, at) => at >= 1 && (path[at - 1] == '%' || (at >= 2 && path[at - 2] == '%')) ? char.ToLowerInvariant(letter) : letter));
        return $"{lower}%{(int)last:x2}";
    }
}
