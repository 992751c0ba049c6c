namespace AspireCoach.Catalog.Fetching;

/// <summary>Fetches pages: conditional, compressed, bounded in time, size and redirects, to public addresses only.</summary>
internal sealed class PageFetcher
{
    /// <summary>Never throws for what a site does; only when cancelled, or when <see cref="FetchRequest.BeforeRequest"/> throws something else than a refusal.</summary>
    public Task<FetchResult> FetchAsync(FetchRequest request, CancellationToken cancel) => throw new NotImplementedException();
}
