using System.Diagnostics;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace AspireCoach.ServiceDefaults.Errors;

/// <summary>
/// The outermost middleware: puts <c>traceresponse</c> (W3C Trace Context Level 2) on every answer, turns exceptions
/// into problems alike in every environment, and gives a body to statuses that have none (404, 405, 401 …).
/// </summary>
internal sealed partial class ProblemMiddleware(
    RequestDelegate next,
    IProblemDetailsService problems,
    IEnumerable<RefusalRule> explanations,
    IHostApplicationLifetime lifetime,
    ILogger<ProblemMiddleware> logger)
{
    private const string TraceResponse = "traceresponse";

    // nginx's "client closed request": never sent, but it is what the metrics and traces of an aborted request show.
    private const int ClientClosedRequest = 499;

    private readonly RefusalRule[] _explanations = [.. explanations];

    public async Task InvokeAsync(HttpContext context)
    {
        var response = context.Response;
        response.Headers[TraceResponse] = Activity.Current?.Id;
        RequestCharset.Unquote(context.Request);
        try
        {
            await next(context);
        }
        catch (Exception exception)
        {
            await RefuseAsync(context, exception);
            return;
        }

        if (response.StatusCode >= 400 && !response.HasStarted && response.ContentLength is null && response.ContentType is null)
        {
            await WriteAsync(context, new ProblemDetails { Status = response.StatusCode });
        }
    }

    private async Task RefuseAsync(HttpContext context, Exception exception)
    {
        if (context.RequestAborted.IsCancellationRequested
            && exception is OperationCanceledException or IOException or BadHttpRequestException)
        {
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }

            return;
        }

        if (context.Response.HasStarted)
        {
            // The status is out: all that can be said now is that the answer is not whole.
            LogBroken(exception, context.Request.Method, Route(context));
            context.Abort();
            return;
        }

        var trace = context.Response.Headers[TraceResponse];
        context.Response.Clear();
        context.Response.Headers[TraceResponse] = trace;
        await WriteAsync(context, Problem(context, exception));
    }

    private ProblemDetails Problem(HttpContext context, Exception exception)
    {
        if (exception is BadHttpRequestException bad)
        {
            return RequestProblems.From(bad);
        }

        if (exception is InvalidOperationException && RequestCharset.IsUnknown(context.Request))
        {
            return new ProblemDetails { Status = StatusCodes.Status415UnsupportedMediaType };
        }

        if (Explain(exception) is not { } refusal)
        {
            LogFailed(exception, context.Request.Method, Route(context));
            return new ProblemDetails { Status = StatusCodes.Status500InternalServerError };
        }

        LogRefused(context.Request.Method, Route(context), refusal.Status, exception.GetType().Name);
        var problem = new ProblemDetails { Status = refusal.Status, Detail = refusal.Detail };
        if (refusal.RetryAfter is { } wait)
        {
            problem.Extensions[Problems.RetryAfter] = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
        }

        return problem;
    }

    private Refusal? Explain(Exception exception)
    {
        foreach (var explain in _explanations)
        {
            if (explain(exception) is { } refusal)
            {
                return refusal;
            }
        }

        return exception is OperationCanceledException && lifetime.ApplicationStopping.IsCancellationRequested
            ? Refusal.Unavailable("This process is stopping; try again.", TimeSpan.FromSeconds(1))
            : null;
    }

    private async Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status!.Value;
        try
        {
            await problems.WriteAsync(new ProblemDetailsContext { HttpContext = context, ProblemDetails = problem });
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to read it.
        }
    }

    /// <summary>The route's template, which unlike the path names no user's data.</summary>
    private static string Route(HttpContext context) =>
        (context.GetEndpoint() as Microsoft.AspNetCore.Routing.RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";

    [LoggerMessage(LogLevel.Error, "{Method} {Route} failed")]
    private partial void LogFailed(Exception exception, string method, string route);

    [LoggerMessage(LogLevel.Error, "{Method} {Route} failed after its answer had begun")]
    private partial void LogBroken(Exception exception, string method, string route);

    [LoggerMessage(LogLevel.Warning, "{Method} {Route} was refused with {Status}: {Reason}")]
    private partial void LogRefused(string method, string route, int status, string reason);
}
