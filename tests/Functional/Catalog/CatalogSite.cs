using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AspireCoach.AppHost.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Functional.Catalog;

/// <summary>A request as the site saw it.</summary>
/// <param name="At">When it arrived, by the site's stopwatch.</param>
/// <param name="Conditional">It said what it had already.</param>
internal sealed record SiteRequest(TimeSpan At, string Path, bool Conditional, int Status);

/// <summary>A device as its page shows it.</summary>
internal sealed record SiteDevice(int Number, string Brand, string Model, string Battery, string Price)
{
    public bool IsGone { get; init; }

    /// <summary>200 with a page that is none of a device.</summary>
    public bool IsSoft404 { get; init; }

    /// <summary>The address that its page says it goes by; none where it says nothing.</summary>
    public string? Canonical { get; init; }
}

/// <summary>A shop with brands and devices, on a port of its own, that a test can change and break.</summary>
internal sealed class CatalogSite : IAsyncDisposable
{
    private const int PageSize = 10;

    private readonly WebApplication _app;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<SiteRequest> _log = [];
    private volatile int _waiting;

    private CatalogSite(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public string Url => $"http://127.0.0.1:{Port}";

    public ConcurrentDictionary<int, SiteDevice> Devices { get; } = [];

    public IReadOnlyList<SiteRequest> Log => [.. _log];

    /// <summary>Requests that are not answered yet.</summary>
    public int Waiting => _waiting;

    public TimeSpan Now => _clock.Elapsed;

    /// <summary>Where a device's battery is; before the redesign <c>data-spec</c>.</summary>
    public string BatteryAttribute { get; set; } = "data-spec=battery";

    /// <summary>Where the index says that devices are; they answer at <c>/devices/</c>, too.</summary>
    public string Folder { get; set; } = "/devices/";

    /// <summary>Answers in the site's stead; false leaves it to the site.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    public static async Task<CatalogSite> StartAsync(int devices, CancellationToken cancel)
    {
        var port = LoopbackPort.Free();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        var site = new CatalogSite(app, port);
        for (var number = 1; number <= devices; number++)
        {
            site.Devices[number] = new SiteDevice(number, $"Brand {number % 3}", $"M{number}", $"{4_000 + number} mAh", $"{100 + number}");
        }

        app.Run(site.AnswerAsync);
        await app.StartAsync(cancel);
        return site;
    }

    public void Change(int number, Func<SiteDevice, SiteDevice> change) => Devices[number] = change(Devices[number]);

    public void ForgetLog() => _log.Clear();

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var at = _clock.Elapsed;
        Interlocked.Increment(ref _waiting);
        try
        {
            if (Instead is not { } instead || !await instead(http))
            {
                await PageAsync(http);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
            _log.Enqueue(new SiteRequest(at, http.Request.Path + http.Request.QueryString, http.Request.Headers.IfNoneMatch.Count > 0, http.Response.StatusCode));
        }
    }

    private Task PageAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        var page = int.TryParse(http.Request.Query["page"], CultureInfo.InvariantCulture, out var asked) ? asked : 1;
        if (path == "/robots.txt")
        {
            http.Response.ContentType = "text/plain";
            return http.Response.WriteAsync("User-agent: *\nDisallow: /private/\n");
        }

        if (path == "/brands")
        {
            return WriteAsync(http, string.Concat(Brands().Select((brand, at) => $"<a class=brand href='/brands/{at}#top'>{brand}</a>")));
        }

        if (path.StartsWith("/brands/", StringComparison.Ordinal))
        {
            var brand = Brands()[int.Parse(path[8..], CultureInfo.InvariantCulture)];
            SiteDevice[] all = [.. Devices.Values.Where(device => device.Brand == brand).OrderBy(device => device.Number)];
            var links = string.Concat(all.Skip((page - 1) * PageSize).Take(PageSize).Select(device => $"<a class=device href='{Folder}{device.Number}?utm_source=list'>{device.Model}</a>"));
            var next = all.Length > page * PageSize ? $"<a rel=next href='{path}?page={page + 1}'>next</a>" : "";
            return WriteAsync(http, links + next + "<a class=device href='/private/1'>secret</a>");
        }

        if ((path.StartsWith("/devices/", StringComparison.Ordinal) || path.StartsWith(Folder, StringComparison.Ordinal))
            && Devices.TryGetValue(int.Parse(path[(path.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture), out var found))
        {
            if (found.IsGone)
            {
                http.Response.StatusCode = 410;
                return Task.CompletedTask;
            }

            return WriteAsync(http, found.IsSoft404 ? "<p>Sorry, we have no such device.</p>" : $"""
                <span itemprop=brand>{found.Brand}</span><h1>{found.Model}</h1>
                <span {BatteryAttribute}>{found.Battery}</span><span class=related>999 mAh</span><b data-spec=price>{found.Price}</b>
                """, found.Canonical is { } canonical ? $"<link rel=canonical href='{canonical}'>" : "");
        }

        http.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private string[] Brands() => [.. Devices.Values.Select(device => device.Brand).Distinct().Order(StringComparer.Ordinal)];

    private static Task WriteAsync(HttpContext http, string body, string head = "")
    {
        var html = $"<!doctype html><html><head><title>Shop</title>{head}</head><body>{body}</body></html>";
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(html)).AsSpan(0, 8))}\"";
        http.Response.Headers.ETag = tag;
        http.Response.ContentType = "text/html; charset=utf-8";
        if (http.Request.Headers.IfNoneMatch == tag)
        {
            http.Response.StatusCode = 304;
            return Task.CompletedTask;
        }

        return http.Response.WriteAsync(html);
    }
}
