using System.Globalization;
using System.Text;
using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>What a shop has around its content: 30 to 60 KB of menus, styles, scripts, reviews and other devices.</summary>
internal sealed class PageFrame(Uri site, int seed, int brands)
{
    private static readonly string[] Words =
        ("the battery lasts all day and charges quickly but camera is soft in dim light screen bright enough outside price was fair for what " +
        "you get speakers are loud after an update it became slow again support answered within hours box had no charger my old one was " +
        "heavier I would buy it again 5,000 mAh is plenty they said 187 g feels light $499 well spent").Split(' ');

    private readonly string _styles = Styles();
    private readonly string _menu = Menu(brands);

    /// <summary>Everything up to and including the start of the body.</summary>
    public void Begin(StringBuilder html, string title, string head, bool withBase = false, string metaCharset = "utf-8")
    {
        html.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"").Append(metaCharset).Append("\">\n<title>").Text(title)
            .Append("</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta property=\"og:site_name\" content=\"The demo shop\">\n");
        if (withBase)
        {
            html.Append("<base href=\"/\">\n");
        }

        html.Append(head).Append("<style>").Append(_styles).Append("</style>\n<script>").Append(Script).Append("</script>\n</head>\n<body>\n").Append(_menu);
    }

    public static void End(StringBuilder html) => html.Append(
        """
        <footer><p>&copy; The demo shop. All prices with tax. <a href="/search?q=phones">Search</a> <a href="/compare">Compare</a>
        <a href="mailto:shop@example.com">Write to us</a> <a href="javascript:void(0)">Cookies</a> <a href="tel:+49123">Call</a></p>
        <dl><dt>Delivery</dt><dd>2 to 4 days</dd><dt>Weight</dt><dd>parcels up to 2,000 g</dd></dl></footer>
        </body>
        </html>

        """);

    /// <summary>What buyers say: prose with numbers in it, and a table of marks whose labels are those of fields.</summary>
    public void Reviews(StringBuilder html, int number)
    {
        var dice = new Dice(seed, number, 7);
        html.Append("<section class=\"reviews\"><h2>Reviews</h2>\n");
        for (var review = 12 + dice.Next(12); review > 0; review--)
        {
            html.Append("<div class=\"review\" id=\"review-").Append(review).Append("\"><h3>").Append(dice.Next(5) + 1)
                .Append(" of 5</h3><p class=\"text\">");
            for (var word = 60 + dice.Next(120); word > 0; word--)
            {
                html.Append(Words[dice.Next(Words.Length)]).Append(' ');
            }

            html.Append("</p><a href=\"/search?author=").Append(dice.Next(900)).Append("\" rel=\"nofollow\">more of this author</a></div>\n");
        }

        html.Append("<table class=\"marks\"><tr><th>Battery</th><td>").Append(dice.Next(5) + 1)
            .Append(" stars</td></tr><tr><th>Price</th><td>good value</td></tr></table></section>\n");
    }

    /// <summary>A column about other devices, in the same markup as the page's own.</summary>
    public void Aside(StringBuilder html, Device own, IReadOnlyList<Device> others)
    {
        html.Append("<aside class=\"related\"><h2>Others also looked at</h2>\n");
        foreach (var other in others)
        {
            html.Append("<div class=\"card\"><a href=\"").Append(other.Path).Append("?utm_source=related\">").Text($"{other.Brand} {other.Model}").Append("</a>");
            switch (own.Markup)
            {
                case Markup.A:
                    MarkupA.Values(html, other, Shape.Plain);
                    break;
                case Markup.B:
                    MarkupB.Script(html, MarkupB.Product(other, site, Shape.Plain), escaped: true);
                    break;
                default:
                    MarkupC.Table(html, other, Shape.Plain);
                    break;
            }

            html.Append("</div>\n");
        }

        html.Append("</aside>\n");
    }

    private static string Menu(int brands)
    {
        var html = new StringBuilder("<header><a href=\"/\"><img src=\"/img/logo.svg\" alt=\"The demo shop\"></a><nav><ul>\n");
        foreach (var brand in DeviceMaker.BrandNames.Take(brands))
        {
            var slug = DeviceMaker.Slug(brand);
            html.Append("<li class=\"brand\"><a class=\"menu-link\" href=\"/brands/").Append(slug).Append("\"><span class=\"icon icon-").Append(slug)
                .Append("\"></span>").Text(brand).Append("</a><a class=\"more\" href=\"/search?brand=").Append(slug).Append("\">all</a></li>\n");
        }

        return html.Append("</ul><form action=\"/search\"><input name=\"q\" type=\"search\"><button>Search</button></form></nav></header>\n").ToString();
    }

    private static string Styles()
    {
        var css = new StringBuilder("body{margin:0;font:16px/1.5 system-ui}");
        for (var rule = 0; rule < 90; rule++)
        {
            css.Append(CultureInfo.InvariantCulture, $".grid-{rule}>.card:nth-child({rule % 7 + 1}n){{flex:0 0 {rule}%;margin:{rule % 9}px;color:#{rule * 999 % 4096:x3}}}\n");
        }

        return css.ToString();
    }

    private const string Script =
        """
        window.shop={cart:[],spec:{battery:"9999 mAh"},tpl:'<span data-spec="battery">1 mAh</span><h1 data-model>none</h1>'};
        (function(d){var q=d.createElement("template");q.innerHTML="<table><tr><th>Battery</th><td>1234 mAh</td></tr></table>";
        for(var i=0;i<10&&i>-1;i++){shop.cart.push({id:i,html:"<\/article>"})}})(document);

        """;
}
