using System.Globalization;
using System.Text;

namespace AspireCoach.Bench.Parse;

/// <summary>
/// Pages of devices as shops have them, 30 to 80 KB: navigation, inline styles and scripts, icons, a specification, offers,
/// reviews, related devices and a footer. Each page has one of three markups: microdata with data attributes, JSON-LD in
/// <c>@graph</c>, plain tables and definition lists. The same number gives the same page.
/// </summary>
internal static class DevicePages
{
    private static readonly string[] Brands = ["Aurora", "Borealis", "Cygnus", "Dorado", "Équinoxe", "Fornax & Söhne"];
    private static readonly string[] Words =
        "the screen is bright and battery lasts two days camera takes sharp photos at night while charging stays cool under load speakers are loud this phone feels light in hand software updates come late but work well price seems fair for what you get".Split(' ');

    public static string Html(int number)
    {
        var device = Device.Of(number);
        var random = new Random(number);
        var page = new StringBuilder(90_000);
        Head(page, device, number % 3 == 1);
        Navigation(page);
        page.Append("<main id=main class=\"layout layout--product\">\n");
        switch (number % 3)
        {
            case 0: Microdata(page, device); break;
            case 1: Plain(page, device, described: true); break;
            default: Plain(page, device, described: false); break;
        }

        Reviews(page, random, 14 + (number % 20));
        page.Append("</main>\n");
        Related(page, random, 12 + (number % 12));
        Footer(page);
        return page.ToString();
    }

    private static void Head(StringBuilder page, Device device, bool described)
    {
        page.Append(CultureInfo.InvariantCulture, $$"""
            <!DOCTYPE html>
            <html lang="en" class="no-js">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{Text(device.Brand)}} {{Text(device.Model)}} &ndash; specifications &amp; prices | Device Hall</title>
            <meta name="description" content="All about the {{Text(device.Brand)}} {{Text(device.Model)}}: battery, display, price.">
            <meta property="og:title" content="{{Text(device.Brand)}} {{Text(device.Model)}}">
            <meta property="og:image" content="https://img.devices.example/{{device.Number}}/og.jpg">
            <link rel="canonical" href="https://devices.example/devices/{{device.Number}}">
            <link rel="stylesheet" href="/assets/site.css?v=20261101">

            """);
        page.Append("<style>\n");
        for (var i = 0; i < 60; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $".layout__cell--{i}{{display:flex;padding:{i % 7}px {i % 11}px;color:#{i * 4111 % 0xFFFFFF:x6}}}\n");
        }

