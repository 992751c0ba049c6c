using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace AspireCoach.Models;

/// <summary>
/// The circuit breaker of one endpoint and model, shared by all uses: it opens for 15 s when half of at least 5
/// attempts (<see cref="ModelsOptions.CircuitAttempts"/>) within 30 s have failed, and then lets one through.
/// </summary>
internal sealed partial class EndpointCircuit
{
    private readonly ILogger _logger;

    public EndpointCircuit(ModelEndpoint endpoint, int attempts, TimeProvider time, ILogger logger)
    {
        _logger = logger;
        var name = endpoint.ToString();
        Pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = attempts,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromSeconds(15),
                ShouldHandle = args => ValueTask.FromResult(args.Outcome.Exception is ModelEndpointException { CountsAgainstEndpoint: true }),
                OnOpened = args =>
                {
                    LogOpened(name, args.BreakDuration.TotalSeconds);
                    return default;
                },
                OnClosed = _ =>
                {
                    LogClosed(name);
                    return default;
                },
            })
            .Build();
    }

    public ResiliencePipeline Pipeline { get; }

    /// <summary>Counts a failure that came after the attempt had begun to answer.</summary>
    public void Report(ModelEndpointException failure)
    {
        try
        {
            Pipeline.Execute(static broken => throw broken, failure);
        }
        catch (Exception e) when (e is ModelEndpointException or BrokenCircuitException)
        {
            // Counting was all that was wanted.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The circuit to {Endpoint} is open for {Seconds} s: too many attempts failed.")]
    private partial void LogOpened(string endpoint, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "The circuit to {Endpoint} is closed again.")]
    private partial void LogClosed(string endpoint);
}
