using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace AspireCoach.Bench.Media;

/// <summary>
/// A JPEG in other bytes, by a comment behind its first marker: the same bytes would be known already. The picture itself is
/// never copied, since whoever sends shares the machine with what is measured.
/// </summary>
internal sealed class UploadContent : HttpContent
{
    private const int Marker = 2;
    private readonly ReadOnlyMemory<byte> _jpeg;
    private readonly byte[] _start;

    public UploadContent(ReadOnlyMemory<byte> jpeg, int number)
    {
        _jpeg = jpeg;
        var comment = Encoding.ASCII.GetBytes($"number {number:0000000000}");
        _start = [.. jpeg.Span[..Marker], 0xFF, 0xFE, 0, (byte)(comment.Length + 2), .. comment];
        Headers.ContentType = new MediaTypeHeaderValue("image/jpeg");
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _start.Length + _jpeg.Length - Marker;
        return true;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_start, cancellationToken);
        await stream.WriteAsync(_jpeg[Marker..], cancellationToken);
    }
}
