using AspireCoach.AppHost.Local;

namespace AspireCoach.Bench.Media;

/// <summary>What benches fetch, outside the tree.</summary>
internal static class BenchCache
{
    public static string Folder(params string[] names)
    {
        var home = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var cache = string.IsNullOrEmpty(home) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache") : home;
        return Directory.CreateDirectory(Path.Combine([cache, "aspirecoach", "bench", .. names])).FullName;
    }

    /// <summary>The folder that has npm's <c>sharp</c> in its node_modules, installed first where it is not here yet.</summary>
    public static Task<string> SharpAsync(CancellationToken cancel) => NpmAsync("sharp", "0.35.5", cancel);

    /// <summary>The same of <c>cheerio</c>.</summary>
    public static Task<string> CheerioAsync(CancellationToken cancel) => NpmAsync("cheerio", "1.2.0", cancel);

    private static async Task<string> NpmAsync(string name, string version, CancellationToken cancel)
    {
        var folder = Folder($"{name}-{version}");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", name)))
        {
            var npm = ProgramPath.Find("npm") ?? throw new BenchException($"{name} comes from npm, and there is no npm here.");
            BenchRun.Progress($"fetching {name} {version} with npm");
            var (code, output) = await ProgramPath.RunAsync(
                npm, ["install", "--prefix", folder, "--no-audit", "--no-fund", "--loglevel=error", $"{name}@{version}"], cancel, workingDirectory: folder);
            if (code != 0)
            {
                throw new BenchException($"npm ended with {code}: {output}");
            }
        }

        return folder;
    }
}
