using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AspireCoach.Models;

/// <summary>
/// The attempts at one endpoint, within the time-out of the call, with retries and the endpoint's circuit breaker. A retry
/// honours Retry-After, unless that lies beyond the call's time-out: then another endpoint is the better choice.
/// </summary>
internal sealed partial class EndpointAttempts
{
    private static readonly ResiliencePropertyKey<long> EndsAt = new("coach.ends-at");

    private readonly ModelEndpoint _endpoint;
    private readonly ILogger _logger;
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeProvider _time;

    public EndpointAttempts(ModelEndpoint endpoint, EndpointCircuit circuit, TimeProvider time, ILogger logger)
    {
        _endpoint = endpoint;
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

    /// <summary>Runs a whole call: all attempts together take no longer than the endpoint's time-out.</summary>
    /// <exception cref="ModelEndpointException">The endpoint failed.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken caller)
    {
        using var deadline = new CancellationTokenSource(_endpoint.Timeout, _time);
        using var call = CancellationTokenSource.CreateLinkedTokenSource(caller, deadline.Token);
        return await RunAsync(
            async token =>
            {
                try
                {
                    return await attempt(token);
                }
                catch (OperationCanceledException) when (!caller.IsCancellationRequested)
                {
                    throw ModelEndpointException.Timeout("the answer");
                }
            },
            call.Token,
            caller);
    }

    /// <summary>Runs what begins a call whose time-out the caller keeps, since it goes on afterwards.</summary>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken call, CancellationToken caller)
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
