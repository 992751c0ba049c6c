using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace AspireCoach.AppHost.Local;

/// <summary>The data of one embedded server: where it lies, whose it is, and its password.</summary>
internal sealed class EmbeddedPostgresFolder
{
    private const string Root = "/var/lib/aspirecoach";

    private readonly string _folder;
    private readonly string _passwordFile;

    private EmbeddedPostgresFolder(string folder, string? userName, string passwordFile)
    {
        _folder = folder;
        _passwordFile = passwordFile;
        UserName = userName;
    }

    /// <summary>The user the server runs as, or null for the current one.</summary>
    public string? UserName { get; }

    /// <summary>PostgreSQL's data directory.</summary>
    public string Data => Path.Combine(_folder, "data");

    /// <summary>The major version that made the data, or null when there is none yet.</summary>
    public int? MadeBy => File.Exists(Path.Combine(Data, "PG_VERSION"))
        ? int.Parse(File.ReadAllText(Path.Combine(Data, "PG_VERSION")), CultureInfo.InvariantCulture)
        : null;

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>
    /// Finds the folder's place. Below a folder that only root may enter, the server's user could not reach it: then the
    /// data lies under /var/lib/aspirecoach, under a name made from the wanted path, so that each start finds it again.
    /// </summary>
    public static async Task<EmbeddedPostgresFolder> OpenAsync(string wanted, bool temporary, IProgress<string>? progress, CancellationToken cancel)
    {
        wanted = Path.GetFullPath(wanted);
        var parent = Directory.CreateDirectory(Path.GetDirectoryName(wanted)!).FullName;
        var userName = await EmbeddedPostgresUser.ChooseAsync(wanted, cancel);
        var place = wanted;
        if (userName is not null && !await EmbeddedPostgresUser.CanEnterAsync(userName, parent, cancel))
        {
            place = RootPlace(wanted);
            Directory.CreateDirectory(Root);
            var places = new TemporaryPlaces(Root);
            await (temporary
                ? places.OwnAsync(place, folder => new EmbeddedPostgresFolder(folder, null, "").RunningServer() is not null, cancel)
                : places.KeepAsync(place, cancel));

            userName = await EmbeddedPostgresUser.ChooseAsync(place, cancel);
            progress?.Report($"the user {userName} cannot enter {parent}: the data lies in {place}");
        }

        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(place);
        }
        else
        {
            Directory.CreateDirectory(place, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (userName is not null)
        {
            await EmbeddedPostgresUser.GiveAsync(userName, place, cancel);
        }

        return new(place, userName, wanted + ".password");
    }

    /// <summary>Makes the data when there is none. A crash in the middle leaves nothing that looks like data.</summary>
    /// <returns>The superuser's password.</returns>
    public async Task<string> InitializeAsync(
        EmbeddedPostgresServer server, string superuser, string? wantedPassword, IProgress<string>? progress, CancellationToken cancel)
    {
        var known = File.Exists(_passwordFile) ? (await File.ReadAllTextAsync(_passwordFile, cancel)).Trim() : null;
        if (MadeBy is not null && known is not null)
        {
            return known;
        }

        var password = wantedPassword ?? known ?? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        if (MadeBy is not null)
        {
            await ResetPasswordAsync(server, superuser, password, progress, cancel);
        }
        else
        {
            await CreateAsync(server, superuser, password, progress, cancel);
        }

        WriteSecret(_passwordFile, password);
        return password;
    }

    /// <summary>
    /// Clears the way after a crash: waits for processes that are still ending, and removes a postmaster.pid whose number
    /// now belongs to some other program, which PostgreSQL itself would take for a running server. Any other
    /// postmaster.pid stays: PostgreSQL needs it to recognise what the last run left.
    /// </summary>
    /// <exception cref="InvalidOperationException">A server goes on using the data.</exception>
    public async Task RecoverAsync(IProgress<string>? progress, CancellationToken cancel)
    {
        if (!File.Exists(PidFile))
        {
            return;
        }

        progress?.Report("the last run did not end in order: PostgreSQL recovers its data");
        var started = TimeProvider.System.GetTimestamp();
        while (RunningServer() is { } pid)
        {
            if (TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(15))
            {
                throw new InvalidOperationException($"Another PostgreSQL (process {pid}) is using {Data}. End it first: kill -INT {pid}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancel);
        }

        if (File.Exists(PidFile) && PidInFile() is { } recycled && IsAlive(recycled))
        {
            File.Delete(PidFile);
        }
    }

    /// <summary>Removes everything, password included.</summary>
    public void Delete()
    {
        Directory.Delete(_folder, recursive: true);
        File.Delete(_passwordFile);
        TemporaryPlaces.Release(_folder);
    }

    /// <summary>Writes a file that only its owner can read.</summary>
    internal static void WriteSecret(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
    }

    internal static string RootPlace(string wanted) =>
        Path.Combine(Root, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)))[..16]);

