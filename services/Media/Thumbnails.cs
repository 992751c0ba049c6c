using System.Security.Cryptography;
using AspireCoach.Blobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Media.Imaging;

namespace AspireCoach.Media;

/// <summary>Makes smaller versions of stored photos when they are first asked for, and keeps them.</summary>
internal sealed class Thumbnails(Database database, IBlobStore blobs, ConversionQueue queue, ImageConverter converter)
{
    public static readonly IReadOnlyList<int> Widths = [320, 640, 1280];

    /// <summary>Makes and stores one, unless somebody else has meanwhile; false where there are too many to be made already.</summary>
    public async Task<bool> MakeAsync(Guid userId, Guid id, int width, CancellationToken cancel)
    {
        using var place = queue.TryEnterThumbnail();
        if (place is null)
        {
            return false;
        }

        if (await ReadAsync(BlobKeys.Full(userId, id), cancel) is not { } full)
        {
            return true;
        }

        var bytes = await place.RunAsync(() => converter.Thumbnail(ImageInput.Bytes(full), width), cancel);
        var sha256 = SHA256.HashData(bytes);
        await using var transaction = await database.BeginAsync(cancel);
        // Held until it is stored: whoever deletes the photo finds this blob, and whoever came first is not overwritten half-way.
        if (await MediaStore.HoldAsync(transaction, userId, id, MediaState.Stored, cancel))
        {
            await blobs.PutAsync(
                BlobKeys.Thumbnail(userId, id, width),
                new MemoryStream(bytes, writable: false),
                new BlobDescription(MediaItem.StoredType) { Length = bytes.Length, Sha256 = sha256 },
                cancel);
            await MediaStore.AddThumbnailAsync(transaction, id, width, sha256, bytes.Length, cancel);
            await transaction.CommitAsync(cancel);
        }

        return true;
    }

    private async Task<byte[]?> ReadAsync(string key, CancellationToken cancel)
    {
        await using var content = await blobs.OpenReadAsync(key, null, cancel);
        if (content is null)
        {
            return null;
        }

        var bytes = new byte[content.Length];
        await content.Stream.ReadExactlyAsync(bytes, cancel);
        return bytes;
    }
}
