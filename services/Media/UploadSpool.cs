using System.Security.Cryptography;
using AspireCoach.Blobs;
using Microsoft.Extensions.Options;

namespace AspireCoach.Media;

/// <summary>
/// Where uploads lie until they are converted, as files of their own: a slow caller costs no memory. What a killed process
/// left is removed when one starts.
/// </summary>
internal sealed class UploadSpool
{
    /// <summary>The most bytes a photo may have.</summary>
    public const long MaxBytes = 25 * 1024 * 1024;

    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(6);
    private readonly string _folder;
    private readonly TimeProvider _time;

    public UploadSpool(IOptions<MediaOptions> options, TimeProvider time)
    {
        _time = time;
        _folder = options.Value.SpoolFolder is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(Path.GetTempPath(), "aspirecoach-uploads");
        if (Directory.Exists(_folder))
        {
            var before = time.GetUtcNow().UtcDateTime - Abandoned;
            foreach (var file in new DirectoryInfo(_folder).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
            {
                file.Delete();
            }
        }
    }

    /// <summary>Keeps a body until the result is disposed.</summary>
    /// <param name="body">Read to its end, or to one byte more than <see cref="MaxBytes"/>.</param>
    /// <param name="cancel">Gives up, and leaves nothing.</param>
    /// <returns>Null where it is longer.</returns>
    /// <exception cref="BlobUnavailableException">The disk is full, or cannot be written.</exception>
    public async Task<SpooledUpload?> TakeAsync(Stream body, CancellationToken cancel)
    {
        var path = Path.Combine(_folder, Guid.CreateVersion7(_time.GetUtcNow()).ToString("N"));
        var kept = false;
        try
        {
            await using var file = Create(path);
            using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferSize];
            long length = 0;
            int read;
            while ((read = await body.ReadAsync(buffer, cancel)) > 0)
            {
                if ((length += read) > MaxBytes)
                {
                    return null;
                }

                digest.AppendData(buffer, 0, read);
                await WriteAsync(file, buffer.AsMemory(0, read), cancel);
            }

            kept = true;
            return new SpooledUpload(path, length, digest.GetHashAndReset());
        }
        finally
        {
            if (!kept)
            {
                File.Delete(path);
            }
        }
    }

    private FileStream Create(string path)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(_folder);
            }
            else
            {
                Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }

            return new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Away(exception);
        }
    }

    private static async Task WriteAsync(FileStream file, ReadOnlyMemory<byte> bytes, CancellationToken cancel)
    {
        try
        {
            await file.WriteAsync(bytes, cancel);
        }
        catch (IOException exception)
        {
            throw Away(exception);
        }
    }

    private static BlobUnavailableException Away(Exception exception) =>
        new($"Uploads cannot be kept: {exception.GetType().Name}, {exception.Message}", exception);
}

/// <summary>An upload on disk, which goes with this.</summary>
/// <param name="Path">Its file.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Sha256">Of its bytes.</param>
internal sealed record SpooledUpload(string Path, long Length, byte[] Sha256) : IDisposable
{
    public void Dispose() => File.Delete(Path);
}
