using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using AspireCoach.ServiceDefaults.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AspireCoach.Media;

/// <summary>Reads a photo out of a request: a raw image/* body, or the field <c>file</c> of multipart/form-data (RFC 7578).</summary>
internal sealed class UploadReader(UploadSpool spool)
{
    private const string Field = "file";
    private const int MaxParts = 16;
    private const int MaxOtherBytes = 64 * 1024;
    private const long MaxBodyBytes = UploadSpool.MaxBytes + (1024 * 1024);
    private const int MaxBoundary = 100;

    // A phone at the edge of its network, and not one byte a minute.
    private static readonly MinDataRate Slowest = new(bytesPerSecond: 2_000, gracePeriod: TimeSpan.FromSeconds(10));

    /// <summary>The upload, to be disposed, or why it is none. What the network does to a body is thrown, as everywhere.</summary>
    public async Task<(Upload? Upload, ProblemHttpResult? Problem)> ReadAsync(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = MaxBodyBytes;
        }

        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = Slowest;
        }

        return MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            ? type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
                ? await ReadFormAsync(http, HeaderUtilities.RemoveQuotes(type.Boundary).ToString())
                : type.Type.Equals("image", StringComparison.OrdinalIgnoreCase)
                ? await ReadRawAsync(http)
                : (null, Unsupported())
            : (null, Unsupported());
    }

    private async Task<(Upload?, ProblemHttpResult?)> ReadRawAsync(HttpContext http)
    {
        if (http.Request.ContentLength > UploadSpool.MaxBytes)
        {
            return (null, TooLarge());
        }

        return await spool.TakeAsync(http.Request.Body, http.RequestAborted) is { } file
            ? (new Upload(file, file.Sha256), null)
            : (null, TooLarge());
    }

    private async Task<(Upload?, ProblemHttpResult?)> ReadFormAsync(HttpContext http, string boundary)
    {
        if (boundary.Length is 0 or > MaxBoundary)
        {
            return (null, Problems.Invalid("Content-Type", "must name the boundary of its parts"));
        }

        var reader = new MultipartReader(boundary, http.Request.Body);
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        SpooledUpload? file = null;
        var handedOver = false;
        try
        {
            for (var parts = 0; await reader.ReadNextSectionAsync(http.RequestAborted) is { } part; parts++)
            {
                if (parts == MaxParts || !ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var about))
                {
                    return (null, Malformed());
                }

                var name = HeaderUtilities.RemoveQuotes(about.Name).ToString();
                Append(digest, name);
                Append(digest, HeaderUtilities.RemoveQuotes(about.FileName).ToString());
                Append(digest, part.ContentType ?? "");
                if (name != Field)
                {
                    // Ignored, as unknown fields are; it makes another body of it all the same.
                    Append(digest, await HashAsync(part.Body, http.RequestAborted));
                }
                else if (file is not null)
                {
                    return (null, Problems.Invalid(Field, "must be sent once"));
                }
                else if ((file = await spool.TakeAsync(part.Body, http.RequestAborted)) is null)
                {
                    return (null, TooLarge());
                }
                else
                {
                    Append(digest, file.Sha256);
                }
            }

            handedOver = file is not null;
            return file is null ? (null, Problems.Invalid(Field, "is required")) : (new Upload(file, digest.GetHashAndReset()), null);
        }
        catch (Exception exception)
            when (exception is InvalidDataException || (exception is IOException && exception.GetType() == typeof(IOException) && !http.RequestAborted.IsCancellationRequested))
        {
            return (null, Malformed());
        }
        finally
        {
            if (!handedOver)
            {
                file?.Dispose();
            }
        }
    }

    private static async Task<byte[]> HashAsync(Stream body, CancellationToken cancel)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[4_096];
        var length = 0;
        int read;
        while ((read = await body.ReadAsync(buffer, cancel)) > 0)
        {
            digest.AppendData(buffer, 0, read);
            if ((length += read) > MaxOtherBytes)
            {
                throw new InvalidDataException("A field is too long.");
            }
        }

        return digest.GetHashAndReset();
    }

    private static void Append(IncrementalHash digest, string text) => Append(digest, Encoding.UTF8.GetBytes(text));

    /// <summary>With its length before it, so that no two lists of texts are the same bytes.</summary>
    private static void Append(IncrementalHash digest, byte[] bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        digest.AppendData(length);
        digest.AppendData(bytes);
    }

    private static ProblemHttpResult Unsupported() => TypedResults.Problem(
        detail: "Send the photo as the field 'file' of multipart/form-data, or as a raw body with its image/… type.",
        statusCode: StatusCodes.Status415UnsupportedMediaType);

    private static ProblemHttpResult TooLarge() => TypedResults.Problem(
        detail: $"A photo may have {UploadSpool.MaxBytes >> 20} MB.", statusCode: StatusCodes.Status413PayloadTooLarge);

    private static ProblemHttpResult Malformed() => Problems.Invalid("body", "is no complete multipart/form-data with a few fields");
}

/// <summary>A photo as it was uploaded; what is on disk goes with it.</summary>
/// <param name="File">Its bytes.</param>
/// <param name="Fingerprint">The same for the same parts, whatever stands between them.</param>
internal sealed record Upload(SpooledUpload File, byte[] Fingerprint) : IDisposable
{
    public void Dispose() => File.Dispose();
}
