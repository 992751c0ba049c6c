using System.Net.Http.Headers;
using AspireCoach.Models.OpenAICompatible;

namespace AspireCoach.Models.Tools;

/// <summary>
/// Requests to a server of somebody else's: with its key and its headers, to its own address only (redirects are answers
/// like any other, and useless ones), and no more of an answer read than a model could be given.
/// </summary>
internal sealed class ExternalHandler(ToolServerOptions options) : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false,
    UseCookies = false,
    ConnectTimeout = TimeSpan.FromSeconds(options.TimeoutSeconds),
    MaxResponseHeadersLength = 32,
})
{
    // What a list of tools, or a result in another alphabet and its JSON around it, may come to.
    private const long MostBytes = 1_000_000;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in options.Headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (options.ApiKey is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.ApiKey);
        }

        var response = await base.SendAsync(request, cancellationToken);
        var bounded = new StreamContent(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), MostBytes));
        foreach (var (name, values) in response.Content.Headers)
        {
            bounded.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = bounded;
        return response;
    }
}
