using System.Globalization;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// <c>dotnet run</c> passes signals on to the program that it starts, except the one that cannot be caught: when it is
/// killed, this process goes on without it. Watching the parent closes that gap, on Linux.
/// </summary>
internal static class LauncherWatch
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Cancels <paramref name="stop"/> when the <c>dotnet run</c> that started this process is gone.</summary>
    public static async Task RunAsync(CancellationTokenSource stop)
    {
        if (!OperatingSystem.IsLinux() || !IsDotNetRun(Parent()))
        {
            return;
        }

        var launcher = Parent();
        var token = stop.Token;
        while (!token.IsCancellationRequested)
        {
            if (Parent() != launcher)
            {
                await stop.CancelAsync();
                return;
            }

            try
            {
                await Task.Delay(Interval, TimeProvider.System, token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static bool IsDotNetRun(int process)
    {
        try
        {
            var command = File.ReadAllText($"/proc/{process}/cmdline").Split('\0');
            return Path.GetFileName(command[0]) == "dotnet" && command.Contains("run");
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>The fourth field of /proc/self/stat; the second, the name in brackets, may hold spaces.</summary>
    private static int Parent()
    {
        var stat = File.ReadAllText("/proc/self/stat");
        return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
