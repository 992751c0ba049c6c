using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace AspireCoach.Models.OpenAICompatible;

/// <summary>What calls to an endpoint have in common, whatever is asked for: through the official SDK's pipeline, with our own time-outs and retries.</summary>
internal static class ProviderCall
{
    /// <summary>How many bytes an answer may have.</summary>
    public const long LargestAnswer = 8 * 1024 * 1024;

    public static AuthenticationPolicy Authentication(ModelEndpoint endpoint) => endpoint.ApiKey is { } key
        ? ApiKeyAuthenticationPolicy.CreateBearerAuthorizationPolicy(new ApiKeyCredential(key))
        : new NoAuthentication();

    public static OpenAIClientOptions Options(ModelEndpoint endpoint, HttpClient http) => new()
    {
        Endpoint = endpoint.Address,
        Transport = new HttpClientPipelineTransport(http),
        // Time-outs and retries are ours: one policy, not two multiplied.
        RetryPolicy = new ClientRetryPolicy(0),
        NetworkTimeout = Timeout.InfiniteTimeSpan,
        ClientLoggingOptions = new ClientLoggingOptions { EnableLogging = false },
        EnableDistributedTracing = false,
    };

    /// <summary>Sends a request; its answer's body is still to be read.</summary>
    /// <exception cref="ModelEndpointException">The endpoint cannot be reached, refuses, or answers with a page.</exception>
    public static async Task<PipelineResponse> SendAsync(Func<RequestOptions, Task<PipelineResponse>> send, TimeProvider time, CancellationToken cancel)
    {
        PipelineResponse response;
        try
        {
            response = await send(new RequestOptions { CancellationToken = cancel, BufferResponse = false, ErrorOptions = ClientErrorBehaviors.NoThrow });
        }
        catch (Exception e) when (e is ClientResultException or HttpRequestException or IOException)
        {
            throw ModelEndpointException.Connection(e);
        }

        if (response.Status is >= 200 and <= 299 && MediaType(response) != "text/html")
        {
            return response;
        }

        using (response)
        {
            throw response.Status is >= 200 and <= 299
                ? ModelEndpointException.Invalid("an HTML page")
                : await ProviderError.ReadAsync(response, time, cancel);
        }
    }

    public static string? MediaType(PipelineResponse response) =>
        response.Headers.TryGetValue("Content-Type", out var type) ? type?.Split(';')[0].Trim().ToLowerInvariant() : null;

    private sealed class NoAuthentication : AuthenticationPolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNext(message, pipeline, currentIndex);

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNextAsync(message, pipeline, currentIndex);
    }
}
