using System.Globalization;
using System.IO.Compression;
using System.Text;
using AspireCoach.DemoSite.Devices;
using AspireCoach.DemoSite.Faults;
using AspireCoach.DemoSite.Judging;
using AspireCoach.DemoSite.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace AspireCoach.DemoSite;

/// <summary>Answers requests: logs each, then gives the page or what is wrong with it.</summary>
internal sealed class Answers(Contents contents, FaultPlan faults, RequestLog log, Uri inside)
{
    private static readonly DateTimeOffset FirstModified = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
    private readonly FaultAnswers _faultAnswers = new(contents, log);
    private readonly GhostAnswers _ghosts = new(contents, inside);
    private int _tokens;

    public async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var entry = new LoggedRequest(log.Now, target)
        {
            UserAgent = request.Headers.UserAgent.ToString(),
            Conditional = request.Headers.IfNoneMatch.Count > 0 || request.Headers.IfModifiedSince.Count > 0,
            AcceptsGzip = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal),
        };
        log.Add(entry);
        try
        {
            if (faults.Next(request.Path.Value!) is { } fault)
            {
                entry.Fault = fault.Kind.ToString();
                if (await _faultAnswers.AnswerAsync(context, fault, entry))
                {
                    return;
                }
            }

            if (Ghost.Of(request.Path.Value!) is { } ghost)
            {
                entry.Fault = $"ghost {ghost}";
                await _ghosts.AnswerAsync(context, ghost);
                return;
            }

            await AnswerPageAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client went away: that is its right.
        }
        finally
        {
            entry.Answered = entry.Answered == default ? log.Now : entry.Answered;
            entry.Status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? 0 : context.Response.StatusCode;
        }
    }

    private Task AnswerPageAsync(HttpContext context)
    {
        var (path, state) = (context.Request.Path.Value!, contents.Now);
        var page = int.TryParse(context.Request.Query["page"], CultureInfo.InvariantCulture, out var number) ? Math.Max(1, number) : 1;
        return path switch
        {
            "/" => context.SendAsync(Frame("The demo shop", "<main><a href=\"/brands\">All brands</a></main>"), Charset.Utf8),
            "/robots.txt" => context.SendAsync(MapFiles.Robots(contents.Url), "text/plain"),
            "/sitemap.xml" => ListAsync(context, state, () => Encoding.UTF8.GetBytes(MapFiles.Index(contents.Url, state.Devices.Count)), "application/xml"),
            "/sitemaps/pages.xml" => ListAsync(context, state, () => Encoding.UTF8.GetBytes(MapFiles.Pages(contents.Url)), "text/xml"),
            "/brands" => ListAsync(context, state, () => Encoding.UTF8.GetBytes(IndexPages.Directory(contents.Frame, contents.Options.Brands, page))),
            _ when path.StartsWith("/sitemaps/devices-", StringComparison.Ordinal) => SitemapAsync(context, state, path),
            _ when path.StartsWith("/brands/", StringComparison.Ordinal) => BrandAsync(context, state, Uri.EscapeDataString(path["/brands/".Length..]), page),
            _ when path.StartsWith("/d/", StringComparison.Ordinal) || path.StartsWith("/go/", StringComparison.Ordinal) => ByNumberAsync(context, state, path),
            _ when state.ByPath(path) is { } device => DeviceAsync(context, state, device),
            _ when path.StartsWith("/devices/", StringComparison.Ordinal) && int.TryParse(path[(path.LastIndexOf('-') + 1)..], CultureInfo.InvariantCulture, out var old)
                && old <= state.Last => FaultAnswers.GoneAsync(context, contents),
            _ => FaultAnswers.NotFoundAsync(context, contents),
        };
    }

    private Task SitemapAsync(HttpContext context, Contents.State state, string path)
    {
        var digits = path["/sitemaps/devices-".Length..].Split('.')[0];
        var bytes = int.TryParse(digits, CultureInfo.InvariantCulture, out var file) ? MapFiles.Devices(contents.Url, [.. state.Devices.Values], file) : null;
        return bytes is null ? FaultAnswers.NotFoundAsync(context, contents) : ListAsync(context, state, () => bytes, "application/gzip", compress: false);
    }

    private Task BrandAsync(HttpContext context, Contents.State state, string slug, int page)
    {
        var devices = state.Devices.Values.Where(device => device.BrandSlug == slug && !device.OnlyInSitemap).ToList();
        return devices.Count == 0
            ? FaultAnswers.NotFoundAsync(context, contents)
            : ListAsync(context, state, () => Encoding.UTF8.GetBytes(
                IndexPages.Brand(contents.Frame, contents.Url, slug, devices, Ghosts(slug), page)));
    }

    /// <summary>Each kind is listed by one brand.</summary>
    private List<GhostKind> Ghosts(string slug)
    {
        var brand = DeviceMaker.BrandNames.ToList().FindIndex(name => DeviceMaker.Slug(name) == slug);
        return [.. contents.Options.Ghosts.Where(kind => (int)kind % contents.Options.Brands == brand)];
    }

    private Task ByNumberAsync(HttpContext context, Contents.State state, string path)
    {
        if (!int.TryParse(path[(path.LastIndexOf('/') + 1)..], CultureInfo.InvariantCulture, out var number) || !state.Devices.TryGetValue(number, out var device))
        {
            return FaultAnswers.NotFoundAsync(context, contents);
        }

        if (path.StartsWith("/d/", StringComparison.Ordinal))
        {
            return DeviceAsync(context, state, device);
        }

        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = $"{device.Path}?utm_source=go#top";
        return Task.CompletedTask;
    }

    private static Task ListAsync(HttpContext context, Contents.State state, Func<byte[]> body, string contentType = "text/html; charset=utf-8", bool compress = true)
    {
        var headers = context.Response.Headers;
        headers.ETag = $"W/\"lists-{state.Lists}\"";
        headers.LastModified = Modified(state.Lists);
        return IsKnown(context) ? Task.CompletedTask : context.SendAsync(body(), contentType, compress);
    }

    private Task DeviceAsync(HttpContext context, Contents.State state, Device device)
    {
        var headers = context.Response.Headers;
        var version = device.Version + (state.Redesigned ? 1_000 : 0);
        if (!device.NeverSame)
        {
            if (device.Number % 10 != 1)
            {
                headers.ETag = $"{(device.Number % 10 == 2 ? "W/" : "")}\"{device.Number:x}-{version}\"";
            }

            if (device.Number % 10 != 3)
            {
                headers.LastModified = Modified(version);
            }

            if (IsKnown(context))
            {
                return Task.CompletedTask;
            }
        }

        var charset = contents.Options.Charsets ? Charset.Of(device) : Charset.Utf8;
        var token = device.NeverSame ? FormattableString.Invariant($"{Interlocked.Increment(ref _tokens)}") : null;
        var html = DevicePage.Render(
            contents.Frame, contents.Url, device, Others(state, device), new Shape(state.Redesigned), token, charset.Meta, escaped: charset != Charset.Utf8);
        return context.SendAsync(html, charset);
    }

    /// <summary>Devices that a page's side column is about: of the same kind of markup as the page.</summary>
    private static List<Device> Others(Contents.State state, Device device)
    {
        List<Device> others = [];
        for (var step = 1; others.Count < 6 && step <= 40; step++)
        {
            if (state.Devices.TryGetValue(((device.Number * 7) + (step * 13)) % state.Last + 1, out var other) && other.Number != device.Number)
            {
                others.Add(other);
            }
        }

        return others.Count > 0 ? others : [state.Devices.Values.First(other => other.Number != device.Number)];
    }

    private string Frame(string title, string body)
    {
        var html = new StringBuilder();
        contents.Frame.Begin(html, title, "");
        html.Append(body);
        PageFrame.End(html);
        return html.ToString();
    }

    private static string Modified(int version) => HeaderUtilities.FormatDate(FirstModified.AddHours(version));

    /// <summary>RFC 9110 §13: answers 304 where the client has the page; If-None-Match goes before If-Modified-Since.</summary>
    private static bool IsKnown(HttpContext context)
    {
        var asked = context.Request.GetTypedHeaders();
        var own = context.Response.GetTypedHeaders();
        var known = asked.IfNoneMatch is { Count: > 0 } tags
            ? own.ETag is { } tag && tags.Any(other => other.Compare(tag, useStrongComparison: false))
            : asked.IfModifiedSince is { } since && own.LastModified is { } modified && modified <= since;
        if (known)
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
        }

        return known;
    }
}

