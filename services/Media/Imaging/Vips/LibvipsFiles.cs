using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace AspireCoach.Media.Imaging.Vips;

/// <summary>Where libvips may be, best first.</summary>
internal static partial class LibvipsFiles
{
    /// <summary>A setting is the only candidate: a file, or the folder that holds it.</summary>
    public static IEnumerable<string> Candidates(string? setting)
    {
        if (!string.IsNullOrWhiteSpace(setting))
        {
            return Directory.Exists(setting) ? LibrariesIn(setting) : [setting];
        }

        return [SystemName(), .. Caches().SelectMany(Packages).SelectMany(LibrariesIn)];
    }

    /// <summary>The folders that AppHost lets npm install into: one for each list of packages there was, the newest first.</summary>
    internal static IEnumerable<string> Packages(string cache) => !Directory.Exists(cache)
        ? []
        : Directory.EnumerateDirectories(cache, "native-*")
            .Where(folder => !folder.EndsWith(".partial", StringComparison.Ordinal))
            .Select(folder => Path.Combine(folder, "node_modules", "@img", "sharp-libvips-" + Platform(), "lib"))
            .Where(Directory.Exists)
            .OrderByDescending(Directory.GetLastWriteTimeUtc);

    internal static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : IsMusl() ? "linuxmusl" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }

    private static bool IsMusl() => RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
        || RuntimeInformation.RuntimeIdentifier.Contains("alpine", StringComparison.Ordinal);

    private static string SystemName() => OperatingSystem.IsWindows() ? "libvips-42.dll" : OperatingSystem.IsMacOS() ? "libvips.42.dylib" : "libvips.so.42";

    private static IEnumerable<string> Caches()
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        yield return Path.Combine(
            string.IsNullOrEmpty(home) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : home, "aspirecoach");
    }

    /// <summary>npm's file is libvips-cpp.so.8.18.7 and the like, which holds the functions of C too.</summary>
    private static IEnumerable<string> LibrariesIn(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => FileName().IsMatch(Path.GetFileName(file))).OrderDescending(StringComparer.Ordinal);

    [GeneratedRegex(@"^libvips(-cpp|-42)?([.-][\d.]+)?\.(so|dylib|dll)([.\d]*)$")]
    private static partial Regex FileName();
}
