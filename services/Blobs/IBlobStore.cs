namespace AspireCoach.Blobs;

/// <summary>
/// Where bytes are kept under a key. Whoever reads sees a blob whole or not at all: a put that failed, was cancelled or
/// died half-way has stored nothing. Keys are those of <see cref="BlobKey"/>. Every call throws
/// <see cref="BlobUnavailableException"/> where the store is away, slow beyond its deadline, full, or refuses.
/// </summary>
public interface IBlobStore
{
    /// <summary>Returns when the store can be used; what it needs (a bucket, a folder) is made where it is missing.</summary>
    Task ReadyAsync(CancellationToken cancel);

    /// <summary>Stores a blob, in the place of one with the same key.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its bytes, read once from where the stream is to its end, a few at a time.</param>
    /// <param name="about">What is known of it.</param>
    /// <param name="cancel">Gives up and leaves what was there before.</param>
    /// <exception cref="InvalidDataException">The bytes are not those that <paramref name="about"/> says; nothing was stored.</exception>
    Task PutAsync(string key, Stream content, BlobDescription about, CancellationToken cancel);

    /// <summary>Opens a blob, or a part of one; null where there is none. Dispose what is returned.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The range begins behind the blob's end.</exception>
    Task<BlobContent?> OpenReadAsync(string key, BlobRange? range, CancellationToken cancel);

    /// <summary>What the store knows of a blob; null where there is none.</summary>
    Task<BlobInfo?> StatAsync(string key, CancellationToken cancel);

    /// <summary>Removes a blob; one that is not there is removed already.</summary>
    Task DeleteAsync(string key, CancellationToken cancel);

    /// <summary>The blobs whose keys begin with <paramref name="prefix"/>, at most 1,000 at a time.</summary>
    /// <param name="prefix">How keys begin; empty is all.</param>
    /// <param name="after">The page's <see cref="BlobPage.Next"/> before; null for the first.</param>
    /// <param name="cancel">Gives up.</param>
    Task<BlobPage> ListAsync(string prefix, string? after, CancellationToken cancel);

    /// <summary>An address at which anybody can read the blob for a while; null where the store serves nobody itself.</summary>
    Uri? Presign(string key, TimeSpan validFor);
}

/// <summary>A part of a blob.</summary>
/// <param name="From">The first byte, counted from 0.</param>
/// <param name="Length">How many bytes at most; null is all that follow.</param>
public readonly record struct BlobRange(long From, long? Length = null);

/// <summary>A blob as the store lists it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="LastModified">When it was stored, to the second.</param>
public sealed record BlobInfo(string Key, long Length, DateTimeOffset LastModified);

/// <summary>Some blobs of a listing.</summary>
/// <param name="Items">Each blob is in one page.</param>
/// <param name="Next">How to go on; null at the end.</param>
public sealed record BlobPage(IReadOnlyList<BlobInfo> Items, string? Next);

/// <summary>An open blob.</summary>
/// <param name="Stream">Exactly the bytes asked for, read once and forwards.</param>
/// <param name="Length">How many those are.</param>
/// <param name="TotalLength">How many bytes the whole blob has.</param>
public sealed record BlobContent(Stream Stream, long Length, long TotalLength) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
