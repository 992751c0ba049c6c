namespace AspireCoach.Catalog.Fetching;

/// <summary>A site's robots.txt (RFC 9309).</summary>
internal sealed class RobotsText
{
    /// <summary>The product token that rules name us by, and the first word of our User-Agent.</summary>
    public const string Agent = "AspireCoach";

    /// <summary>Reads a robots.txt; at most 500 KiB of it count.</summary>
    public static RobotsText Parse(string text) => throw new NotImplementedException();

    /// <summary>What a fetch of robots.txt means: 4xx allows everything, 5xx and no answer disallow everything.</summary>
    public static RobotsText From(FetchResult result) => throw new NotImplementedException();

    /// <summary>The sitemaps that it names.</summary>
    public IReadOnlyList<Uri> Sitemaps => throw new NotImplementedException();

    /// <summary>Whether our crawler may ask for the address: the longest match counts, and Allow wins a tie.</summary>
    public bool Allows(Uri url) => throw new NotImplementedException();
}
