using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AspireCoach.ServiceDefaults.Overload;

/// <summary>Refuses with 503 and <c>Retry-After</c>, before routing and authentication, what is over the limit.</summary>
internal sealed class OverloadMiddleware(RequestDelegate next, InFlight inFlight, IOptions<ServiceDefaultsOptions> options)
{
    private readonly int _retryAfter = options.Value.RetryAfterSeconds;

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

    private Task RefuseAsync(HttpContext context) => Problems
        .Busy(StatusCodes.Status503ServiceUnavailable, "Too many requests are in work; nothing was done. Try again.", _retryAfter)
        .ExecuteAsync(context);
}
