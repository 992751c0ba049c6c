namespace AspireCoach.Models;

/// <summary>
/// No model of a use could answer. The message is ours and may be shown; what the providers said is only in the log.
/// </summary>
public sealed class ModelUnavailableException(string message, TimeSpan? retryAfter, bool mayRetry, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The shortest wait that an endpoint asked for; null where none did.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Whether sending the same again later may help: false where every endpoint refused it for good.</summary>
    public bool MayRetry { get; } = mayRetry;

    /// <summary>Whether it was this request that was refused, for what it holds: another one may be answered.</summary>
    public bool RequestRefused { get; init; }
}
