using System.Security.Cryptography;

namespace AspireCoach.Blobs;

/// <summary>What is known of a blob before it is stored.</summary>
/// <param name="ContentType">Its media type, for whoever fetches it at a presigned address.</param>
public sealed record BlobDescription(string ContentType)
{
    /// <summary>How many bytes it has, where that is known.</summary>
    public long? Length { get; init; }

    /// <summary>The SHA-256 of its bytes, where that is known.</summary>
    public byte[]? Sha256 { get; init; }

    /// <exception cref="InvalidDataException">These are other bytes.</exception>
    internal void Verify(long length, IncrementalHash digest)
    {
        if ((Length is { } said && said != length) || (Sha256 is not null && !digest.GetCurrentHash().AsSpan().SequenceEqual(Sha256)))
        {
            throw new InvalidDataException("The blob's bytes are not those that were said.");
        }
    }
}
