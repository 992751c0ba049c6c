using System.Globalization;

namespace AspireCoach.DemoSite.Judging;

/// <summary>A source file for a demo site, written from its README.</summary>
public sealed record SourceFile(Site Site)
{
    public string Name { get; init; } = "demo";

    /// <summary>Another one keeps its items apart from those of other sites.</summary>
    public string Kind { get; init; } = "phone";

    public double Rate { get; init; } = 100;

    public int Burst { get; init; } = 100;

    public int Concurrency { get; init; } = 16;

    /// <summary>With the two selectors that mend what a redesign broke.</summary>
    public bool Mended { get; init; }

    /// <summary>Writes it to a folder, under its name.</summary>
    public async Task WriteAsync(string folder, CancellationToken cancel)
    {
        // In one step: the folder may be watched.
        var path = Path.Combine(folder, $"{Name}.yaml");
        await File.WriteAllTextAsync($"{path}.new", Text, cancel);
        File.Move($"{path}.new", path, overwrite: true);
    }

    public string Text =>
        $$"""
        source: {{Name}}
        kind: {{Kind}}
        identity: [brand, model]
        index:
          start: {{Site.Url}}brands
          follow: ["a[data-brand]", "a[rel=next]"]
          items: ["[data-device] > a", "sitemap"]
          sitemap: { match: "/(devices|private/press)/" }
        politeness: { rate: {{Rate.ToString(CultureInfo.InvariantCulture)}}/s, burst: {{Burst}}, concurrency: {{Concurrency}} }
        network: { allow: ["{{Site.Host}}"] }
        scope: "head, article[data-device-page]"
        fields:
          brand: { from: ["[itemprop=brand]", "jsonld:Product.brand.name", "jsonld:Product.brand", "label:Brand"], required: true }
          model: { from: ["h1[data-model]", "jsonld:Product.model", "label:Model"], required: true }
          battery: { from: ["[data-spec=battery]", "jsonld:Product.additionalProperty[name=battery].value", "label:Battery|Battery capacity"{{(Mended ? ", \"[data-v2-battery]\"" : "")}}], type: quantity, unit: mAh, range: [500, 30000] }
          screen: { from: ["[data-spec=screen]", "jsonld:Product.additionalProperty[name=screen].value", "label:Screen size|Display size"], type: quantity, unit: in, range: [1, 20] }
          weight: { from: ["[data-spec=weight]", "jsonld:Product.weight.value", "jsonld:Product.weight", "label:Weight"], type: quantity, unit: g, range: [20, 2000] }
          memory: { from: ["[data-spec=memory]", "jsonld:Product.additionalProperty[name=memory].value", "label:Memory|RAM"], type: quantity, unit: GB, range: [0.25, 64] }
          storage: { from: ["[data-spec=storage]", "jsonld:Product.additionalProperty[name=storage].value", "label:Storage|Internal storage"], type: quantity, unit: GB, range: [1, 8192] }
          camera: { from: ["[data-spec=camera]", "jsonld:Product.additionalProperty[name=camera].value", "label:Main camera"], type: quantity, unit: MP, range: [0.1, 500] }
          price: { from: ["[data-spec=price]", "jsonld:Product.offers.price", "jsonld:Product.offers.lowPrice", "label:Price"{{(Mended ? ", \"[data-v2-price]\"" : "")}}], type: money, range: [1, 10000] }
          released: { from: ["[data-spec=released]", "jsonld:Product.releaseDate", "label:Released|Release date"], type: date }
          os: { from: ["[data-spec=os]", "jsonld:Product.additionalProperty[name=os].value", "label:Operating system|OS"] }
          chipset: { from: ["[data-spec=chipset]", "jsonld:Product.additionalProperty[name=chipset].value", "label:Chipset|Processor"] }
          colours: { from: ["[data-spec=colours] li", "[data-spec=colours]", "jsonld:Product.color", "label:Colours|Colors"], type: list }
          images: { from: ["img[data-image]@srcset", "img[data-image]@src", "jsonld:Product.image.url", "jsonld:Product.image", ".gallery img@srcset", ".gallery img@src"], many: true, type: url }
          rating: { from: ["[itemprop=ratingValue]", "jsonld:Product.aggregateRating.ratingValue", "label:User rating"], type: number, range: [0, 5] }

        """;
}
