using System.Security.Cryptography;
using System.Text;

namespace AspireCoach.Blobs.Files;

/// <summary>
/// Blobs as files, for one machine. A blob is written beside the others, made durable and then renamed into its place, so
/// that its file is whole however the process ends. A key's folders are told from files by a leading underscore, which no
/// key has; above them stand 256 shards, by the hash of the folder, so that no directory holds more than its share.
/// Several processes may use one folder.
/// </summary>
internal sealed class FileBlobStore(string root, TimeProvider time) : IBlobStore
{
    private const int PageSize = 1_000;
    private const int BufferSize = 128 * 1024;
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(1);
    private readonly string _unfinished = Path.Combine(root, "unfinished");
    private bool _cleaned;

    public Task ReadyAsync(CancellationToken cancel) => Guarded(() =>
    {
        DurableFolder.Create(_unfinished);
        if (!_cleaned)
        {
            RemoveAbandoned();
            _cleaned = true;
        }

        return Task.CompletedTask;
    });

    public Task PutAsync(string key, Stream content, BlobDescription about, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(about);
        var path = PathOf(BlobKey.Check(key));
        return Guarded(async () =>
        {
            DurableFolder.Create(_unfinished);
            var scratch = Path.Combine(_unfinished, Guid.CreateVersion7(time.GetUtcNow()).ToString("N"));
            try
            {
                await WriteAsync(scratch, content, about, cancel);
                cancel.ThrowIfCancellationRequested();
                Place(scratch, path);
            }
            catch
            {
                File.Delete(scratch);
                throw;
            }
        });
    }

