using System.Diagnostics;
using System.Globalization;

namespace AspireCoach.AppHost.Local;

/// <summary>What to run, as whom, and how to end it.</summary>
/// <param name="File">The program.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
/// <param name="WorkingDirectory">A folder that the program's user can enter.</param>
internal sealed record GuardedProcessStart(string File, IReadOnlyList<string> Arguments, string WorkingDirectory)
{
    /// <summary>Variables set (or, when null, removed) on top of this process's own.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The user to run as; null for the current one. Only root may name another.</summary>
    public string? UserName { get; init; }

    /// <summary>The signal that asks the program to end, without SIG.</summary>
    public string StopSignal { get; init; } = "TERM";

    /// <summary>The signal sent when <see cref="StopSignal"/> was not enough; KILL follows two seconds later.</summary>
    public string ForceSignal { get; init; } = "KILL";

    /// <summary>How long the program has between the two.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>
/// A child process that cannot outlive this one, not even when this one is killed with SIGKILL: a shell holds the
/// other end of a pipe, and ends the program when the pipe closes. The program runs in a session of its own, so
/// that Ctrl+C in the terminal reaches this process alone, which then decides the order of stopping.
/// On Windows there is no such shell: the program is started directly and ended with its tree.
/// </summary>
internal sealed class GuardedProcess : IAsyncDisposable
{
    // $1 stop signal, $2 tenths of a second of grace, $3 force signal, then the command.
    // The reader is a built-in, so that it leaves no process of its own behind. It also outlives the shell that
    // waits, should someone kill that one.
    private const string Watchdog = """
        trap '' HUP INT
        stop=$1; grace=$2; force=$3; shift 3
        exec 3<&0 </dev/null
        "$@" 3<&- & p=$!
        (
          while read -r _ <&3; do :; done
          kill -s "$stop" "$p" 2>/dev/null
          n=0; while [ "$n" -lt "$grace" ] && kill -0 "$p" 2>/dev/null; do sleep 0.1; n=$((n+1)); done
          kill -s "$force" "$p" 2>/dev/null
          n=0; while [ "$n" -lt 20 ] && kill -0 "$p" 2>/dev/null; do sleep 0.1; n=$((n+1)); done
          kill -s KILL "$p" 2>/dev/null
        ) >/dev/null 2>&1 & w=$!
        exec 3<&-
        trap 'kill -s "$stop" "$p" 2>/dev/null' TERM
        while :; do wait "$p"; s=$?; kill -0 "$p" 2>/dev/null || break; done
        kill "$w" 2>/dev/null
        exit "$s"
        """;

    // Two seconds until KILL, and what a busy machine makes of the watchdog's tenths.
    private static readonly TimeSpan Insisting = TimeSpan.FromSeconds(30);

    private static readonly string? Setsid = ProgramPath.Find("setsid");

    private readonly Process _process;
    private readonly TaskCompletionSource<int> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeSpan _patience;
    private bool _disposed;

    private GuardedProcess(Process process, TimeSpan patience)
    {
        _process = process;
        _patience = patience;
    }

    /// <summary>Completes with the exit code when the program has ended, for whatever reason.</summary>
    public Task<int> Exited => _exited.Task;

    /// <summary>The id of the watchdog, which is the parent of the program; on Windows that of the program.</summary>
    public int Id => _process.Id;

    /// <summary>Starts the program. Each line that it writes goes to <paramref name="line"/>, one at a time.</summary>
    /// <exception cref="InvalidOperationException">The program could not be started.</exception>
    public static GuardedProcess Start(GuardedProcessStart start, Action<string> line)
    {
        var command = CommandLine(start);
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = start.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var (name, value) in start.Environment)
        {
            info.Environment[name] = value;
        }

        if (start.UserName is not null)
        {
            info.UserName = start.UserName;
        }

        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var guarded = new GuardedProcess(process, start.Grace + Insisting);
        var gate = new Lock();
        DataReceivedEventHandler Write(TaskCompletionSource ended) => (_, received) =>
        {
            if (received.Data is not { } text)
            {
                ended.TrySetResult();
                return;
            }

            lock (gate)
            {
                line(text);
            }
        };

        TaskCompletionSource outputEnded = new(), errorsEnded = new();
        process.OutputDataReceived += Write(outputEnded);
        process.ErrorDataReceived += Write(errorsEnded);
        process.Exited += async (_, _) =>
        {
            // The last lines say why it ended. They are not waited for without end: a grandchild may hold the pipe.
            var code = process.ExitCode;
            var written = Task.WhenAll(outputEnded.Task, errorsEnded.Task);
            await Task.WhenAny(written, Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System));
            guarded._exited.TrySetResult(code);
        };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            throw new InvalidOperationException($"{start.File} could not be started: {failure.Message}", failure);
        }

        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return guarded;
    }

    /// <summary>Asks the program to end, insists after its grace, and returns when it is gone.</summary>
    public async Task StopAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            if (!_process.HasExited)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        else
        {
            _process.StandardInput.Close();
        }

        await _exited.Task.WaitAsync(_patience, TimeProvider.System);
    }

    /// <summary>Stops the program and lets go of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await StopAsync();
        _process.Dispose();
    }

    private static string[] CommandLine(GuardedProcessStart start)
    {
        if (OperatingSystem.IsWindows())
        {
            return [start.File, .. start.Arguments];
        }

        var tenths = (int)(start.Grace.TotalSeconds * 10);
        string[] guarded =
        [
            "/bin/sh", "-c", Watchdog, "coach-watchdog",
            start.StopSignal, tenths.ToString(CultureInfo.InvariantCulture), start.ForceSignal,
            start.File, .. start.Arguments,
        ];
        return Setsid is null ? guarded : [Setsid, .. guarded];
    }
}
