namespace AspireCoach.Catalog.Fetching;

/// <summary>Reads at most <see cref="PageFetcher.MostBytes"/>, and says that it reads.</summary>
/// <param name="alive">Called before every read.</param>
/// <param name="first">What was read of <paramref name="inner"/> already, and is read again.</param>
internal sealed class BodyStream(Stream inner, Action? alive = null, ReadOnlyMemory<byte> first = default) : Stream
{
    private ReadOnlyMemory<byte> _first = first;
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_first.IsEmpty)
        {
            var length = Math.Min(buffer.Length, _first.Length);
            _first[..length].CopyTo(buffer);
            _first = _first[length..];
            return length;
        }

        alive?.Invoke();
        var read = await inner.ReadAsync(buffer, cancellationToken);
        _read += read;
        return _read <= PageFetcher.MostBytes ? read : throw BodyRefusedException.TooLarge();
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read without blocking a thread.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
