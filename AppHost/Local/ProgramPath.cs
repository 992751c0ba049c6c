using System.Diagnostics;

namespace AspireCoach.AppHost.Local;

/// <summary>Finds programs on PATH and runs short ones to their end.</summary>
internal static class ProgramPath
{
    /// <summary>The full path of a program on PATH, or null.</summary>
    public static string? Find(string program)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return (from folder in folders
                from ending in endings
                let path = Path.Combine(folder, program + ending)
                where File.Exists(path)
                select path).FirstOrDefault();
    }

    /// <summary>Runs a program to its end and gives back its exit code and everything that it wrote.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(
        string program, IReadOnlyList<string> arguments, CancellationToken cancel, string? userName = null, string? workingDirectory = null, string? input = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory ?? Path.GetPathRoot(Environment.CurrentDirectory),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        // A stray PGDATA or a locale that is not installed would change what initdb does.
        info.Environment["LC_ALL"] = "C";
        info.Environment.Remove("PGDATA");
        if (userName is not null)
        {
            info.UserName = userName;
        }

        using var process = Process.Start(info) ?? throw new InvalidOperationException($"{program} could not be started.");
        try
        {
            if (input is not null)
            {
                await process.StandardInput.WriteAsync(input.AsMemory(), cancel);
            }

            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
