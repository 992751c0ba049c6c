using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AspireCoach.ServiceDefaults.Overload;

/// <summary>Refuses with 503 and <c>Retry-After</c>, before routing and authentication, what is over the limit.</summary>
internal sealed class OverloadMiddleware(
    RequestDelegate next, InFlight inFlight, IProblemDetailsService problems, IOptions<ServiceDefaultsOptions> options)
{
    private readonly string _retryAfter = options.Value.RetryAfterSeconds.ToString(CultureInfo.InvariantCulture);

    public Task InvokeAsync(HttpContext context)
    {
        if (OperationsPaths.Contains(context.Request.Path.Value))
        {
            return next(context);
        }

        return inFlight.TryEnter() ? RunAsync(context) : RefuseAsync(context);
    }

    private async Task RunAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        finally
        {
            inFlight.Leave();
        }
    }

    private async Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = _retryAfter;
        await problems.WriteAsync(new ProblemDetailsContext
        {
            HttpContext = context,
            ProblemDetails = new ProblemDetails { Status = 503, Detail = "Too many requests are in work; nothing was done. Try again." },
        });
    }
}