    private async Task CreateAsync(EmbeddedPostgresServer server, string superuser, string password, IProgress<string>? progress, CancellationToken cancel)
    {
        progress?.Report($"making a database folder with PostgreSQL {server.Version}");
        var scratch = Path.Combine(_folder, "initializing");
        var passwordCopy = Path.Combine(_folder, "initializing.password");
        WriteSecret(passwordCopy, password);
        if (UserName is not null)
        {
            await EmbeddedPostgresUser.GiveAsync(UserName, passwordCopy, cancel);
        }

        // The built-in provider came with 17; before it, C.UTF-8 is the C library's, which not every system has.
        string[][] locales = server.Major >= 17
            ? [["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]]
            : [["--locale=C.UTF-8"], ["--locale=C"]];
        var output = "";
        foreach (var locale in locales)
        {
            if (Directory.Exists(scratch))
            {
                Directory.Delete(scratch, recursive: true);
            }

            string[] arguments =
            [
                "-D", scratch, "-U", superuser, "-E", "UTF8", "--auth=scram-sha-256", $"--pwfile={passwordCopy}", .. locale,
            ];
            (var exitCode, output) = await ProgramPath.RunAsync(server.InitDb, arguments, cancel, UserName, _folder);
            if (exitCode == 0)
            {
                File.Delete(passwordCopy);
                Directory.Move(scratch, Data);
                return;
            }
        }

        throw new InvalidOperationException($"initdb of PostgreSQL {server.Version} failed: {output}");
    }

    /// <summary>The data is there and its password is lost: PostgreSQL's single-user mode asks for none.</summary>
    private async Task ResetPasswordAsync(EmbeddedPostgresServer server, string superuser, string password, IProgress<string>? progress, CancellationToken cancel)
    {
        progress?.Report("the database's password file is gone: setting a new password");
        await RecoverAsync(progress, cancel);
        var statement = $"ALTER ROLE \"{superuser.Replace("\"", "\"\"", StringComparison.Ordinal)}\" PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'\n";
        var (exitCode, output) = await ProgramPath.RunAsync(
            server.Postgres, ["--single", "-D", Data, "postgres"], cancel, UserName, _folder, statement);
        if (exitCode != 0 || output.Contains("ERROR:", StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"The database's password could not be set: {output}");
        }
    }

    /// <summary>A process that uses the data. On Linux the working directory tells; elsewhere the recorded number and its name have to do.</summary>
    private int? RunningServer()
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(PidFile) && PidInFile() is { } recorded && IsAlive(recorded, "postgres") ? recorded : null;
        }

        foreach (var process in Process.GetProcessesByName("postgres"))
        {
            using (process)
            {
                try
                {
                    if (Directory.ResolveLinkTarget($"/proc/{process.Id}/cwd", returnFinalTarget: false)?.FullName == Data)
                    {
                        return process.Id;
                    }
                }
                catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
                {
                    // It ended meanwhile, or it is another user's and so cannot be ours.
                }
            }
        }

        return null;
    }

    private int? PidInFile() =>
        int.TryParse(File.ReadLines(PidFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var pid) ? pid : null;

    private static bool IsAlive(int pid, string? name = null)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return name is null || process.ProcessName == name;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
