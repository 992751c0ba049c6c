using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>
/// Requests to Qdrant, each with a time-out over all its attempts. All that is asked of it may be repeated without harm, and a
/// server that fails is left alone for a moment, so that nobody waits for it in vain.
/// </summary>
internal sealed partial class QdrantTransport : IDisposable
{
    private const int LargestAnswer = 32 * 1024 * 1024;
    private const string Unavailable = "The memory index does not answer at the moment.";

    private readonly HttpClient _http;
    private readonly ResiliencePipeline _pipeline;
    private readonly TimeProvider _time;

    public QdrantTransport(QdrantConnection connection, TimeProvider time, ILogger<QdrantTransport> logger)
    {
        _time = time;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(2), PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        {
            BaseAddress = new Uri(connection.Endpoint.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
        if (connection.Key is not null)
        {
            _http.DefaultRequestHeaders.Add("api-key", connection.Key);
        }

        var fails = new PredicateBuilder().Handle<QdrantException>(failure => failure.Transient);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = 2,
                BackoffType = DelayBackoffType.Exponential,
                Delay = TimeSpan.FromMilliseconds(50),
                MaxDelay = TimeSpan.FromSeconds(1),
                UseJitter = true,
                ShouldHandle = fails,
                DelayGenerator = args => ValueTask.FromResult((args.Outcome.Exception as QdrantException)?.RetryAfter),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 6,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(3),
                ShouldHandle = fails,
                OnOpened = args =>
                {
                    LogOpened(logger, connection.Endpoint, args.Outcome.Exception?.Message);
                    return default;
                },
                OnClosed = _ =>
                {
                    LogClosed(logger, connection.Endpoint);
                    return default;
                },
            })
            .Build();
    }

    /// <summary>Sends a request and gives the <c>result</c> of its answer.</summary>
    /// <exception cref="KnowledgeUnavailableException">It cannot be reached, or not in time.</exception>
    /// <exception cref="QdrantException">It refuses the request for good.</exception>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, int milliseconds, CancellationToken cancel)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(milliseconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancel);
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AttemptAsync(method, path, body, token, cancel), either.Token);
        }
        catch (Exception exception) when (
            exception is QdrantException { Transient: true } or BrokenCircuitException || (exception is OperationCanceledException && !cancel.IsCancellationRequested))
        {
            throw new KnowledgeUnavailableException(Unavailable, exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> AttemptAsync(HttpMethod method, string path, object? body, CancellationToken cancel, CancellationToken caller)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: QdrantRequests.Json) };
            using var response = await _http.SendAsync(request, cancel);
            var content = await response.Content.ReadAsByteArrayAsync(cancel);
            if (!response.IsSuccessStatusCode)
            {
                throw new QdrantException($"Qdrant answered {(int)response.StatusCode}{Error(content)}.", response.StatusCode) { RetryAfter = RetryAfter(response) };
            }

            using var answer = JsonDocument.Parse(content);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("result", out var result)
                ? result.Clone()
                : throw new QdrantException("Qdrant's answer has no result.", null);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw new QdrantException($"Qdrant cannot be reached: {exception.GetBaseException().GetType().Name}.", null, exception);
        }
        catch (JsonException exception)
        {
            throw new QdrantException("Qdrant's answer is no JSON.", null, exception);
        }
        catch (OperationCanceledException exception) when (!caller.IsCancellationRequested)
        {
            // For the circuit to count: a server that keeps everybody waiting is left alone as well.
            throw new QdrantException("Qdrant did not answer in time.", null, exception);
        }
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var wait = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date - _time.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>Of the server's own message no more than a line.</summary>
    private static string Error(byte[] content)
    {
        try
        {
            using var answer = JsonDocument.Parse(content);
            var error = answer.RootElement.GetProperty("status").GetProperty("error").GetString() ?? "";
            return $": {new string([.. error.Take(200).Select(c => char.IsControl(c) ? ' ' : c)])}";
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Qdrant at {Endpoint} is left alone for a moment: {Reason}")]
    private static partial void LogOpened(ILogger logger, Uri endpoint, string? reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Qdrant at {Endpoint} answers again.")]
    private static partial void LogClosed(ILogger logger, Uri endpoint);
}
