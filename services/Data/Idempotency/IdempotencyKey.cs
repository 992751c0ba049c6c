using Microsoft.AspNetCore.Http;

namespace AspireCoach.Data.Idempotency;

/// <summary>
/// What makes two requests the same: user, method, path with its ids, and the caller's key
/// (draft-ietf-httpapi-idempotency-key-header).
/// </summary>
/// <param name="UserId">The session's user; the nil UUID where there is no session.</param>
/// <param name="Endpoint">Method and path.</param>
/// <param name="Key">The header's value, 1 to 255 visible ASCII characters.</param>
public sealed record IdempotencyKey(Guid UserId, string Endpoint, string Key)
{
    public const string Header = "Idempotency-Key";

    /// <summary>Reads the request's key.</summary>
    /// <param name="http">The request.</param>
    /// <param name="userId">The session's user; the nil UUID where there is none.</param>
    /// <param name="key">The key; null where the request has none.</param>
    /// <returns>What is wrong with the header, for a person; null when nothing is.</returns>
    public static string? Read(HttpContext http, Guid userId, out IdempotencyKey? key)
    {
        ArgumentNullException.ThrowIfNull(http);
        key = null;
        if (!http.Request.Headers.TryGetValue(Header, out var values))
        {
            return null;
        }

        if (values.Count != 1 || values[0] is not { Length: >= 1 and <= 255 } value || value.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return "must be 1 to 255 visible ASCII characters, sent once";
        }

        key = new IdempotencyKey(userId, $"{http.Request.Method} {http.Request.Path.Value}", value);
        return null;
    }
}
