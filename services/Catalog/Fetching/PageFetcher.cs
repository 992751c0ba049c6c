using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Fetches pages: conditional, compressed, bounded in time, size and redirects, to public addresses only. One for a
/// process: it keeps connections open. Sends no cookies and no credentials, and follows redirects of HTTP only, never
/// from https to http: a source that says https means it.
/// </summary>
internal sealed class PageFetcher : IDisposable
{
    /// <summary>Bytes of a body after decompression.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    public const int MostRedirects = 5;

    // Of all requests of a fetch, redirects included; not of waiting for a turn.
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(30);

    // To the answer's head, name and connection included, and then between any two reads.
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time;
    private readonly string _userAgent;
    private readonly HttpMessageInvoker _public;
    private readonly HttpMessageInvoker _allowed;

    /// <param name="contact">An address of web or mail by which a site's owner finds us; null sends none.</param>
    public PageFetcher(string? contact, TimeProvider time, WebNetwork? network = null)
    {
        if (contact is not null && (contact.Length == 0 || contact.Any(c => c is <= ' ' or >= '\u007F' or '(' or ')' or '\\')))
        {
            throw new ArgumentException("A contact is an address of web or mail, in ASCII, without blanks and parentheses.", nameof(contact));
        }

        var version = typeof(PageFetcher).Assembly.GetName().Version!.ToString(3);
        _userAgent = contact is null ? $"{RobotsText.Agent}/{version}" : $"{RobotsText.Agent}/{version} (+{contact})";
        _time = time;

        // Connections to what only some sources may reach are never those that the others use.
        _public = Connections(network ?? WebNetwork.System, internalToo: false);
        _allowed = Connections(network ?? WebNetwork.System, internalToo: true);
    }

