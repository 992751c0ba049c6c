using System.Net;
using System.Net.Http.Headers;

namespace AspireCoach.Models.Tools;

/// <summary>
/// Requests to the platform's own <c>/mcp</c> in other processes: as the user of the call, and to the next process where one
/// is stopping, starting or overloaded. Sending a request again is safe: every call carries its key.
/// </summary>
internal sealed class OwnToolsHandler(IReadOnlyList<Uri> addresses, AgentTokens tokens, TimeProvider time) : DelegatingHandler(new SocketsHttpHandler
{
    AllowAutoRedirect = false,
    UseCookies = false,
    ConnectTimeout = TimeSpan.FromSeconds(1),
    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
})
{
    private static readonly TimeSpan[] s_pauses = [TimeSpan.Zero, TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500)];

    private int _next = -1;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var caller = ToolCaller.Current ?? throw new InvalidOperationException("Tools are called for a user only.");
        if (request.Content is not null)
        {
            await request.Content.LoadIntoBufferAsync(cancellationToken);
        }

        for (var attempt = 0; ; attempt++)
        {
            request.RequestUri = addresses[(int)((uint)Interlocked.Increment(ref _next) % (uint)addresses.Count)];
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await tokens.GetAsync(caller, cancellationToken));
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                if (attempt == s_pauses.Length || !MayTryAgain(response.StatusCode, attempt))
                {
                    return response;
                }

                if (response.StatusCode == HttpStatusCode.Unauthorized)
                {
                    tokens.Forget(caller);
                }

                response.Dispose();
            }
            catch (HttpRequestException) when (attempt < s_pauses.Length)
            {
            }

            await Task.Delay(s_pauses[attempt], time, cancellationToken);
        }
    }

    private static bool MayTryAgain(HttpStatusCode status, int attempt) =>
        status is HttpStatusCode.ServiceUnavailable or HttpStatusCode.BadGateway or HttpStatusCode.GatewayTimeout or HttpStatusCode.TooManyRequests
        || (status == HttpStatusCode.Unauthorized && attempt == 0);
}