    public Task<BlobContent?> OpenReadAsync(string key, BlobRange? range, CancellationToken cancel)
    {
        var path = PathOf(BlobKey.Check(key));
        return Guarded(() =>
        {
            FileStream file;
            try
            {
                file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, FileOptions.Asynchronous);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                return Task.FromResult<BlobContent?>(null);
            }

            var total = file.Length;
            if (range is not { } part)
            {
                return Task.FromResult<BlobContent?>(new(file, total, total));
            }

            if (part.From < 0 || part.From >= total || part.Length < 0)
            {
                file.Dispose();
                throw new ArgumentOutOfRangeException(nameof(range));
            }

            file.Position = part.From;
            var length = Math.Min(part.Length ?? long.MaxValue, total - part.From);
            return Task.FromResult<BlobContent?>(new(new PartOfStream(file, length), length, total));
        });
    }

    public Task<BlobInfo?> StatAsync(string key, CancellationToken cancel)
    {
        var file = new FileInfo(PathOf(BlobKey.Check(key)));
        return Guarded(() => Task.FromResult(file.Exists ? Info(key, file) : null));
    }

    public Task DeleteAsync(string key, CancellationToken cancel)
    {
        var path = PathOf(BlobKey.Check(key));
        return Guarded(() =>
        {
            if (!File.Exists(path))
            {
                return Task.CompletedTask;
            }

            File.Delete(path);
            DurableFolder.Sync(Path.GetDirectoryName(path)!);
            RemoveEmptyFolders(Path.GetDirectoryName(path)!);
            return Task.CompletedTask;
        });
    }

    public Task<BlobPage> ListAsync(string prefix, string? after, CancellationToken cancel)
    {
        BlobKey.CheckPrefix(prefix);
        return Guarded(() =>
        {
            var folder = prefix.LastIndexOf('/') is var slash and >= 0 ? prefix[..slash] : "";
            List<BlobInfo> found = [];
            foreach (var shard in Directory.Exists(root) ? Directory.EnumerateDirectories(root, "??") : [])
            {
                cancel.ThrowIfCancellationRequested();
                Collect(new DirectoryInfo(Path.Combine(shard, FoldersOf(folder))), folder, prefix, after ?? "", found);
            }

            found.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
            return Task.FromResult(found.Count > PageSize
                ? new BlobPage(found[..PageSize], found[PageSize - 1].Key)
                : new BlobPage(found, null));
        });
    }

    public Uri? Presign(string key, TimeSpan validFor) => null;

    private static async Task WriteAsync(string path, Stream content, BlobDescription about, CancellationToken cancel)
    {
        await using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            Options = FileOptions.Asynchronous,
            PreallocationSize = about.Length ?? 0,
        });
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        long length = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, cancel)) > 0)
        {
            digest.AppendData(buffer, 0, read);
            try
            {
                await file.WriteAsync(buffer.AsMemory(0, read), cancel);
            }
            catch (IOException exception)
            {
                throw Away(exception);
            }

            length += read;
        }

        about.Verify(length, digest);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Renames into a folder that somebody else may just be removing because it was empty.</summary>
    private static void Place(string scratch, string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            DurableFolder.Create(Path.GetDirectoryName(path)!);
            try
            {
                File.Move(scratch, path, overwrite: true);
                DurableFolder.Sync(Path.GetDirectoryName(path)!);
                return;
            }
            catch (IOException exception) when (attempt < 100 && exception is DirectoryNotFoundException or FileNotFoundException)
            {
            }
        }
    }

    private static void Collect(DirectoryInfo directory, string folder, string prefix, string after, List<BlobInfo> found)
    {
        try
        {
            foreach (var entry in directory.EnumerateFileSystemInfos())
            {
                var below = folder.Length == 0 ? "" : folder + "/";
                if (entry is DirectoryInfo inner)
                {
                    Collect(inner, below + inner.Name[1..], prefix, after, found);
                }
                else if (below + entry.Name is var key && key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(key, after) > 0
                    && Info(key, (FileInfo)entry) is { } info)
                {
                    found.Add(info);
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // No blob begins so in this shard, or the last one has just been removed.
        }
    }

    /// <summary>Null where the file was removed meanwhile.</summary>
    private static BlobInfo? Info(string key, FileInfo file)
    {
        try
        {
            return new(key, file.Length, file.LastWriteTimeUtc);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    private string PathOf(string key)
    {
        var slash = key.LastIndexOf('/');
        var folder = slash < 0 ? "" : key[..slash];
        var shard = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(folder)).AsSpan(0, 1));
        return Path.Combine(root, shard, FoldersOf(folder), key[(slash + 1)..]);
    }

    private static string FoldersOf(string folder) =>
        folder.Length == 0 ? "" : Path.Combine([.. folder.Split('/').Select(name => "_" + name)]);

    /// <summary>What a process that died was writing. What has not grown for an hour nobody is writing any more.</summary>
    private void RemoveAbandoned()
    {
        var before = time.GetUtcNow().UtcDateTime - Abandoned;
        foreach (var file in new DirectoryInfo(_unfinished).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before))
        {
            file.Delete();
        }
    }

    private void RemoveEmptyFolders(string folder)
    {
        try
        {
            for (; folder.Length > root.Length; folder = Path.GetDirectoryName(folder)!)
            {
                Directory.Delete(folder);
            }
        }
        catch (IOException)
        {
            // Not empty, or gone already.
        }
    }

    private static async Task Guarded(Func<Task> run)
    {
        try
        {
            await run();
        }
        catch (Exception exception) when (IsOfTheFolder(exception))
        {
            throw Away(exception);
        }
    }

    private static async Task<T> Guarded<T>(Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception exception) when (IsOfTheFolder(exception))
        {
            throw Away(exception);
        }
    }

    /// <summary>What the source of a put throws, such as a broken connection, comes with types of its own.</summary>
    private static bool IsOfTheFolder(Exception exception) =>
        exception is UnauthorizedAccessException || (exception is IOException && exception.GetType().Assembly == typeof(File).Assembly);

    private static BlobUnavailableException Away(Exception exception) =>
        new($"The folder of blobs cannot be used: {exception.GetType().Name}, {exception.Message}", exception);
}
