using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Functional.Mcp;

/// <summary>
/// Stands in front of a coach for clients that cannot send a token: adds one, and passes on everything else; or does what a
/// bad server does.
/// </summary>
internal sealed class TokenForwarder : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _coach;
    private readonly string _token;

    private TokenForwarder(HttpClient coach, string token)
    {
        (_coach, _token) = (coach, token);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(ForwardAsync);
    }

    /// <summary>What is done in place of forwarding; null forwards.</summary>
    public Func<HttpContext, Task>? Fault { get; set; }

    public string Address => _app.Urls.Single();

    public static async Task<TokenForwarder> StartAsync(HttpClient coach, string token)
    {
        var forwarder = new TokenForwarder(coach, token);
        await forwarder._app.StartAsync();
        return forwarder;
    }

    public async ValueTask DisposeAsync()
    {
        // Not waiting for requests that a fault never answers.
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }

    private async Task ForwardAsync(HttpContext context)
    {
        if (Fault is not null)
        {
            await Fault(context);
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), context.Request.Path.Value);
        if (HttpMethods.IsPost(context.Request.Method))
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", context.Request.ContentType);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => header.Key is "Accept" or "Origin" || header.Key.StartsWith("Mcp-", StringComparison.OrdinalIgnoreCase)))
        {
            request.Headers.TryAddWithoutValidation(name, values.ToArray());
        }

        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        using var response = await _coach.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
