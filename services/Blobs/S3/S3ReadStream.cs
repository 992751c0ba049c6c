using Amazon.S3.Model;

namespace AspireCoach.Blobs.S3;

/// <summary>The body of an answer. A store that stops sending ends it with <see cref="BlobUnavailableException"/>, and so does one that sends too little.</summary>
internal sealed class S3ReadStream(GetObjectResponse answer, S3Requests requests) : Stream
{
    private long _left = answer.ContentLength;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await requests.OnceAsync(token => answer.ResponseStream.ReadAsync(buffer, token), cancellationToken);
        _left -= read;
        return read > 0 || _left <= 0 || buffer.Length == 0
            ? read
            : throw new BlobUnavailableException($"The S3 store ended an answer {_left} bytes early.");
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            answer.Dispose();
        }

        base.Dispose(disposing);
    }
}
