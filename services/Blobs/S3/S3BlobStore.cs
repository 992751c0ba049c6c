using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace AspireCoach.Blobs.S3;

/// <summary>
/// Blobs in any S3 store. What is signed includes the SHA-256 of each body, so that a store refuses bytes that changed on
/// their way; those of several parts are put together only after all of them arrived, or taken back.
/// </summary>
internal sealed class S3BlobStore : IBlobStore, IDisposable
{
    /// <summary>What is longer goes in parts of this size; the least that S3 allows is 5 MiB.</summary>
    internal const int PartSize = 8 * 1024 * 1024;

    private readonly S3Settings _settings;
    private readonly S3Requests _requests;
    private readonly TimeProvider _time;
    private readonly AmazonS3Client _client;

    public S3BlobStore(S3Settings settings, TimeSpan deadline, int retries, TimeProvider time)
    {
        (_settings, _time) = (settings, time);
        _requests = new S3Requests(settings, deadline, retries, time);
        _client = new AmazonS3Client(new BasicAWSCredentials(settings.AccessKey, settings.SecretKey), new AmazonS3Config
        {
            ServiceURL = settings.Endpoint.ToString(),
            ForcePathStyle = true,
            AuthenticationRegion = settings.Region,
            UseHttp = settings.Endpoint.Scheme == "http",
            // A repeated request has a deadline of its own: S3Requests does both.
            MaxErrorRetry = 0,
            Timeout = Timeout.InfiniteTimeSpan,
            // The checksums of newer SDKs come as trailers of a chunked body, which not every store knows.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });
    }

    public async Task ReadyAsync(CancellationToken cancel)
    {
        if (await _requests.FindAsync(token => _client.HeadBucketAsync(new HeadBucketRequest { BucketName = _settings.Bucket }, token), cancel) is null)
        {
            await CreateBucketAsync(cancel);
        }
    }

    public async Task PutAsync(string key, Stream content, BlobDescription about, CancellationToken cancel)
    {
        BlobKey.Check(key);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(about);
        // One byte more than a part tells whether another one follows.
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Min(about.Length ?? PartSize, PartSize) + 1);
        try
        {
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var most = Math.Min(buffer.Length, PartSize + 1);
            var read = await content.ReadAtLeastAsync(buffer.AsMemory(0, most), most, throwOnEndOfStream: false, cancel);
            if (read == most && about.Length is { } said && said < read)
            {
                throw new InvalidDataException("The blob is longer than was said.");
            }

            if (read <= PartSize)
            {
                digest.AppendData(buffer, 0, read);
                about.Verify(read, digest);
                await PutWholeAsync(key, buffer, read, about.ContentType, cancel);
            }
            else
            {
                await PutPartsAsync(key, content, about, buffer, digest, cancel);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async Task<BlobContent?> OpenReadAsync(string key, BlobRange? range, CancellationToken cancel)
    {
        BlobKey.Check(key);
        var request = new GetObjectRequest { BucketName = _settings.Bucket, Key = key };
        if (range is { } part)
        {
            if (part.From < 0 || part.Length < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(range));
            }

            request.ByteRange = part.Length is { } length ? new ByteRange(part.From, part.From + length - 1) : new ByteRange($"bytes={part.From}-");
        }

        GetObjectResponse? answer;
        try
        {
            answer = await _requests.FindAsync(token => _client.GetObjectAsync(request, token), cancel);
        }
        catch (BlobUnavailableException exception) when (exception.InnerException is AmazonServiceException { StatusCode: HttpStatusCode.RequestedRangeNotSatisfiable })
        {
            throw new ArgumentOutOfRangeException(nameof(range));
        }

        if (answer is null)
        {
            return null;
        }

        var total = answer.ContentRange is { } said && long.TryParse(said.AsSpan(said.LastIndexOf('/') + 1), out var all) ? all : answer.ContentLength;
        return new BlobContent(new S3ReadStream(answer, _requests), answer.ContentLength, total);
    }

    public async Task<BlobInfo?> StatAsync(string key, CancellationToken cancel)
    {
        BlobKey.Check(key);
        var found = await _requests.FindAsync(token => _client.GetObjectMetadataAsync(_settings.Bucket, key, token), cancel);
        return found is null ? null : new BlobInfo(key, found.ContentLength, Instant(found.LastModified));
    }

    public async Task DeleteAsync(string key, CancellationToken cancel)
    {
        BlobKey.Check(key);
        await _requests.FindAsync(token => _client.DeleteObjectAsync(_settings.Bucket, key, token), cancel);
    }

    public async Task<BlobPage> ListAsync(string prefix, string? after, CancellationToken cancel)
    {
        var request = new ListObjectsV2Request { BucketName = _settings.Bucket, Prefix = BlobKey.CheckPrefix(prefix), ContinuationToken = after, MaxKeys = 1_000 };
        var answer = await _requests.RunAsync(token => _client.ListObjectsV2Async(request, token), cancel);
        // The SDK says null for an empty listing.
        return new BlobPage(
            [.. (answer.S3Objects ?? []).Select(item => new BlobInfo(item.Key, item.Size ?? 0, Instant(item.LastModified)))],
            answer.IsTruncated == true ? answer.NextContinuationToken : null);
    }

    public Uri? Presign(string key, TimeSpan validFor) => new(_client.GetPreSignedURL(new GetPreSignedUrlRequest
    {
        BucketName = _settings.Bucket,
        Key = BlobKey.Check(key),
        Verb = HttpVerb.GET,
        Expires = (_time.GetUtcNow() + validFor).UtcDateTime,
        Protocol = _settings.Endpoint.Scheme == "http" ? Protocol.HTTP : Protocol.HTTPS,
    }));

    public void Dispose() => _client.Dispose();

    private static DateTimeOffset Instant(DateTime? time) => time is { } known ? new DateTimeOffset(known.ToUniversalTime()) : default;

    private async Task CreateBucketAsync(CancellationToken cancel)
    {
        try
        {
            await _requests.RunAsync(token => _client.PutBucketAsync(new PutBucketRequest { BucketName = _settings.Bucket, UseClientRegion = true }, token), cancel);
        }
        catch (BlobUnavailableException exception)
            when (exception.InnerException is AmazonS3Exception { ErrorCode: "BucketAlreadyOwnedByYou" or "BucketAlreadyExists" or "OperationAborted" })
        {
            // Another process has made it meanwhile. Should it be somebody else's, using it says so.
        }
    }

    private Task<PutObjectResponse> PutWholeAsync(string key, byte[] buffer, int length, string contentType, CancellationToken cancel) =>
        _requests.RunAsync(
            token => _client.PutObjectAsync(
                new PutObjectRequest
                {
                    BucketName = _settings.Bucket,
                    Key = key,
                    ContentType = contentType,
                    InputStream = new MemoryStream(buffer, 0, length, writable: false),
                    UseChunkEncoding = false,
                },
                token),
            cancel);

    private async Task PutPartsAsync(
        string key, Stream content, BlobDescription about, byte[] buffer, IncrementalHash digest, CancellationToken cancel)
    {
        var begun = await _requests.RunAsync(
            token => _client.InitiateMultipartUploadAsync(
                new InitiateMultipartUploadRequest { BucketName = _settings.Bucket, Key = key, ContentType = about.ContentType }, token),
            cancel);
        try
        {
            List<PartETag> parts = [];
            long total = 0;
            for (var held = PartSize + 1; held > 0;)
            {
                var size = Math.Min(held, PartSize);
                digest.AppendData(buffer, 0, size);
                total += size;
                parts.Add(await PutPartAsync(key, begun.UploadId, parts.Count + 1, buffer, size, cancel));
                buffer.AsSpan(size, held - size).CopyTo(buffer);
                held -= size;
                var more = PartSize + 1 - held;
                held += await content.ReadAtLeastAsync(buffer.AsMemory(held, more), more, throwOnEndOfStream: false, cancel);
            }

            about.Verify(total, digest);
            await _requests.RunAsync(
                token => _client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest { BucketName = _settings.Bucket, Key = key, UploadId = begun.UploadId, PartETags = parts }, token),
                cancel);
        }
        catch
        {
            await AbortAsync(key, begun.UploadId);
            throw;
        }
    }

    private async Task<PartETag> PutPartAsync(string key, string uploadId, int number, byte[] buffer, int size, CancellationToken cancel)
    {
        var answer = await _requests.RunAsync(
            token => _client.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = _settings.Bucket,
                    Key = key,
                    UploadId = uploadId,
                    PartNumber = number,
                    PartSize = size,
                    InputStream = new MemoryStream(buffer, 0, size, writable: false),
                    UseChunkEncoding = false,
                },
                token),
            cancel);
        return new PartETag(number, answer.ETag);
    }

    /// <summary>Parts that were never put together cost storage and are in no listing: they are taken back, whoever has gone away.</summary>
    private async Task AbortAsync(string key, string uploadId)
    {
        try
        {
            await _requests.FindAsync(
                token => _client.AbortMultipartUploadAsync(
                    new AbortMultipartUploadRequest { BucketName = _settings.Bucket, Key = key, UploadId = uploadId }, token),
                CancellationToken.None);
        }
        catch (BlobUnavailableException)
        {
            // The store's own lifecycle rule removes them then.
        }
    }
}
