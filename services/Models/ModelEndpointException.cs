using System.Globalization;

namespace AspireCoach.Models;

/// <summary>One endpoint failed. Never leaves this module: callers see <see cref="ModelUnavailableException"/>.</summary>
internal sealed class ModelEndpointException : Exception
{
    private ModelEndpointException(string errorType, Exception? inner = null)
        : base($"The model's endpoint failed: {errorType}.", inner) => ErrorType = errorType;

    /// <summary>A bounded set: a status code or a word. The value of <c>error.type</c>.</summary>
    public string ErrorType { get; }

    /// <summary>Bounded and free of user text and secrets: for the log.</summary>
    public string Detail { get; private init; } = "";

    /// <summary>Whether the same endpoint may be asked again at once.</summary>
    public bool Transient { get; private init; }

    /// <summary>Whether it says something about the endpoint, and not about this one request.</summary>
    public bool CountsAgainstEndpoint { get; private init; } = true;

    /// <summary>Refused for a reason that stays: the request's own, or one that only the operator can mend.</summary>
    public bool Permanent { get; private init; }

    public TimeSpan? RetryAfter { get; private init; }

    public static ModelEndpointException Status(int status, TimeSpan? retryAfter, string detail) =>
        new(status.ToString(CultureInfo.InvariantCulture))
        {
            Transient = status is 408 or 429 or (>= 500 and <= 599),
            CountsAgainstEndpoint = status is not (400 or 413 or 422),
            Permanent = status is >= 300 and <= 499 and not (408 or 429),
            RetryAfter = retryAfter,
            Detail = detail,
        };

    public static ModelEndpointException Connection(Exception inner) =>
        new("connection_error", inner) { Transient = true, Detail = inner.GetBaseException().GetType().Name };

    /// <summary>The stream ended before the model said that it had finished.</summary>
    public static ModelEndpointException StreamBroken(Exception? inner = null) => new("stream_broken", inner) { Transient = true };

    /// <summary>The model reported a failure inside its answer.</summary>
    public static ModelEndpointException StreamError(string detail) => new("stream_error") { Transient = true, Detail = detail };

    public static ModelEndpointException Timeout(string what) => new("timeout") { Detail = what };

    public static ModelEndpointException Invalid(string detail, Exception? inner = null) => new("invalid_response", inner) { Detail = detail };

    public static ModelEndpointException TooLarge() => new("response_too_large");

    public static ModelEndpointException CircuitOpen(TimeSpan? retryAfter) => new("circuit_open") { RetryAfter = retryAfter };
}
