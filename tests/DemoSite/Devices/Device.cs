using System.Text.Json.Nodes;

namespace AspireCoach.DemoSite.Devices;

internal enum Markup
{
    /// <summary>Microdata and data attributes.</summary>
    A,

    /// <summary>JSON-LD.</summary>
    B,

    /// <summary>Tables and definition lists with labels.</summary>
    C,
}

/// <summary>One device as it is at this moment; an edit makes another one.</summary>
internal sealed record Device(int Number, string Brand, string Model, string BrandSlug, string Slug, Markup Markup)
{
    /// <summary>What its page shows, by the names of the README; what the page leaves out is not in it.</summary>
    public required IReadOnlyDictionary<string, Spelled> Fields { get; init; }

    /// <summary>File names of its images, without size and extension.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>How often it was edited.</summary>
    public int Version { get; init; }

    /// <summary>Its page's path as it is asked for.</summary>
    public string Path => (Number % 97 == 5 ? "/private/press/" : "/devices/") + Slug;

    /// <summary>Which way its page is laid out, of those its markup has.</summary>
    public int Layout => Number / 3;

    /// <summary>Whether only the sitemap names it.</summary>
    public bool OnlyInSitemap => Number % 100 == 13;

    /// <summary>Whether only its brand names it.</summary>
    public bool OnlyInBrand => Number % 100 == 57;

    /// <summary>A page that has neither ETag nor Last-Modified, and another token in it each time.</summary>
    public bool NeverSame => Number % 200 == 150;

    public Dictionary<string, JsonNode> Truth(Uri site)
    {
        var truth = new Dictionary<string, JsonNode>(StringComparer.Ordinal)
        {
            ["brand"] = Brand,
            ["model"] = Model,
            ["images"] = new JsonArray([.. Images.Select(image => JsonValue.Create($"{site}img/{image}-1280.jpg"))]),
        };
        foreach (var (name, value) in Fields.Where(field => field.Value.Truth is not null))
        {
            truth[name] = value.Truth!.DeepClone();
        }

        return truth;
    }
}
