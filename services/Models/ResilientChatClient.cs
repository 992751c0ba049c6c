using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Models;

/// <summary>
/// One endpoint with its time-outs, retries and circuit breaker (<see cref="EndpointAttempts"/>). Nothing is retried once
/// an update was handed on.
/// </summary>
internal sealed class ResilientChatClient : DelegatingChatClient
{
    private readonly EndpointAttempts _attempts;
    private readonly EndpointCircuit _circuit;
    private readonly ModelEndpoint _endpoint;
    private readonly TimeProvider _time;

    public ResilientChatClient(IChatClient inner, ModelEndpoint endpoint, EndpointCircuit circuit, TimeProvider time, ILogger logger)
        : base(inner)
    {
        _attempts = new EndpointAttempts(endpoint, circuit, time, logger);
        _endpoint = endpoint;
        _circuit = circuit;
        _time = time;
    }

    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _attempts.RunAsync(token => base.GetResponseAsync(messages, options, token), cancellationToken);

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await using var stream = await _attempts.RunAsync(
            async token =>
            {
                var attempt = new StreamAttempt(ct => base.GetStreamingResponseAsync(messages, options, ct), _endpoint, _time, token, cancellationToken);
                try
                {
                    return await attempt.MoveAsync() ? attempt : throw ModelEndpointException.StreamBroken();
                }
                catch
                {
                    await attempt.DisposeAsync();
                    throw;
                }
            },
            call.Token,
            cancellationToken);
        do
        {
            yield return stream.Current;
        }
        while (await MoveAsync(stream));
    }

    private async Task<bool> MoveAsync(StreamAttempt stream)
    {
        try
        {
            return await stream.MoveAsync();
        }
        catch (ModelEndpointException failure)
        {
            _circuit.Report(failure);
            throw;
        }
    }
}
