using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;

namespace AspireCoach.Data.Idempotency;

/// <summary>
/// The answer to a request that may carry an Idempotency-Key: the same bytes the first time and every time after.
/// Endpoints declare their success status with <c>.Produces&lt;T&gt;(201)</c> or <c>(202)</c>.
/// </summary>
public sealed class IdempotentResult<T> : IResult, IEndpointMetadataProvider
{
    private readonly StoredResponse? _response;
    private readonly bool _replayed;
    private readonly ProblemHttpResult? _problem;

    /// <param name="response">The answer.</param>
    /// <param name="replayed">True when it had been given before.</param>
    public IdempotentResult(StoredResponse response, bool replayed)
    {
        _response = response;
        _replayed = replayed;
    }

    internal IdempotentResult(ProblemHttpResult problem) => _problem = problem;

    /// <summary>True when an earlier request with the same key was answered so.</summary>
    public bool Replayed => _replayed;

    /// <summary>
    /// The same answer with a body made of the stored one: for what must not be stored, such as a token, and can be
    /// made again.
    /// </summary>
    public IdempotentResult<TBody> WithBody<TBody>(Func<T, TBody> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        if (_problem is not null)
        {
            return _problem;
        }

        var stored = JsonSerializer.Deserialize<T>(_response!.Body, JsonSerializerOptions.Web)!;
        var body = JsonSerializer.SerializeToUtf8Bytes(make(stored), JsonSerializerOptions.Web);
        return new IdempotentResult<TBody>(_response with { Body = body }, _replayed);
    }

    /// <summary>A refusal from before or outside the effect.</summary>
    public static implicit operator IdempotentResult<T>(ProblemHttpResult problem) => new(problem);

    /// <inheritdoc/>
    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Metadata.Add(new IdempotencyKeyMetadata());
        foreach (var status in (int[])[StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity])
        {
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemDetails), ["application/problem+json"]));
        }
    }

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var answer = httpContext.Response;
        if (_problem is not null)
        {
            await _problem.ExecuteAsync(httpContext);
            return;
        }

        answer.StatusCode = _response!.Status;
        answer.Headers.Location = _response.Location;
        if (_replayed)
        {
            answer.Headers["Idempotency-Replayed"] = "true";
        }

        answer.ContentType = "application/json; charset=utf-8";
        answer.ContentLength = _response.Body.Length;
        await answer.Body.WriteAsync(_response.Body, httpContext.RequestAborted);
    }
}

/// <summary>Marks endpoints that take an Idempotency-Key, for the OpenAPI document.</summary>
public sealed class IdempotencyKeyMetadata
{
    /// <summary>True where a request without the header is refused.</summary>
    public bool Required { get; init; }
}

/// <summary>An answer as it was sent and is sent again.</summary>
public sealed record StoredResponse(int Status, string? Location, byte[] Body);
