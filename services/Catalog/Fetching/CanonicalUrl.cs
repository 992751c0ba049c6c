using System.Buffers;
using System.Globalization;
using System.Text;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// One spelling for each address (RFC 3986 §6): so that a page is queued once. Scheme and host are in lower case and ASCII,
/// dot segments and the default port are gone, escapes are upper case and only where they are needed, the query keeps its
/// order. Fragments (<c>#!…</c> too), user info and <see cref="SessionParameters">what only follows a visitor around</see>
/// are dropped.
/// </summary>
internal static class CanonicalUrl
{
    /// <summary>Characters of an address; longer ones are no pages.</summary>
    public const int MostLength = 2_048;

    /// <summary>
    /// Resolves a link as written in a page (blanks around it, line ends within, backslashes, missing scheme) against the
    /// page's address; null where it is no http address that could be asked for.
    /// </summary>
    public static Uri? Resolve(Uri page, string link) => Short(Resolve(page, link, dropSession: true));

    /// <summary>As <see cref="Resolve(Uri, string)"/>, with all parameters kept: a site that redirects to one with a session's id would otherwise be asked for the same address for ever.</summary>
    public static Uri? Follow(Uri page, string location) => Short(Resolve(page, location, dropSession: false));

    /// <summary>The canonical spelling; what is no absolute http address stays as it is.</summary>
    public static Uri Normalise(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return IsHttp(url) ? Absolute(url.Scheme, url.AbsoluteUri[(url.Scheme.Length + 1)..], dropSession: true) ?? url : url;
    }

