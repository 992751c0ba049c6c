using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace AspireCoach.Blobs.Files;

/// <summary>
/// Directories whose entries survive a power cut: a new or renamed file is in its directory for good only once that was
/// made durable too (fsync(2)). Windows does so itself.
/// </summary>
internal static partial class DurableFolder
{
    /// <summary>EINVAL: this file system knows no such thing.</summary>
    private const int NotSupported = 22;

    /// <summary>Makes the folder and those above it that are missing.</summary>
    public static void Create(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        var parent = Path.GetDirectoryName(path)!;
        Create(parent);
        Directory.CreateDirectory(path);
        Sync(parent);
    }

    /// <summary>Returns when the folder's entries are durable; one that is gone has none.</summary>
    public static void Sync(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using var folder = Open(path, flags: 0);
        if (!folder.IsInvalid && Flush(folder) != 0 && Marshal.GetLastPInvokeError() is var error and not NotSupported)
        {
            throw new IOException($"A directory could not be made durable: error {error}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);
}
