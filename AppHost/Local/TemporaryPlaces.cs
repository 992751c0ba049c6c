using System.Collections.Concurrent;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// Folders of temporary data outside of their owners' own folders, which nothing else would ever remove. A process holds a
/// lock beside each of its own until it removes it or ends, and removes those that nobody holds any more: their owners were killed.
/// </summary>
/// <param name="root">The folder that the places lie in.</param>
internal sealed class TemporaryPlaces(string root)
{
    private const string Mark = ".temporary";

    // Held by the process and not by a server: one that is stopped and started again is owned in between.
    private static readonly ConcurrentDictionary<string, FileStream> s_owned = [];

    /// <summary>Makes a place this process's own, and removes what dead processes have left.</summary>
    /// <param name="place">A folder in the root; it need not be there yet.</param>
    /// <param name="isInUse">Whether a program still works in a folder: one that is ending is left for the next time.</param>
    /// <param name="cancel">Stops waiting for others that do the same.</param>
    public async Task OwnAsync(string place, Func<string, bool> isInUse, CancellationToken cancel)
    {
        // One at a time: between making a mark and locking it, it looks like a dead process's.
        await using var alone = await FolderLock.TakeAsync(Path.Combine(root, "temporary.lock"), cancel);
        foreach (var mark in Directory.EnumerateFiles(root, "*" + Mark))
        {
            Remove(mark, isInUse);
        }

        s_owned.GetOrAdd(place, _ => FolderLock.TryTake(place + Mark) ?? throw new InvalidOperationException($"Another process uses {place}."));
    }

    /// <summary>Makes a place one that nobody removes, whoever had it before.</summary>
    public async Task KeepAsync(string place, CancellationToken cancel)
    {
        await using var alone = await FolderLock.TakeAsync(Path.Combine(root, "temporary.lock"), cancel);
        File.Delete(place + Mark);
    }

    /// <summary>Lets go of a place that is gone.</summary>
    public static void Release(string place)
    {
        if (s_owned.TryRemove(place, out var held))
        {
            File.Delete(held.Name);
            held.Dispose();
        }
    }

    private static void Remove(string mark, Func<string, bool> isInUse)
    {
        var place = mark[..^Mark.Length];
        try
        {
            using var unowned = FolderLock.TryTake(mark);
            if (unowned is null || isInUse(place))
            {
                return;
            }

            if (Directory.Exists(place))
            {
                Directory.Delete(place, recursive: true);
            }

            File.Delete(mark);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // It keeps its mark, and the next one tries again; or its owner was just removing it.
        }
    }
}
