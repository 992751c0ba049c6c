using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AspireCoach.DemoSite.Devices;

namespace AspireCoach.DemoSite.Pages;

/// <summary>JSON-LD, in the ways in which sites write it.</summary>
internal static class MarkupB
{
    private static readonly JsonSerializerOptions Letters = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };
    private static readonly JsonSerializerOptions Escaped = new() { Encoder = JavaScriptEncoder.Default };
    private static readonly string[] Properties = ["screen", "battery", "memory", "storage", "camera", "os", "chipset"];

    /// <summary>All blocks of a device's page.</summary>
    public static void Blocks(StringBuilder html, Device device, Device other, Uri site, Shape shape, bool escaped)
    {
        var product = Product(device, site, shape);
        product["isRelatedTo"] = new JsonArray(Product(other, site, Shape.Plain));
        if (device.Layout % 5 == 1)
        {
            html.Append("<script type=\"application/ld+json\">{\"@context\":\"https://schema.org\",\"@type\":\"Product\",\"model\":\"broken\n\",}</script>\n");
        }

        var shop = new JsonObject { ["@type"] = "WebSite", ["name"] = "The demo shop", ["url"] = site.ToString() };
        switch (device.Layout % 4)
        {
            case 0:
                product.Insert(0, "@context", "https://schema.org");
                Script(html, product, escaped);
                break;
            case 1:
                product.Insert(0, "@context", "https://schema.org/");
                Script(html, new JsonArray(shop, product), escaped);
                break;
            case 2:
                Script(html, new JsonObject { ["@context"] = "https://schema.org", ["@graph"] = new JsonArray(shop, Crumbs(device, site), product) }, escaped);
                break;
            default:
                product.Insert(0, "@context", "http://schema.org");
                product["@type"] = new JsonArray("Product", "IndividualProduct");
                Script(html, shop, escaped);
                Script(html, product, escaped);
                break;
        }
    }

    public static void Script(StringBuilder html, JsonNode node, bool escaped) =>
        html.Append("<script type=\"application/ld+json\">\n").Append(node.ToJsonString(escaped ? Escaped : Letters)).Append("\n</script>\n");

    public static JsonObject Product(Device device, Uri site, Shape shape)
    {
        var product = new JsonObject
        {
            ["@type"] = "Product",
            ["name"] = $"{device.Brand} {device.Model} smartphone",
            ["brand"] = device.Layout % 3 == 0 ? device.Brand : new JsonObject { ["@type"] = "Brand", ["name"] = device.Brand },
            ["model"] = device.Model,
            ["image"] = Images(device, site),
            ["weight"] = Apart(device) ? Number(device.Fields["weight"], "QuantitativeValue") : device.Fields["weight"].Text,
            ["additionalProperty"] = Specifications(device, shape),
        };
        if (device.Fields.TryGetValue("price", out var price))
        {
            product["offers"] = Offers(device, price, shape);
        }

        if (device.Fields.TryGetValue("released", out var released))
        {
            product["releaseDate"] = released.Truth is not null && device.Layout % 3 == 1 ? $"{released.Truth}T09:00:00+02:00" : released.Text;
        }

        if (device.Fields.TryGetValue("colours", out var colours))
        {
            product["color"] = device.Layout % 2 == 0 ? colours.Text : new JsonArray([.. colours.Items.Select(colour => JsonValue.Create(colour))]);
        }

        if (device.Fields.TryGetValue("rating", out var rating))
        {
            product["aggregateRating"] = new JsonObject
            {
                ["@type"] = "AggregateRating", ["reviewCount"] = 17, ["ratingValue"] = device.Layout % 2 == 0 ? rating.Number : rating.Text,
            };
        }

        return product;
    }

    private static JsonArray Specifications(Device device, Shape shape)
    {
        var all = new JsonArray(Specification("battery type", "Li-Po 1 mAh"), Specification("SIM", "2 × nano"));
        foreach (var name in Properties)
        {
            if (device.Fields.TryGetValue(name, out var value) && !(shape.Redesigned && name == "battery"))
            {
                var node = Apart(device) && value.Unit.Length > 0 ? Number(value, "PropertyValue") : Specification(name, value.Text);
                node["name"] = name;
                all.Add(node);
            }
        }

        return all;
    }

    private static JsonNode Offers(Device device, Spelled price, Shape shape)
    {
        if (shape.Redesigned)
        {
            return new JsonObject { ["@type"] = "Offer", ["price"] = Shape.PriceGarbage, ["priceCurrency"] = "EUR" };
        }

        if (price.Truth is null)
        {
            return new JsonObject { ["@type"] = "Offer", ["price"] = price.Text };
        }

        var offer = new JsonObject
        {
            ["@type"] = "Offer", ["priceCurrency"] = price.Unit, ["availability"] = "https://schema.org/InStock",
            ["price"] = device.Layout % 2 == 0 ? price.Number : price.Number.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture),
        };
        switch (device.Layout % 3)
        {
            case 0:
                return offer;
            case 1:
                var other = offer.DeepClone();
                other["price"] = price.Number + 100;
                return new JsonArray(offer, other);
            default:
                return new JsonObject
                {
                    ["@type"] = "AggregateOffer", ["lowPrice"] = offer["price"]!.DeepClone(), ["highPrice"] = price.Number + 200,
                    ["priceCurrency"] = price.Unit, ["offerCount"] = 3,
                };
        }
    }

    private static JsonNode Images(Device device, Uri site)
    {
        var addresses = device.Images.Select((image, at) => ((device.Layout + at) % 3) switch
        {
            0 => $"/img/{image}-1280.jpg",
            1 => $"{site}img/{image}-1280.jpg",
            _ => $"//{site.Authority}/img/{image}-1280.jpg",
        }).Select(address => device.Layout % 5 < 3 ? JsonValue.Create(address) : (JsonNode)new JsonObject { ["@type"] = "ImageObject", ["url"] = address, ["width"] = 1280 }).ToList();
        return addresses is [var only] ? only : new JsonArray([.. addresses]);
    }

    private static JsonObject Crumbs(Device device, Uri site) => new()
    {
        ["@type"] = "BreadcrumbList",
        ["itemListElement"] = new JsonArray(
            new JsonObject { ["@type"] = "ListItem", ["position"] = 1, ["name"] = "Phones", ["item"] = $"{site}brands" },
            new JsonObject { ["@type"] = "ListItem", ["position"] = 2, ["name"] = device.Brand, ["item"] = $"{site}brands/{device.BrandSlug}" }),
    };

    private static bool Apart(Device device) => device.Layout % 2 == 1;

    private static JsonObject Number(Spelled value, string type) => new() { ["@type"] = type, ["value"] = value.Number, ["unitText"] = value.Unit };

    private static JsonObject Specification(string name, string value) => new() { ["@type"] = "PropertyValue", ["name"] = name, ["value"] = value };
}
