using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AspireCoach.AppHost.Local.Traces;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.AppHost.Local.Page;

/// <summary>
/// Who may use the page: whoever has the address that was printed, with the token in it, which becomes a cookie. Other
/// programs and other users of this machine, and web pages that a browser has open beside it, may not: not by its port, nor
/// by a name that was bent to 127.0.0.1, nor by a form that posts to it.
/// </summary>
internal sealed class PageAccess
{
    /// <summary>What a request that changes something carries; no form and no foreign page can set it.</summary>
    public const string OwnHeader = "X-Coach-Page";

    private const string NotHere = "This page needs the address that the AppHost printed when it started, with its token: …/login?t=…\n";

    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

    private readonly string _session = Secret();

    /// <summary>What signs in, new in each run.</summary>
    public string Token { get; } = Secret();

    /// <summary>The port that the page is at, by which its names are known.</summary>
    public int Port { get; set; }

    // Cookies know no ports: two runs on one machine must not sign each other out.
    private string Cookie => string.Create(CultureInfo.InvariantCulture, $"coach-page-{Port}");

    public Task GuardAsync(HttpContext http, RequestDelegate next)
    {
        var request = http.Request;
        SetHeaders(http.Response.Headers);
        if ((request.Host.Port ?? 80) != Port || request.Host.Host is not ("127.0.0.1" or "localhost"))
        {
            return RefuseAsync(http, StatusCodes.Status421MisdirectedRequest, "This is not the name of this page.\n");
        }

        if (request.Path == "/login" || request.Path.StartsWithSegments(OtlpReceiver.Path))
        {
            return next(http);
        }

        if (!IsSignedIn(request))
        {
            return RefuseAsync(http, StatusCodes.Status401Unauthorized, NotHere);
        }

        var isSafe = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        return IsForeign(request) || (!isSafe && request.Headers[OwnHeader] != "1")
            ? RefuseAsync(http, StatusCodes.Status403Forbidden, "This request does not come from the page itself.\n")
            : next(http);
    }

    public Task LoginAsync(HttpContext http)
    {
        if (!IsSame(http.Request.Query["t"].ToString(), Token))
        {
            return RefuseAsync(http, StatusCodes.Status401Unauthorized, NotHere);
        }

        http.Response.Cookies.Append(Cookie, _session, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", IsEssential = true });
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = "/";
        return Task.CompletedTask;
    }

    /// <summary>256 bits, in letters that an address may hold.</summary>
    public static string Secret() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public static bool IsSame(string given, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(secret));

    public static Task RefuseAsync(HttpContext http, int status, string text)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(text, http.RequestAborted);
    }

    /// <summary>By the cookie, or as programs do it, by the token.</summary>
    private bool IsSignedIn(HttpRequest request) =>
        (request.Cookies[Cookie] is { } cookie && IsSame(cookie, _session))
        || IsSame(request.Headers.Authorization.ToString(), $"Bearer {Token}");

    /// <summary>
    /// Whether a browser says that another page asks. Any other port of this machine is the same site to it, so that the
    /// cookie's SameSite alone does not keep those out. The page itself may be reached by a link.
    /// </summary>
    private static bool IsForeign(HttpRequest request) =>
        (request.Headers.Origin.ToString() is { Length: > 0 } origin && origin != $"http://{request.Host}")
        || (request.Path != "/" && request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none"));

    private static void SetHeaders(IHeaderDictionary headers)
    {
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }
}
