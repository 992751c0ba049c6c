namespace AspireCoach.AppHost.Local;

/// <summary>PostgreSQL refuses to run as root: root runs it as another user, to whom the data then belongs.</summary>
internal static class EmbeddedPostgresUser
{
    /// <summary>The user to run the server as, or null for the current one.</summary>
    /// <param name="folder">Data that exists keeps its owner.</param>
    public static async Task<string?> ChooseAsync(string folder, CancellationToken cancel)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return null;
        }

        if (Directory.Exists(folder) && await OwnerAsync(folder, cancel) is { } owner and not "root")
        {
            return owner;
        }

        return await ExistsAsync("postgres", cancel) ? "postgres" : "nobody";
    }

    /// <summary>Whether a user can enter a folder, which needs the right to pass through each one above it.</summary>
    public static async Task<bool> CanEnterAsync(string userName, string folder, CancellationToken cancel) =>
        (await ProgramPath.RunAsync("/bin/sh", ["-c", "cd \"$1\"", "sh", folder], cancel, userName)).ExitCode == 0;

    /// <summary>Gives a folder or file, and all below it, to a user.</summary>
    public static async Task GiveAsync(string userName, string path, CancellationToken cancel)
    {
        var (exitCode, output) = await ProgramPath.RunAsync("chown", ["-R", userName, path], cancel);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{path} could not be given to the user {userName}: {output}");
        }
    }

    private static async Task<bool> ExistsAsync(string userName, CancellationToken cancel) =>
        (await ProgramPath.RunAsync("id", ["-u", userName], cancel)).ExitCode == 0;

    private static async Task<string?> OwnerAsync(string folder, CancellationToken cancel)
    {
        string[] arguments = OperatingSystem.IsMacOS() ? ["-f", "%Su", folder] : ["-c", "%U", folder];
        var (exitCode, output) = await ProgramPath.RunAsync("stat", arguments, cancel);
        return exitCode == 0 && await ExistsAsync(output, cancel) ? output : null;
    }
}
