namespace AspireCoach.Catalog.Fetching;

/// <summary>One spelling for each address (RFC 3986 §6): so that a page is queued once.</summary>
internal static class CanonicalUrl
{
    /// <summary>Resolves a link against its page and normalises it, without fragment and tracking parameters; null where it is no http address.</summary>
    public static Uri? Resolve(Uri page, string link) => throw new NotImplementedException();

    public static Uri Normalise(Uri url) => throw new NotImplementedException();
}
