using System.Buffers;
using System.IO.Compression;
using AspireCoach.AppHost.Local.Page;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.AppHost.Local.Traces;

/// <summary>
/// Takes OTLP over HTTP in protobuf (opentelemetry.io/docs/specs/otlp): keeps the spans, and lets logs and metrics, which
/// have files and <c>/metrics</c> here, pass without a word. Only who knows the key may send.
/// </summary>
internal sealed class OtlpReceiver(TraceStore traces)
{
    public const string Path = "/v1";
    public const string KeyHeader = "x-otlp-api-key";

    /// <summary>The most bytes of a request, as sent.</summary>
    public const int MostBytes = 4 << 20;

    private const int MostUnpackedBytes = 16 << 20;
    private const string Protobuf = "application/x-protobuf";

    public string Key { get; } = PageAccess.Secret();

    public async Task TracesAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not { } body)
        {
            return;
        }

        IReadOnlyList<TraceSpan> spans;
        try
        {
            spans = OtlpTraces.Read(body);
        }
        catch (InvalidDataException problem)
        {
            await PageAccess.RefuseAsync(http, StatusCodes.Status400BadRequest, problem.Message + "\n");
            return;
        }

        traces.Add(spans);
        http.Response.ContentType = Protobuf;
    }

    public async Task IgnoreAsync(HttpContext http)
    {
        if (await ReadAsync(http) is not null)
        {
            http.Response.ContentType = Protobuf;
        }
    }

    /// <returns>The unpacked body; null where the request has been refused.</returns>
    private async Task<byte[]?> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        if (!PageAccess.IsSame(request.Headers[KeyHeader].ToString(), Key))
        {
            await PageAccess.RefuseAsync(http, StatusCodes.Status401Unauthorized, $"{KeyHeader} is missing, or is that of another run.\n");
            return null;
        }

        var encoding = request.Headers.ContentEncoding.ToString();
        if (request.ContentType != Protobuf || encoding is not ("" or "identity" or "gzip"))
        {
            await PageAccess.RefuseAsync(http, StatusCodes.Status415UnsupportedMediaType, $"{Protobuf} is read here, as it is or in gzip.\n");
            return null;
        }

        try
        {
            await using var body = encoding == "gzip" ? new GZipStream(request.Body, CompressionMode.Decompress) : request.Body;
            return await ReadAsync(body, http.RequestAborted);
        }
        catch (BadHttpRequestException problem)
        {
            await PageAccess.RefuseAsync(http, problem.StatusCode, problem.Message + "\n");
        }
        catch (InvalidDataException problem)
        {
            await PageAccess.RefuseAsync(http, StatusCodes.Status400BadRequest, problem.Message + "\n");
        }

        return null;
    }

    private static async Task<byte[]> ReadAsync(Stream body, CancellationToken cancel)
    {
        var unpacked = new ArrayBufferWriter<byte>();
        while (await body.ReadAsync(unpacked.GetMemory(16 * 1024), cancel) is > 0 and var count)
        {
            unpacked.Advance(count);
            if (unpacked.WrittenCount > MostUnpackedBytes)
            {
                throw new InvalidDataException($"The request unpacks to more than {MostUnpackedBytes} bytes.");
            }
        }

        return unpacked.WrittenSpan.ToArray();
    }
}
