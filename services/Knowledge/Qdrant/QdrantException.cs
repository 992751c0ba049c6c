using System.Net;

namespace AspireCoach.Knowledge.Qdrant;

/// <summary>Qdrant refused a request, failed, or could not be reached.</summary>
/// <param name="detail">Bounded, for the log.</param>
/// <param name="status">What it answered; null where it did not, or nothing that can be read.</param>
/// <param name="inner">What happened instead.</param>
internal sealed class QdrantException(string detail, HttpStatusCode? status, Exception? inner = null) : Exception(detail, inner)
{
    public HttpStatusCode? Status => status;

    /// <summary>Whether the same may work a moment later.</summary>
    public bool Transient => status is null or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError;

    public TimeSpan? RetryAfter { get; init; }
}