    /// <summary>Whether it can be asked for at all.</summary>
    public static bool IsHttp(Uri url) => url.IsAbsoluteUri && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps);

    private static Uri? Short(Uri? url) => url is null || url.AbsoluteUri.Length > MostLength ? null : url;

    private static Uri? Resolve(Uri page, string link, bool dropSession)
    {
        if (!IsHttp(page))
        {
            return null;
        }

        // What a browser leaves out (https://url.spec.whatwg.org/#concept-basic-url-parser): blanks around, line ends and tabs anywhere.
        link = link.AsSpan().Trim(Blanks) is var trimmed && trimmed.ContainsAny('\t', '\r', '\n') ? string.Concat(trimmed.ToString().Split('\t', '\r', '\n')) : trimmed.ToString();
        if (link.Length > 4 * MostLength)
        {
            return null;
        }

        var colon = SchemeLength(link);
        var scheme = page.Scheme;
        if (colon > 0)
        {
            scheme = link[..colon].ToLowerInvariant();
            link = link[(colon + 1)..];
            if (scheme != Uri.UriSchemeHttp && scheme != Uri.UriSchemeHttps)
            {
                return null;
            }

            if (scheme != page.Scheme || link is ['/' or '\\', '/' or '\\', ..])
            {
                return Absolute(scheme, link, dropSession);
            }
        }

        if (link is ['/' or '\\', '/' or '\\', ..])
        {
            return Absolute(scheme, link, dropSession);
        }

        var (path, query) = Split(link);
        var from = page.AbsolutePath;
        path = path switch
        {
            "" => from,
            ['/', ..] => path,
            _ => from[..(from.LastIndexOf('/') + 1)] + path,
        };
        return Build(scheme, page.Authority, path, link is "" or ['#', ..] ? page.Query.TrimStart('?') : query, dropSession);
    }

    /// <param name="rest">What follows the scheme's colon.</param>
    private static Uri? Absolute(string scheme, string rest, bool dropSession)
    {
        rest = rest.TrimStart('/', '\\');
        var end = rest.AsSpan().IndexOfAny("/\\?#") is var at and >= 0 ? at : rest.Length;
        var (path, query) = Split(rest[end..]);
        return Build(scheme, rest[..end], path, query, dropSession);
    }

    private static Uri? Build(string scheme, string authority, string path, string query, bool dropSession)
    {
        var site = authority[(authority.LastIndexOf('@') + 1)..];
        var colon = site.LastIndexOf(':') is var at && at > site.LastIndexOf(']') ? at : site.Length;
        if (Host(site[..colon]) is not { } host || Port(site[colon..].TrimStart(':'), scheme) is not { } port)
        {
            return null;
        }

        path = Spelling(path, slashes: true);
        path = WithoutDots(dropSession ? WithoutSession(path) : path);
        query = Spelling(query, slashes: false);
        query = dropSession ? SessionParameters.Without(query) : query;
        return Uri.TryCreate($"{scheme}://{host}{port}{path}{(query.Length == 0 ? "" : "?" + query)}", UriKind.Absolute, out var url) ? url : null;
    }

    /// <summary>The host in ASCII and lower case; null where it is none. "example.com." is the same host as "example.com", written in full.</summary>
    private static string? Host(string host)
    {
        if (IsPlain(host))
        {
            return host;
        }

        host = host.StartsWith('[') ? host : Uri.UnescapeDataString(host).TrimEnd('.');
        if (host.Length == 0 || (!host.StartsWith('[') && host.AsSpan().ContainsAny(NoHost)) || !Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var site))
        {
            return null;
        }

        // Uri knows the many ways to write an IP address.
        switch (site.HostNameType)
        {
            case UriHostNameType.IPv4 or UriHostNameType.IPv6:
                return site.Host;
            case UriHostNameType.Dns:
                try
                {
                    var name = site.IdnHost.ToLowerInvariant();
                    return Ascii.IsValid(name) ? name : null;
                }
                catch (UriFormatException)
                {
                    return null;
                }

            default:
                return null;
        }
    }

    /// <summary>Whether it is a name in its one spelling, as nearly all are: no further look is needed.</summary>
    private static bool IsPlain(string host) =>
        host.Length > 0
        && !host.AsSpan().ContainsAnyExcept(PlainHost)
        && char.IsAsciiLetterOrDigit(host[0])
        && host[^1] != '.'
        && char.IsAsciiLetter(host[host.LastIndexOf('.') + 1])
        && !host.Contains("..", StringComparison.Ordinal)
        && !host.Contains("--", StringComparison.Ordinal);

    private static readonly SearchValues<char> PlainHost = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>With its colon; empty for the scheme's own. Null where it is no port.</summary>
    private static string? Port(string port, string scheme) =>
        port.Length == 0 ? ""
        : !ushort.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0 ? null
        : number == (scheme == Uri.UriSchemeHttps ? 443 : 80) ? ""
        : string.Create(CultureInfo.InvariantCulture, $":{number}");

    private static ReadOnlySpan<char> Blanks => "\0\u0001\u0002\u0003\u0004\u0005\u0006\a\b\t\n\v\f\r\u000E\u000F\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001A\e\u001C\u001D\u001E\u001F ";

    /// <summary>What ends a host, or never is part of one.</summary>
    private static ReadOnlySpan<char> NoHost => " \"#/:<>?@\\^`{|}";

    /// <summary>Where a scheme's colon is; 0 where the link has no scheme.</summary>
    private static int SchemeLength(string link)
    {
        var colon = link.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && char.IsAsciiLetter(link[0]) && link.AsSpan(0, colon).ContainsAnyExcept(SchemeCharacters) == false ? colon : 0;
    }

    private static ReadOnlySpan<char> SchemeCharacters => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.";

    /// <summary>Path and query; the fragment is dropped.</summary>
    private static (string Path, string Query) Split(string text)
    {
        var fragment = text.IndexOf('#', StringComparison.Ordinal);
        text = fragment < 0 ? text : text[..fragment];
        var query = text.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? (text.Replace('\\', '/'), "") : (text[..query].Replace('\\', '/'), text[(query + 1)..]);
    }

    private static string Spelling(string text, bool slashes) => PercentEncoding.Normalise(text, slashes ? "/!$&'()*+,;=:@" : "/?!$&'()*+,;=:@");

    /// <summary>RFC 3986 §5.2.4, for a path that is to begin with a slash.</summary>
    private static string WithoutDots(string path)
    {
        if (path.StartsWith('/') && !path.Contains("/.", StringComparison.Ordinal))
        {
            return path;
        }

        var kept = new List<string>();
        var segments = (path.StartsWith('/') ? path[1..] : path).Split('/');
        for (var i = 0; i < segments.Length; i++)
        {
            if (segments[i] is "." or "..")
            {
                if (segments[i] == ".." && kept.Count > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }

                if (i == segments.Length - 1)
                {
                    kept.Add("");
                }
            }
            else
            {
                kept.Add(segments[i]);
            }
        }

        return "/" + string.Join('/', kept);
    }

    /// <summary>Without <c>;jsessionid=…</c>, which servers of Java write into the path.</summary>
    private static string WithoutSession(string path)
    {
        const string Parameter = ";jsessionid=";
        while (path.IndexOf(Parameter, StringComparison.OrdinalIgnoreCase) is var start and >= 0)
        {
            var length = path.AsSpan(start + 1).IndexOfAny('/', ';');
            path = length < 0 ? path[..start] : path.Remove(start, length + 1);
        }

        return path;
    }
}
