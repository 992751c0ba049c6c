namespace AspireCoach.Functional.Blobs;

/// <summary>Bytes as a network gives them: forwards only, some at a time, and it may break off.</summary>
internal sealed class Trickle(byte[] bytes, int atOnce = 50_000, long? breaksAt = null) : Stream
{
    private int _at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Next(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        return Next(buffer.Span);
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Next(Span<byte> buffer)
    {
        if (_at >= breaksAt)
        {
            throw new BrokenOffException();
        }

        var count = Math.Min(Math.Min(buffer.Length, atOnce), bytes.Length - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <summary>What a server's connection throws when its client is gone.</summary>
    internal sealed class BrokenOffException : IOException;
}
