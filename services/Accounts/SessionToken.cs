using System.Buffers.Text;
using System.Security.Cryptography;
using AspireCoach.Data.Idempotency;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Accounts;

internal static class SessionToken
{
    /// <summary>
    /// The token of the session that a request opens, 256 bits in base64url: random, or with an Idempotency-Key made
    /// of the password and the key, so that a replay gives the same one although it is nowhere stored.
    /// </summary>
    public static string For(HttpContext http, DerivedPassword derived)
    {
        _ = IdempotencyKey.Read(http, Guid.Empty, out var key);
        return Base64Url.EncodeToString(key is null
            ? RandomNumberGenerator.GetBytes(32)
            : derived.KeyFor($"session {key.Endpoint} {key.Key}"));
    }
}

/// <summary>What is stored of an answer with a token.</summary>
internal sealed record OpenedSession(Guid UserId, DateTimeOffset ExpiresAt);