    /// <summary>Never throws for what a site does; only when cancelled, or when <see cref="FetchRequest.BeforeRequest"/> throws something else than a refusal.</summary>
    public async Task<FetchResult> FetchAsync(FetchRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(request);
        var left = Whole;
        var url = request.Url;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            if (!CanonicalUrl.IsHttp(url) || url.AbsoluteUri.Length > CanonicalUrl.MostLength)
            {
                return Refused(null, $"Only absolute http and https addresses of at most {CanonicalUrl.MostLength} characters are fetched.");
            }

            try
            {
                await request.BeforeRequest(url, cancel);
            }
            catch (FetchRefusedException e)
            {
                return Refused(url, e.Message);
            }

            var begun = _time.GetTimestamp();
            var (result, next) = await AskAsync(request, url, left, cancel);
            if (next is null)
            {
                return result with { FinalUrl = CanonicalUrl.Normalise(url) };
            }

            left -= _time.GetElapsedTime(begun);
            seen.Add(url.AbsoluteUri);
            if (Objection(url, next, seen) is { } objection)
            {
                return Refused(url, objection) with { Status = result.Status };
            }

            url = next;
        }
    }

    public void Dispose()
    {
        _public.Dispose();
        _allowed.Dispose();
    }

    private static string? Objection(Uri from, Uri to, HashSet<string> seen) =>
        seen.Contains(to.AbsoluteUri) ? $"Redirects go round in a circle, back to {to}."
        : seen.Count > MostRedirects ? $"More than {MostRedirects} redirects."
        : from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp ? $"Redirected from https to http ({to}), which is not followed; write the http address if it is the right one."
        : null;

    private static FetchResult Refused(Uri? url, string problem) =>
        new(FetchOutcome.Refused) { FinalUrl = url is null ? null : CanonicalUrl.Normalise(url), Problem = problem };

    private static FetchResult Unavailable(string problem, HttpStatusCode status = 0) => new(FetchOutcome.Unavailable) { Problem = problem, Status = (int)status };

    /// <summary>One request; with the next address where it is redirected.</summary>
    private async Task<(FetchResult Result, Uri? Next)> AskAsync(FetchRequest request, Uri url, TimeSpan left, CancellationToken cancel)
    {
        if (left <= TimeSpan.Zero)
        {
            return (Unavailable("Took more than 30 s."), null);
        }

        using var whole = new CancellationTokenSource(left, _time);
        using var silence = new CancellationTokenSource(Silence, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancel, whole.Token, silence.Token);
        HttpStatusCode status = 0;
        try
        {
            using var message = Message(request, url);
            using var response = await Connections(request, url).SendAsync(message, any.Token);
            status = response.StatusCode;
            if (Location(response) is { } location)
            {
                var next = CanonicalUrl.Follow(url, location);
                return (Refused(url, $"Redirected to what is no address of a page: {location[..Math.Min(location.Length, 200)]}") with { Status = (int)status }, next);
            }

            if (!response.IsSuccessStatusCode)
            {
                var result = WithoutBody(response, conditional: message.Headers.NonValidated.Contains("If-None-Match") || message.Headers.NonValidated.Contains("If-Modified-Since"));
                return (result.Outcome != FetchOutcome.NotModified ? result : result with { ETag = result.ETag ?? request.ETag, LastModified = result.LastModified ?? request.LastModified }, null);
            }

            return (await BodyAsync(request, response, silence, any.Token), null);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (any.IsCancellationRequested)
        {
            return (Unavailable(silence.IsCancellationRequested ? "No byte for 10 s." : "Took more than 30 s.", status), null);
        }
        catch (BodyRefusedException e)
        {
            return (Refused(url, e.Message) with { Status = (int)status }, null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or InvalidDataException or OperationCanceledException or FormatException or InvalidOperationException or UriFormatException or NotSupportedException)
        {
            return (Failure(e, status), null);
        }
    }

    private static FetchResult Failure(Exception e, HttpStatusCode status)
    {
        for (Exception? inner = e; inner is not null; inner = inner.InnerException)
        {
            if (inner is FetchRefusedException)
            {
                return new FetchResult(FetchOutcome.Refused) { Problem = inner.Message, Status = (int)status };
            }
        }

        return Unavailable(status == 0 ? $"No answer: {e.GetBaseException().Message}" : $"The answer broke off: {e.GetBaseException().Message}", status);
    }

    private HttpRequestMessage Message(FetchRequest request, Uri url)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
        Add("User-Agent", _userAgent);
        Add("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,application/json;q=0.8,text/plain;q=0.8,*/*;q=0.1");
        Add("Accept-Language", "en,*;q=0.5");
        Add("Accept-Encoding", Decompression.AcceptEncoding);
        if (CanonicalUrl.Normalise(url) == CanonicalUrl.Normalise(request.ValidatorsOf ?? request.Url))
        {
            Add("If-None-Match", request.ETag);
            Add("If-Modified-Since", request.LastModified);
        }

        return message;

        void Add(string name, string? value)
        {
            if (value is not null && Validator(value) is not null)
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }
    }

    private HttpMessageInvoker Connections(FetchRequest request, Uri url)
    {
        var site = $"{url.Host}:{url.Port}";
        return request.AllowedHosts.Contains(site, StringComparer.OrdinalIgnoreCase) ? _allowed : _public;
    }

    private HttpMessageInvoker Connections(WebNetwork network, bool internalToo) => new(new SocketsHttpHandler
    {
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = (context, cancel) => new WebConnector(network, _time, internalToo).ConnectAsync(context.DnsEndPoint, cancel),
        ConnectTimeout = Silence,
        Credentials = null,
        EnableMultipleHttp2Connections = true,
        MaxConnectionsPerServer = 16,
        MaxResponseDrainSize = 16 * 1024,
        MaxResponseHeadersLength = 64,
        MeterFactory = new UnpublishedMeters(),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = network.Tls ?? new SslClientAuthenticationOptions(),
        ResponseHeaderEncodingSelector = (name, _) => name.Equals("Location", StringComparison.OrdinalIgnoreCase) ? Encoding.UTF8 : null,
        UseCookies = false,
        UseProxy = false,
    });

    private static string? Location(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect =>
            Header(response, "Location"),
        _ => null,
    };

    private FetchResult WithoutBody(HttpResponseMessage response, bool conditional)
    {
        var status = (int)response.StatusCode;
        var outcome = status switch
        {
            304 when conditional => FetchOutcome.NotModified,
            404 or 410 => FetchOutcome.Gone,
            429 or 503 => FetchOutcome.Throttled,

            // It took too long, it is too early, or the connection was to another server: not the page's fault.
            304 or 408 or 421 or 425 or >= 500 => FetchOutcome.Unavailable,
            _ => FetchOutcome.Refused,
        };
        return new FetchResult(outcome)
        {
            Status = status,
            ETag = Validator(Header(response, "ETag")),
            LastModified = Validator(Header(response, "Last-Modified")),
            NotBefore = RetryAfter.Of(response, _time.GetUtcNow()),
            Problem = outcome == FetchOutcome.NotModified ? null : $"Answered {status} {Reason(response)}".TrimEnd() + ".",
        };
    }

    private static string? Reason(HttpResponseMessage response) => response.ReasonPhrase is { } said ? said[..Math.Min(said.Length, 100)] : null;

    private static async Task<FetchResult> BodyAsync(FetchRequest request, HttpResponseMessage response, CancellationTokenSource silence, CancellationToken any)
    {
        var empty = response.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.ResetContent;
        if (!empty && response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.NonAuthoritativeInformation))
        {
            // 206 that nobody asked for is a part of a page; 202 is a waiting room.
            return Unavailable($"Answered {(int)response.StatusCode}, which is no whole page.", response.StatusCode);
        }

        var type = PageType.Of(Header(response, "Content-Type"));
        var body = empty ? default : await BodyReader.ReadAsync(request, response, type, () => silence.CancelAfter(Silence), any);
        return new FetchResult(FetchOutcome.Fetched)
        {
            Status = (int)response.StatusCode,
            Text = PageText.Decode(body.Span, type.Charset),
            ContentType = type.Media,
            Bytes = body.Length,
            ETag = Validator(Header(response, "ETag")),
            LastModified = Validator(Header(response, "Last-Modified")),
        };
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) || response.Content.Headers.NonValidated.TryGetValues(name, out values)
            ? values.FirstOrDefault()
            : null;

    /// <summary>What can be kept and sent again as it is; null what cannot.</summary>
    private static string? Validator(string? value) => value is { Length: > 0 and <= 1_000 } && !value.Any(c => c is < ' ' or >= '\u007F') ? value : null;
}
