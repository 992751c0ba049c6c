using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace AspireCoach.ServiceDefaults.Telemetry;

/// <summary>
/// Names the server span by method and route and sets its status (OpenTelemetry's HTTP conventions). Costs nothing
/// where the span is not recorded. Neither path nor query is kept: a search is a user's own words.
/// </summary>
internal sealed class SpanMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (Activity.Current is not { IsAllDataRequested: true } span)
        {
            return next(context);
        }

        if (OperationsPaths.Contains(context.Request.Path.Value))
        {
            span.IsAllDataRequested = false;
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return next(context);
        }

        return RunAsync(context, span);
    }

    private async Task RunAsync(HttpContext context, Activity span)
    {
        await next(context);
        var method = context.Request.Method;
        var status = context.Response.StatusCode;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        span.DisplayName = route is null ? method : $"{method} {route}";
        span.SetTag("http.request.method", method);
        span.SetTag("http.response.status_code", status);
        if (route is not null)
        {
            span.SetTag("http.route", route);
        }

        if (status >= 500)
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetTag("error.type", status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