/// <summary>Sends bodies as the client accepts them.</summary>
internal static class Sending
{
    public static Task SendAsync(this HttpContext context, string html, Charset charset) =>
        context.SendAsync(charset.Bytes(html), charset.ContentType);

    public static Task SendAsync(this HttpContext context, string text, string contentType) =>
        context.SendAsync(Encoding.UTF8.GetBytes(text), contentType);

    public static async Task SendAsync(this HttpContext context, byte[] body, string contentType, bool compress = true)
    {
        context.Response.ContentType = contentType;
        var accepts = context.Request.Headers.AcceptEncoding.ToString();
        if (compress && body.Length > 500 && (accepts.Contains("gzip", StringComparison.Ordinal) || accepts.Contains("br", StringComparison.Ordinal)))
        {
            var brotli = accepts.Contains("br", StringComparison.Ordinal) && body.Length % 3 == 0;
            context.Response.Headers.ContentEncoding = brotli ? "br" : "gzip";
            context.Response.Headers.Vary = "Accept-Encoding";
            var packed = new MemoryStream();
            await using (Stream packing = brotli ? new BrotliStream(packed, CompressionLevel.Fastest) : new GZipStream(packed, CompressionLevel.Fastest))
            {
                packing.Write(body);
            }

            body = packed.ToArray();
        }

        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
