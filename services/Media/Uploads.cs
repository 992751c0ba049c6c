using System.Security.Cryptography;
using AspireCoach.Blobs;
using AspireCoach.Data.Events;
using AspireCoach.Data.Idempotency;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.Media.Imaging;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Media;

/// <summary>
/// Takes photos in. A row says that a blob is coming before there is one, is held while the blob is stored, and becomes
/// visible in the transaction that stores the answer. Whoever dies in between leaves a row that its job removes, with what
/// there is of the blob.
/// </summary>
internal sealed partial class Uploads(
    UploadSpool spool, ConversionQueue queue, ImageConverter converter, MediaStore store, PhotoRemover remover, IBlobStore blobs,
    Database database, Idempotency idempotency, EventBus events, MediaMetrics metrics, IOptions<MediaOptions> options, TimeProvider time,
    ILogger<Uploads> logger)
{
    private const int RetryAfterSeconds = 2;
    private static readonly TimeSpan CleanUp = TimeSpan.FromSeconds(10);
    private readonly UploadReader _reader = new(spool);
    private int _receiving;

    public async Task<IdempotentResult<MediaItem>> TakeAsync(HttpContext http, UserSession user)
    {
        if (IdempotencyKey.Read(http, user.UserId, out var key) is { } problem)
        {
            return Problems.Invalid(IdempotencyKey.Header, problem);
        }

        if (key is null)
        {
            return Problems.Invalid(IdempotencyKey.Header, "is required: a retry must not store the photo twice");
        }

        var (upload, refusal) = await ReceiveAsync(http);
        using (upload)
        {
            if (upload is null)
            {
                metrics.Uploaded("refused");
                return refusal!;
            }

            using var place = queue.TryEnter();
            return place is null ? Overloaded() : await StoreAsync(http, user, upload, place);
        }
    }

    private async Task<(Upload? Upload, ProblemHttpResult? Problem)> ReceiveAsync(HttpContext http)
    {
        try
        {
            return Interlocked.Increment(ref _receiving) > options.Value.Receiving || queue.IsFull
                ? (null, Overloaded())
                : await _reader.ReadAsync(http);
        }
        finally
        {
            Interlocked.Decrement(ref _receiving);
        }
    }

    private async Task<IdempotentResult<MediaItem>> StoreAsync(HttpContext http, UserSession user, Upload upload, ConversionQueue.Place place)
    {
        Guid? begun = null;
        var committed = false;
        try
        {
            return await idempotency.RunAsync<MediaItem>(http, new { upload.Fingerprint }, async (transaction, cancel) =>
            {
                if (await MediaStore.FindByContentAsync(transaction, user.UserId, upload.File.Sha256, cancel) is { } known)
                {
                    metrics.Uploaded("known");
                    return Created(known);
                }

                ConvertedImage image;
                try
                {
                    image = await place.RunAsync(() => converter.Convert(ImageInput.File(upload.File.Path)), cancel);
                }
                catch (ImageRefusedException exception)
                {
                    metrics.Uploaded("refused");
                    return Outcome.Refused<MediaItem>(TypedResults.Problem(detail: exception.Message, statusCode: StatusOf(exception.Reason)));
                }

                var item = Describe(image, upload.File.Length, user.TimeZone);
                var sha256 = SHA256.HashData(image.Bytes);
                await store.BeginAsync(user.UserId, item, upload.File.Sha256, sha256, TimeSpan.FromSeconds(options.Value.AbandonedSeconds), cancel);
                begun = item.Id;
                if (!await MediaStore.HoldAsync(transaction, user.UserId, item.Id, MediaState.OnItsWay, cancel))
                {
                    // Only an erasure removes what was begun just now.
                    return Outcome.Refused<MediaItem>(Problems.Unauthorized("This account has been erased."));
                }

                await blobs.PutAsync(
                    BlobKeys.Full(user.UserId, item.Id),
                    new MemoryStream(image.Bytes, writable: false),
                    new BlobDescription(MediaItem.StoredType) { Length = image.Bytes.Length, Sha256 = sha256 },
                    cancel);
                await MediaStore.ActivateAsync(transaction, item.Id, cancel);
                await events.PublishAsync(transaction, new MediaStored(user.UserId, item.Id), cancel);
                transaction.OnCommitted(() =>
                {
                    committed = true;
                    metrics.Stored(item.OriginalBytes, item.Bytes);
                });
                return Created(item);
            });
        }
        finally
        {
            if (begun is { } id && !committed)
            {
                await AbandonAsync(user.UserId, id);
            }
        }
    }

    private MediaItem Describe(ConvertedImage image, long originalBytes, string timeZone)
    {
        var now = PhotoCalendar.Now(time);
        var taken = PhotoCalendar.InstantOf(image.Original.TakenAt, timeZone);
        return new MediaItem
        {
            Id = Guid.CreateVersion7(now),
            Width = image.Width,
            Height = image.Height,
            Bytes = image.Bytes.Length,
            OriginalBytes = originalBytes,
            TakenAt = taken,
            At = taken ?? now,
        };
    }

    /// <summary>Removes at once what came to nothing; where that fails, the job does it later. What was committed after all stays.</summary>
    private async Task AbandonAsync(Guid userId, Guid id)
    {
        using var deadline = new CancellationTokenSource(CleanUp, time);
        try
        {
            await using var transaction = await database.BeginAsync(deadline.Token);
            if (await MediaStore.HoldUnstoredAsync(transaction, userId, id, deadline.Token))
            {
                await remover.RemoveAsync(transaction, userId, id, deadline.Token);
                await transaction.CommitAsync(deadline.Token);
            }
        }
        catch (Exception exception)
        {
            LogLeft(logger, id, exception.Message);
        }
    }

    private ProblemHttpResult Overloaded()
    {
        metrics.Uploaded("overloaded");
        return Problems.Busy(StatusCodes.Status503ServiceUnavailable, "Too many photos are being converted; nothing was done. Try again with the same Idempotency-Key.", RetryAfterSeconds);
    }

    private static Outcome<MediaItem> Created(MediaItem item) => Outcome.Created(item.Url, item);

    private static int StatusOf(ImageRefusal reason) => reason switch
    {
        ImageRefusal.Unsupported => StatusCodes.Status415UnsupportedMediaType,
        ImageRefusal.TooLarge => StatusCodes.Status413PayloadTooLarge,
        _ => StatusCodes.Status422UnprocessableEntity,
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "The upload {Id} came to nothing and is removed later: {Reason}")]
    private static partial void LogLeft(ILogger logger, Guid id, string reason);
}
