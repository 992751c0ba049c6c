using AspireCoach.Blobs;
using AspireCoach.Models.Photos;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Media;

/// <summary>
/// Photos for models: the smaller version, made where this process makes them, and else what is stored. Registered in every
/// process, since the agent's may have no other part in photos.
/// </summary>
internal sealed partial class PhotoSource(MediaStore store, IBlobStore blobs, ILogger<PhotoSource> logger, Thumbnails? thumbnails = null) : IPhotoSource
{
    /// <summary>In pixels: about what models scale pictures down to themselves.</summary>
    private const int Width = 1280;

    public async Task<IReadOnlyList<GivenPhoto>> ReadAsync(
        Guid userId, IReadOnlyList<Guid> ids, string timeZone, int mostBytes, CancellationToken cancel)
    {
        List<GivenPhoto> photos = [];
        foreach (var item in await store.FindAsync(userId, ids, cancel))
        {
            var picture = mostBytes == 0 ? default : await PictureAsync(userId, item.Id, mostBytes, cancel);
            photos.Add(new GivenPhoto(item.Id, PhotoCalendar.DayOf(item.At, timeZone), item.Label, picture));
        }

        return photos;
    }

    private async Task<ReadOnlyMemory<byte>> PictureAsync(Guid userId, Guid id, int mostBytes, CancellationToken cancel)
    {
        try
        {
            var image = await store.FindImageAsync(userId, id, Width, cancel);
            if (image is { ThumbnailBytes: null } && image.Width > Width && thumbnails is not null && await thumbnails.MakeAsync(userId, id, Width, cancel))
            {
                image = await store.FindImageAsync(userId, id, Width, cancel);
            }

            var key = image?.ThumbnailBytes is null ? BlobKeys.Full(userId, id) : BlobKeys.Thumbnail(userId, id, Width);
            if (image is null || (image.ThumbnailBytes ?? image.Bytes) > mostBytes)
            {
                return default;
            }

            await using var content = await blobs.OpenReadAsync(key, null, cancel);
            if (content is null || content.Length > mostBytes)
            {
                return default;
            }

            var bytes = new byte[content.Length];
            await content.Stream.ReadExactlyAsync(bytes, cancel);
            return IsAnimated(bytes) ? default : bytes;
        }
        catch (Exception exception) when (exception is BlobUnavailableException or IOException or Imaging.ImageRefusedException or Imaging.ImagingUnavailableException)
        {
            LogAway(logger, id, exception.Message);
            return default;
        }
    }

    /// <summary>By the flag of the extended header (RFC 9649, 2.7): models read still pictures only.</summary>
    private static bool IsAnimated(ReadOnlySpan<byte> webp) => webp.Length > 20 && webp[12..16].SequenceEqual("VP8X"u8) && (webp[20] & 2) != 0;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The photo {Id} is not shown to the model: {Reason}")]
    private static partial void LogAway(ILogger logger, Guid id, string reason);
}
