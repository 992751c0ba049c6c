using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AspireCoach.Models;

/// <summary>
/// One endpoint with its time-outs, retries and circuit breaker. A retry honours Retry-After, unless that lies beyond
/// the call's time-out: then the next endpoint is the better choice. Nothing is retried once an update was handed on.
/// </summary>
internal sealed partial class ResilientChatClient : DelegatingChatClient
{
    private static readonly ResiliencePropertyKey<long> EndsAt = new("coach.ends-at");

    private readonly EndpointCircuit _circuit;
    private readonly ModelEndpoint _endpoint;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeProvider _time;

    public ResilientChatClient(IChatClient inner, ModelEndpoint endpoint, EndpointCircuit circuit, TimeProvider time, ILogger logger)
        : base(inner)
    {
        _endpoint = endpoint;
        _circuit = circuit;
        _time = time;
        _logger = logger;
        var name = endpoint.ToString();
        var builder = new ResiliencePipelineBuilder { TimeProvider = time };
        if (endpoint.MaxRetries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = endpoint.MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(500),
                MaxDelay = TimeSpan.FromSeconds(8),
                UseJitter = true,
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ModelEndpointException { Transient: true } failure && InTime(failure, args.Context)),
                DelayGenerator = args => ValueTask.FromResult(args.Outcome.Exception is ModelEndpointException { RetryAfter.Ticks: > 0 } failure ? failure.RetryAfter : null),
                OnRetry = args =>
                {
                    var errorType = (args.Outcome.Exception as ModelEndpointException)?.ErrorType;
                    LogRetry(name, errorType, args.AttemptNumber + 1, args.RetryDelay.TotalSeconds);
                    return default;
                },
            });
        }

        _pipeline = builder.AddPipeline(circuit.Pipeline).Build();
    }

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        return await RunAsync(
            async token =>
            {
                try
                {
                    return await base.GetResponseAsync(messages, options, token);
                }
                catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
                {
                    throw ModelEndpointException.Timeout("the answer");
                }
            },
            call.Token,
            cancellationToken);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var deadline = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        await using var stream = await RunAsync(
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

    private async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken call, CancellationToken caller)
    {
        var context = ResilienceContextPool.Shared.Get(call);
        context.Properties.Set(EndsAt, _time.GetTimestamp() + (long)(_endpoint.Timeout.TotalSeconds * _time.TimestampFrequency));
        try
        {
            return await _pipeline.ExecuteAsync(static async (context, attempt) => await attempt(context.CancellationToken), context, attempt);
        }
        catch (BrokenCircuitException e)
        {
            throw ModelEndpointException.CircuitOpen(e.RetryAfter);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            throw ModelEndpointException.Timeout("the wait for a retry");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private bool InTime(ModelEndpointException failure, ResilienceContext context) =>
        failure.RetryAfter is not { } wait
        || !context.Properties.TryGetValue(EndsAt, out var end)
        || wait < _time.GetElapsedTime(_time.GetTimestamp(), end);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Endpoint} failed ({ErrorType}); retry {Attempt} in {Seconds} s.")]
    private partial void LogRetry(string endpoint, string? errorType, int attempt, double seconds);
}
