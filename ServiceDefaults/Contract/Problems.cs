using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.ServiceDefaults.Contract;

/// <summary>
/// The refusals of the public contract as RFC 9457 problems. <c>type</c>, <c>title</c> and <c>traceId</c> are added
/// where problems are written; a detail says what the caller can do.
/// </summary>
public static class Problems
{
    /// <summary>400 for one field; the name as the caller wrote it, in camelCase.</summary>
    public static ProblemHttpResult Invalid(string field, string problem) =>
        TypedResults.Problem(new HttpValidationProblemDetails(new Dictionary<string, string[]> { [field] = [problem] })
        {
            Status = StatusCodes.Status400BadRequest,
            Detail = $"{field} {problem}",
        });

    /// <summary>404: also the answer for somebody else's id.</summary>
    public static ProblemHttpResult NotFound(string what) => Of(StatusCodes.Status404NotFound, $"There is no such {what}.");

    public static ProblemHttpResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    public static ProblemHttpResult Unauthorized(string detail) => Of(StatusCodes.Status401Unauthorized, detail);

    public static ProblemHttpResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, detail);

    public static ProblemHttpResult Unprocessable(string detail) => Of(StatusCodes.Status422UnprocessableEntity, detail);

    /// <summary>A refusal that passes by itself; the result writes <c>Retry-After</c>.</summary>
    /// <param name="status">409, 429 or 503.</param>
    /// <param name="detail">What to do.</param>
    /// <param name="retryAfterSeconds">When to come again.</param>
    public static ProblemHttpResult Busy(int status, string detail, int retryAfterSeconds) =>
        TypedResults.Problem(new ProblemDetails { Status = status, Detail = detail, Extensions = { [RetryAfter] = retryAfterSeconds } });

    /// <summary>The problem member that the customization of problem details also writes as the header of that name.</summary>
    public const string RetryAfter = "retryAfter";

    private static ProblemHttpResult Of(int status, string detail) => TypedResults.Problem(detail: detail, statusCode: status);
}