        page.Append("</style>\n<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}\n");
        for (var i = 0; i < 40; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"gtag('event','impression_{i}',{{'id':'{i * 7919}','list':'related <b>items</b>','value':{i / 3.0:0.00}}});\n");
        }

        page.Append("</script>\n");
        if (described)
        {
            JsonLd(page, device);
        }

        page.Append("</head>\n<body class=\"page page--device\">\n");
    }

    private static void JsonLd(StringBuilder page, Device device) => page.Append(CultureInfo.InvariantCulture, $$$"""
        <script type="application/ld+json">
        {"@context":"https://schema.org","@graph":[
        {"@type":"WebSite","@id":"https://devices.example/#site","name":"Device Hall","url":"https://devices.example/"},
        {"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","position":1,"name":"Phones"},{"@type":"ListItem","position":2,"name":"{{{device.Brand}}}"}]},
        {"@type":"Product","@id":"https://devices.example/devices/{{{device.Number}}}#product","name":"{{{device.Brand}}} {{{device.Model}}}","model":"{{{device.Model}}}",
        "brand":{"@type":"Brand","name":"{{{device.Brand}}}"},
        "image":["https://img.devices.example/{{{device.Number}}}/1.jpg","https://img.devices.example/{{{device.Number}}}/2.jpg","https://img.devices.example/{{{device.Number}}}/3.jpg"],
        "weight":{"@type":"QuantitativeValue","value":{{{device.Weight}}},"unitText":"g"},
        "additionalProperty":[{"@type":"PropertyValue","name":"Battery","value":"{{{device.Battery}}} mAh"},{"@type":"PropertyValue","name":"Display","value":"{{{device.Display}}}\""},{"@type":"PropertyValue","name":"Memory","value":"{{{device.Memory}}} GB"}],
        "releaseDate":"{{{device.Released:yyyy-MM-dd}}}",
        "offers":{"@type":"Offer","price":"{{{device.Price}}}","priceCurrency":"EUR","availability":"https://schema.org/InStock"}}
        ]}
        </script>

        """);

    private static void Navigation(StringBuilder page)
    {
        page.Append("<header class=\"site-header\" role=banner><a class=logo href=\"/\"><svg viewBox=\"0 0 24 24\" width=24 height=24><path d=\"M12 2L2 7l10 5 10-5-10-5zM2 17l10 5 10-5M2 12l10 5 10-5\"/></svg><span>Device Hall</span></a>\n<nav aria-label=\"Main\"><ul class=\"menu menu--level-1\">\n");
        for (var i = 0; i < 12; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li class=\"menu__item has-children\"><a class=\"menu__link\" href=\"/c/{i}?utm_source=nav&amp;pos={i}\">Category {i}</a><ul class=\"menu menu--level-2\">\n");
            for (var j = 0; j < 8; j++)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li class=\"menu__item\"><a class=\"menu__link\" href=\"/c/{i}/{j}\" data-track=\"nav:{i}:{j}\">Sub-category {i}.{j} &rsaquo;</a></li>\n");
            }

            page.Append("</ul></li>\n");
        }

        page.Append("</ul></nav></header>\n");
    }

    private static void Microdata(StringBuilder page, Device device)
    {
        page.Append(CultureInfo.InvariantCulture, $$"""
            <article itemscope itemtype="https://schema.org/Product" class="device" data-device-id="{{device.Number}}">
            <h1 class="device__title"><span itemprop="brand">{{Text(device.Brand)}}</span> <span data-model itemprop="model">{{Text(device.Model)}}</span></h1>
            <div class="gallery">
            <img data-image src="https://img.devices.example/{{device.Number}}/1.jpg" alt="front" loading=lazy width=640 height=640>
            <img data-image src="https://img.devices.example/{{device.Number}}/2.jpg" alt="back" loading=lazy width=640 height=640>
            <img data-image src="https://img.devices.example/{{device.Number}}/3.jpg" alt="side" loading=lazy width=640 height=640>
            </div>
            <ul class="highlights">
            <li><svg class=icon><use href="#battery"></use></svg> <span data-spec="battery">{{device.Battery}} mAh</span></li>
            <li><svg class=icon><use href="#display"></use></svg> <span data-spec="display">{{device.Display}}&Prime;</span></li>
            <li><svg class=icon><use href="#memory"></use></svg> <span data-spec="memory">{{device.Memory}}&nbsp;GB</span></li>
            <li><svg class=icon><use href="#weight"></use></svg> <span data-spec="weight">{{device.Weight}} g</span></li>
            <li>Released <time itemprop="releaseDate" datetime="{{device.Released:yyyy-MM-dd}}">{{device.Released:d MMMM yyyy}}</time></li>
            </ul>
            <div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><meta itemprop="priceCurrency" content="EUR"><span itemprop="price" content="{{device.Price}}">€ {{device.Price}}</span></div>

            """);
        Specification(page, device, spoken: false);
        page.Append("</article>\n");
    }

    private static void Plain(StringBuilder page, Device device, bool described)
    {
        page.Append(CultureInfo.InvariantCulture, $"<div class=\"device\"><div class=\"title\"><h1>{Text(device.Brand)} {Text(device.Model)}</h1></div>\n");
        Specification(page, device, spoken: !described);
        page.Append("</div>\n");
    }

    /// <summary>The long table: 45 rows, among which are those that fields are read from where nothing else gives them.</summary>
    private static void Specification(StringBuilder page, Device device, bool spoken)
    {
        if (spoken)
        {
            page.Append(CultureInfo.InvariantCulture, $$"""
                <div class="facts"><dl>
                <div><dt>Brand:</dt><dd>{{Text(device.Brand)}}</dd></div>
                <div><dt>Model name</dt><dd>{{Text(device.Model)}}</dd></div>
                <div><dt>Price</dt><dd>€ {{device.Price}}</dd></div>
                <div><dt>Released</dt><dd>{{device.Released:d MMMM yyyy}}</dd></div>
                </dl>
                <img class="photo" src="https://img.devices.example/{{device.Number}}/1.jpg"><img class="photo" src="https://img.devices.example/{{device.Number}}/2.jpg"><img class="photo" src="https://img.devices.example/{{device.Number}}/3.jpg">
                </div>

                """);
        }

        page.Append("<table class=\"spec-table\"><caption>Specification</caption>\n<tbody>\n");
        if (spoken)
        {
            Row(page, "Battery type", "Li-Po, not removable");
            Row(page, "Battery capacity:", string.Create(CultureInfo.InvariantCulture, $"{device.Battery:#,0} mAh"));
            Row(page, "Display size", string.Create(CultureInfo.InvariantCulture, $"{device.Display} inches"));
            Row(page, "Memory", string.Create(CultureInfo.InvariantCulture, $"{device.Memory}&nbsp;GB"));
            Row(page, "Weight", string.Create(CultureInfo.InvariantCulture, $"{device.Weight} g (6.7 oz)"));
        }

        for (var i = 0; i < 45; i++)
        {
            Row(page, $"Property no. {i}", string.Create(CultureInfo.InvariantCulture, $"<span class=\"value value--{i % 5}\">{Words[i % Words.Length]} {i * 37 % 1000}</span><sup><a href=\"#fn{i}\">{i}</a></sup>"));
        }

        page.Append("</tbody></table>\n");
    }

    private static void Row(StringBuilder page, string label, string value) =>
        page.Append(CultureInfo.InvariantCulture, $"<tr class=\"spec-table__row\">\n  <th scope=\"row\" class=\"spec-table__label\">{label}</th>\n  <td class=\"spec-table__value\">{value}</td>\n</tr>\n");

    private static void Reviews(StringBuilder page, Random random, int count)
    {
        page.Append("<section class=\"reviews\"><h2>Reviews</h2>\n");
        for (var i = 0; i < count; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<div class=\"review\" id=\"review-{i}\"><div class=\"review__head\"><span class=\"review__stars\" aria-label=\"{1 + random.Next(5)} of 5\">★★★★</span> <b>Reader&nbsp;{random.Next(10_000)}</b> <time datetime=\"2026-0{1 + random.Next(9)}-1{random.Next(10)}\">some time ago</time></div>\n<p>");
            for (var word = 0; word < 60 + random.Next(120); word++)
            {
                page.Append(Words[random.Next(Words.Length)]).Append(word % 17 == 16 ? ". " : " ");
            }

            page.Append("&mdash; that&#39;s all.</p><div class=\"review__actions\"><button type=button class=\"btn btn--ghost\">Helpful</button><button type=button class=\"btn btn--ghost\">Report</button></div></div>\n");
        }

        page.Append("</section>\n");
    }

    private static void Related(StringBuilder page, Random random, int count)
    {
        page.Append("<aside class=\"related\"><h2>Others also looked at</h2><ul class=\"cards\">\n");
        for (var i = 0; i < count; i++)
        {
            var id = random.Next(100_000);
            page.Append(CultureInfo.InvariantCulture, $"<li class=\"card\"><a class=\"card__link\" href=\"/devices/{id}?ref=related&amp;pos={i}\"><picture><source type=\"image/webp\" srcset=\"/thumb/{id}@1x.webp 1x, /thumb/{id}@2x.webp 2x\"><img class=\"card__image\" src=\"/thumb/{id}.jpg\" alt=\"Device {id}\" width=160 height=160 loading=lazy></picture><span class=\"card__title\">Device {id} Pro &amp; Max</span></a><div class=\"card__meta\"><span class=\"card__battery\">{3_000 + random.Next(3_000)} mAh</span><span class=\"card__price\">€ {random.Next(100, 1_500)}.99</span></div></li>\n");
        }

        page.Append("</ul></aside>\n");
    }

    private static void Footer(StringBuilder page)
    {
        page.Append("<footer class=\"site-footer\"><div class=\"columns\">\n");
        for (var i = 0; i < 40; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"<div class=\"columns__cell\"><a href=\"/help/{i}\" rel=\"nofollow\">Help topic {i}</a></div>\n");
        }

        page.Append("</div><p>&copy; 2026 Device Hall. All prices include VAT.</p></footer>\n<script>\n");
        for (var i = 0; i < 60; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"(function(w,d){{var e=d.getElementById('review-{i}');if(e&&w.innerWidth<{i * 20}){{e.className+=' is-small'}}}})(window,document);\n");
        }

        page.Append("</script>\n</body>\n</html>\n");
    }

    private static string Text(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal);

    /// <summary>What a page says.</summary>
    internal sealed record Device(int Number, string Brand, string Model, int Battery, decimal Display, int Memory, int Weight, decimal Price, DateOnly Released)
    {
        public static Device Of(int number) => new(
            number, Brands[number % Brands.Length], $"X{number} Pro", 3_000 + (number % 40 * 50), 5.5m + (number % 15 / 10m), 1 << (2 + (number % 4)),
            150 + (number % 90), 199.99m + (number % 900), new DateOnly(2020 + (number % 7), 1 + (number % 12), 1 + (number % 28)));
    }
}
