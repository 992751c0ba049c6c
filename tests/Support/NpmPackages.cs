using AspireCoach.AppHost.Local;

namespace AspireCoach.Support;

/// <summary>Packages of npm that tests run, each set fetched once into a folder of the user's cache.</summary>
internal static class NpmPackages
{
    private static readonly SemaphoreSlim Installing = new(1);

    /// <summary>Why there can be none; null where node and npm are installed.</summary>
    public static string? Missing => ProgramPath.Find("node") is null || ProgramPath.Find("npm") is null ? "node and npm are not installed" : null;

    /// <summary>Fetches packages where they are not there yet.</summary>
    /// <param name="name">The folder's name.</param>
    /// <param name="file">What is there once they are, within <c>node_modules</c>.</param>
    /// <param name="cancel">Cancels.</param>
    /// <param name="packages">With their versions.</param>
    /// <returns>The folder; null where npm cannot fetch them.</returns>
    public static async Task<string?> InstallAsync(string name, string file, CancellationToken cancel, params string[] packages)
    {
        if (Missing is not null)
        {
            return null;
        }

        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } home
            ? home
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "aspirecoach", name);
        var wanted = Path.Combine(folder, "node_modules", file);
        await Installing.WaitAsync(cancel);
        try
        {
            Directory.CreateDirectory(folder);
            await using var taken = await FolderLock.TakeAsync(folder + ".lock", cancel);
            if (!File.Exists(wanted))
            {
                await ProgramPath.RunAsync(
                    ProgramPath.Find("npm")!,
                    ["install", "--prefix", folder, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", .. packages],
                    cancel,
                    workingDirectory: folder);
            }

            return File.Exists(wanted) ? folder : null;
        }
        finally
        {
            Installing.Release();
        }
    }
}
