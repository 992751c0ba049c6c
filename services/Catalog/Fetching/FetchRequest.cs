namespace AspireCoach.Catalog.Fetching;

/// <summary>A page to fetch.</summary>
/// <param name="Url">Absolute, http or https.</param>
/// <param name="AllowedHosts"><c>host:port</c> that may be internal, as their addresses name them: <c>127.0.0.1:8080</c> does not allow <c>localhost:8080</c>.</param>
/// <param name="BeforeRequest">
/// Called before each request to a host, the first and every redirect: waits for its turn in the host's budget and refuses
/// what its robots.txt disallows by throwing <see cref="FetchRefusedException"/>. Its time does not count as the site's.
/// </param>
internal sealed record FetchRequest(Uri Url, IReadOnlyList<string> AllowedHosts, Func<Uri, CancellationToken, ValueTask> BeforeRequest)
{
    /// <summary>What the last answer had: the fetch is conditional on it.</summary>
    public string? ETag { get; init; }

    public string? LastModified { get; init; }

    /// <summary>Which address gave <see cref="ETag"/> and <see cref="LastModified"/>, the last <see cref="FetchResult.FinalUrl"/>; only it is sent them. Null is <see cref="Url"/>.</summary>
    public Uri? ValidatorsOf { get; init; }

    /// <summary>Whether a body that is a gzip file is read as the text in it: for sitemaps (<c>sitemap.xml.gz</c>).</summary>
    public bool AcceptGzipFile { get; init; }
}

/// <summary>This address is not to be asked: robots.txt, an internal address, a scheme that is no http.</summary>
internal sealed class FetchRefusedException(string message) : Exception(message);
