using System.ComponentModel;
using AspireCoach.Blobs;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Sessions;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace AspireCoach.Media;

internal static class MediaEndpoints
{
    public static void MapMedia(this IEndpointRouteBuilder app)
    {
        var media = app.MapGroup("/v1/media").WithTags("Media").RequireAuthorization();
        media.MapPost("", UploadAsync).Produces<MediaItem>(StatusCodes.Status201Created)
            .Accepts<IFormFile>("multipart/form-data", "image/*")
            .WithMetadata(new IdempotencyKeyMetadata { Required = true })
            .WithSummary("Stores a photo as WebP")
            .WithDescription("JPEG, PNG, WebP, GIF or HEIC by content, at most 25 MB and 100 megapixels, as the field file of a form or as a raw body. A photo that the user has already is answered with the one there is.");
        media.MapGet("", ListAsync).AddEndpointFilter(new CalendarDayFilter("from", "to"))
            .WithSummary("Lists photos by when they were taken, or else came, the newest first");
        media.MapGet("{id:guid}", ReadAsync)
            .Produces(StatusCodes.Status200OK, contentType: MediaItem.StoredType)
            .Produces(StatusCodes.Status304NotModified)
            .WithSummary("Reads a photo, or a smaller version of it");
        media.MapPatch("{id:guid}", ChangeAsync).WithSummary("Changes a photo's label: null clears it");
        media.MapDelete("{id:guid}", DeleteAsync).WithSummary("Deletes a photo with all its versions");
    }

    private static Task<IdempotentResult<MediaItem>> UploadAsync(HttpContext http, UserSession user, Uploads uploads) => uploads.TakeAsync(http, user);

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> ReadAsync(
        Guid id,
        [FromQuery, Description("320, 640 or 1280: at most so many pixels wide; as it is stored where left out.")] int? w,
        UserSession user, HttpContext http, MediaStore store, Thumbnails thumbnails, IBlobStore blobs, MediaMetrics metrics, CancellationToken cancel)
    {
        if (w is { } asked && !Thumbnails.Widths.Contains(asked))
        {
            return Problems.Invalid("w", $"must be one of {string.Join(", ", Thumbnails.Widths)}");
        }

        var image = await store.FindImageAsync(user.UserId, id, w, cancel);
        if (image is { ThumbnailBytes: null } && w is { } width && width < image.Width)
        {
            if (!await thumbnails.MakeAsync(user.UserId, id, width, cancel))
            {
                return Problems.Busy(StatusCodes.Status503ServiceUnavailable, "Too many smaller versions are being made. Try again.", 2);
            }

            image = await store.FindImageAsync(user.UserId, id, w, cancel);
        }

        if (image is null)
        {
            return Problems.NotFound("photo");
        }

        http.Response.Headers.CacheControl = "private, max-age=31536000, immutable";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return w is { } small && image.ThumbnailBytes is { } bytes
            ? Serve(blobs, metrics, BlobKeys.Thumbnail(user.UserId, id, small), bytes, image.ThumbnailSha256!)
            : Serve(blobs, metrics, BlobKeys.Full(user.UserId, id), image.Bytes, image.Sha256);
    }

    private static FileStreamHttpResult Serve(IBlobStore blobs, MediaMetrics metrics, string key, long length, byte[] sha256) => TypedResults.Stream(
        new BlobReadStream(blobs, key, length, metrics),
        MediaItem.StoredType,
        entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(sha256.AsSpan(0, 16))}\""),
        enableRangeProcessing: true);

    private static async Task<Results<Ok<Page<MediaItem>>, ProblemHttpResult>> ListAsync(
        [AsParameters] MediaQuery query, [AsParameters] PageQuery page, UserSession user, MediaStore store, CancellationToken cancel)
    {
        DateTimeOffset at = default;
        if (!page.TryReadCursor(out var cursor) || (cursor is { } place && !place.TryGetInstant(out at)))
        {
            return Problems.Invalid("cursor", PageQuery.ForeignCursor);
        }

        if (query.To == DateOnly.MaxValue)
        {
            return Problems.Invalid("to", "must be before 9999-12-31");
        }

        var rows = await store.ListAsync(
            user.UserId,
            query.From is { } from ? PhotoCalendar.Start(from, user.TimeZone) : null,
            query.To is { } to ? PhotoCalendar.Start(to.AddDays(1), user.TimeZone) : null,
            cursor is { Id: var id } ? (at, id) : null,
            page.Size(),
            cancel);
        return TypedResults.Ok(Page.From(rows, page.Size(), item => PageCursor.At(item.At, item.Id).ToString()));
    }

    private static async Task<Results<Ok<MediaItem>, ProblemHttpResult>> ChangeAsync(
        Guid id, MediaPatch patch, UserSession user, MediaStore store, CancellationToken cancel) =>
        await store.ChangeAsync(user.UserId, id, patch, cancel) is { } item ? TypedResults.Ok(item) : Problems.NotFound("photo");

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        Guid id, UserSession user, MediaStore store, CancellationToken cancel) =>
        await store.DeleteAsync(user.UserId, id, cancel) ? TypedResults.NoContent() : Problems.NotFound("photo");
}
