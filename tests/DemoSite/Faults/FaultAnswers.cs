using System.Text;
using AspireCoach.DemoSite.Judging;
using AspireCoach.DemoSite.Pages;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AspireCoach.DemoSite.Faults;

/// <summary>Answers that are wrong on purpose.</summary>
internal sealed class FaultAnswers(Contents contents, RequestLog log)
{
    /// <summary>False where the page is to be given after all.</summary>
    public async Task<bool> AnswerAsync(HttpContext context, Fault fault, LoggedRequest entry)
    {
        switch (fault.Kind)
        {
            case FaultKind.RetryAfterSeconds:
                Throttle(context, entry, fault.For);
                return true;
            case FaultKind.RetryAfterDate:
                ThrottleUntil(context, entry, fault.For);
                return true;
            case FaultKind.TooManyRequests:
                context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
                return true;
            case FaultKind.Unavailable:
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return true;
            case FaultKind.Broken:
                context.Response.StatusCode = StatusCodes.Status500InternalServerError;
                await context.SendAsync("<h1>Internal error</h1>", Charset.Utf8);
                return true;
            case FaultKind.Reset:
                Reset(context);
                return true;
            case FaultKind.CutBody or FaultKind.CutChunks:
                await CutAsync(context, chunked: fault.Kind == FaultKind.CutChunks);
                return true;
            case FaultKind.SlowBody:
                await DripAsync(context);
                return true;
            case FaultKind.HeaderStall:
                await Task.Delay(fault.For, TimeProvider.System, context.RequestAborted);
                return false;
            case FaultKind.NeverAnswers:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
                return true;
            case FaultKind.NotFound:
                await NotFoundAsync(context, contents);
                return true;
            case FaultKind.Gone:
                await GoneAsync(context, contents);
                return true;
            case FaultKind.SoftNotFound:
                await context.SendAsync(NoSuchPage(contents), Charset.Utf8);
                return true;
            case FaultKind.Challenge:
                await context.SendAsync(Challenge, Charset.Utf8);
                return true;
            default:
                context.Response.ContentType = "text/html";
                context.Response.ContentLength = 0;
                return true;
        }
    }

    public const string Challenge =
        "<!doctype html><html><head><title>Just a moment…</title></head><body><main><article><h1>Are you human?</h1><p>Checking your browser takes 5 seconds.</p></article></main></body></html>";

    public static Task NotFoundAsync(HttpContext context, Contents contents)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.SendAsync(NoSuchPage(contents), Charset.Utf8);
    }

    public static Task GoneAsync(HttpContext context, Contents contents)
    {
        context.Response.StatusCode = StatusCodes.Status410Gone;
        return context.SendAsync(NoSuchPage(contents), Charset.Utf8);
    }

    /// <summary>The shop's usual page, other devices in its side column and all.</summary>
    public static string NoSuchPage(Contents contents)
    {
        var html = new StringBuilder();
        contents.Frame.Begin(html, "Page not found", "");
        html.Append("<main><article><h1>Page not found</h1><p>The phone you look for is not here any more.</p></article>");
        var others = contents.Now.Devices.Values.Take(8).ToList();
        contents.Frame.Aside(html, others[0], others);
        html.Append("</main>");
        PageFrame.End(html);
        return html.ToString();
    }

    /// <summary>A reset, not an orderly end.</summary>
    public static void Reset(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            socket.LingerState = new(true, 0);
        }

        context.Abort();
    }

    /// <summary>A letter a second for a minute: longer than anyone should wait.</summary>
    public static async Task DripAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        for (var second = 0; second < 60; second++)
        {
            await context.Response.WriteAsync(second == 0 ? "<html>" : " ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, context.RequestAborted);
        }
    }

    private void Throttle(HttpContext context, LoggedRequest entry, TimeSpan wait)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = FormattableString.Invariant($"{Math.Ceiling(wait.TotalSeconds)}");
        entry.Answered = log.Now;
        entry.NotBefore = entry.Answered + TimeSpan.FromSeconds(Math.Ceiling(wait.TotalSeconds));
    }

    private void ThrottleUntil(HttpContext context, LoggedRequest entry, TimeSpan wait)
    {
        // A date of HTTP has whole seconds.
        var (now, clock) = (log.Now, TimeProvider.System.GetUtcNow());
        var until = DateTimeOffset.FromUnixTimeSeconds((clock + wait).ToUnixTimeSeconds() + 1);
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.Headers.RetryAfter = HeaderUtilities.FormatDate(until);
        entry.Answered = now;
        entry.NotBefore = now + (until - clock);
    }

    /// <summary>The beginning of a page that looks whole enough to be read.</summary>
    private static async Task CutAsync(HttpContext context, bool chunked)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        if (!chunked)
        {
            context.Response.ContentLength = 40_000;
        }

        await context.Response.WriteAsync(
            "<!doctype html><html><body><main><article data-device-page=\"A\"><span itemprop=\"brand\">Cut</span><h1 data-model>Off</h1><span data-spec=\"battery\">1,234 mAh</span>",
            context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        // So that what was sent arrives before the end does.
        await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, context.RequestAborted);
        context.Abort();
    }
}
