using System.Runtime.InteropServices;

namespace AspireCoach.AppHost.Local;

/// <summary>libvips, which converts images, from npm: the library that the npm package <c>sharp</c> runs on.</summary>
internal static class LibvipsPackage
{
    /// <summary>The variable that tells a process where it is: its setting <c>Media:LibvipsPath</c>.</summary>
    public const string Variable = "Media__LibvipsPath";

    private const string WaysOut =
        "Install libvips 8.15 or newer (for example: apt install libvips42), or Node.js with npm, or set Media__LibvipsPath to a libvips of your own.";

    /// <summary>The folder with the library, installed first when it is not there yet.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed; the message names the ways out.</exception>
    public static async Task<string> InstallAsync(IProgress<string>? progress, CancellationToken cancel)
    {
        var package = new NativePackage("libvips", $"@img/sharp-libvips-{Platform()}", Megabytes: 18, WaysOut);
        return Path.Combine(await package.InstallAsync(userName: null, progress, cancel), "lib");
    }

    private static string Platform()
    {
        var musl = RuntimeInformation.RuntimeIdentifier is var runtime && (runtime.Contains("musl", StringComparison.Ordinal) || runtime.Contains("alpine", StringComparison.Ordinal));
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : musl ? "linuxmusl" : "linux";
        return $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}";
    }
}
