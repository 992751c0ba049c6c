using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.ServiceDefaults.Health;

/// <summary>
/// Asks callers of a process that is going away to close their connections, while it still serves: a connection that stays
/// open is cut when the server stops, and a request that is on its way just then is lost with it.
/// </summary>
internal sealed class DrainMiddleware(RequestDelegate next, IHostApplicationLifetime lifetime)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (lifetime.ApplicationStopping.IsCancellationRequested && HttpProtocol.IsHttp11(context.Request.Protocol))
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    }
}
