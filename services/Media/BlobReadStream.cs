using AspireCoach.Blobs;

namespace AspireCoach.Media;

/// <summary>A blob that is opened where and when it is first read: a range is asked of the store as one, and a 304 asks nothing of it.</summary>
internal sealed class BlobReadStream(IBlobStore blobs, string key, long length, MediaMetrics metrics) : Stream
{
    private BlobContent? _content;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length)
        {
            return 0;
        }

        _content ??= await blobs.OpenReadAsync(key, _position == 0 ? null : new BlobRange(_position), cancellationToken)
            ?? throw new BlobUnavailableException($"There is no blob {key}, though there is a photo.");
        var read = await _content.Stream.ReadAsync(buffer, cancellationToken);
        _position += read;
        metrics.Served(read);
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (_content is not null)
        {
            throw new NotSupportedException("It is being read.");
        }

        return _position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => _position + offset, _ => length + offset };
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        if (_content is not null)
        {
            await _content.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
