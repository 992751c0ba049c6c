namespace AspireCoach.AppHost.Local;

/// <summary>A lock that its holder's death releases: an open file that nobody else may open.</summary>
internal static class FolderLock
{
    /// <summary>Takes the lock, or returns null while another process holds it.</summary>
    public static FileStream? TryTake(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock.</summary>
    public static async Task<FileStream> TakeAsync(string path, CancellationToken cancel)
    {
        while (true)
        {
            if (TryTake(path) is { } taken)
            {
                return taken;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel);
        }
    }
}
