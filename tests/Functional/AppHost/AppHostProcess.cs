using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>The AppHost as a person starts it, a process of its own, with a folder of its own.</summary>
internal sealed class AppHostProcess : IAsyncDisposable
{
    /// <summary>A variable that every process of a run inherits.</summary>
    private const string Marker = "COACH_TEST_FOLDER";

    private readonly ConcurrentQueue<string> _output = [];
    private readonly Process _process;

    public AppHostProcess(string folder, params string[] arguments)
    {
        Folder = folder;
        var start = new ProcessStartInfo("dotnet", [typeof(DistributedApplication).Assembly.Location, "--Folder", folder, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { [Marker] = folder },
        };
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Folder { get; }

    public string Output => string.Join('\n', _output);

    private string RunFile => Path.Combine(Folder, "run.json");

    public bool HasRunFile => File.Exists(RunFile);

    /// <summary>Waits for the address on the console, which comes when everything is ready; a run.json may be a killed run's.</summary>
    /// <returns>What run.json says.</returns>
    public async Task<Dictionary<string, string>> IsReadyAsync(CancellationToken cancel)
    {
        await Eventually.TrueAsync(
            () =>
            {
                _process.HasExited.ShouldBeFalse(Output);
                return Task.FromResult(_output.Any(line => line.StartsWith("Open http", StringComparison.Ordinal)));
            },
            "the AppHost is ready",
            cancel,
            TimeSpan.FromMinutes(3));
        return JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(RunFile, cancel))!;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndsAsync(TimeSpan within, CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel).WaitAsync(within, TimeProvider.System, cancel);
        return _process.ExitCode;
    }

    public Task SignalAsync(string signal, CancellationToken cancel) => SignalAsync(_process.Id, signal, cancel);

    public static async Task SignalAsync(int process, string signal, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process}"]);
        await kill.WaitForExitAsync(cancel);
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>The processes of a run: each has the folder, or the coach's address, in its command line or environment.</summary>
    public static IReadOnlyList<int> ProcessesOf(string folder, string coach) =>
    [
        .. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
            .Where(id => id > 0 && (Read(id, "cmdline").Contains(folder, StringComparison.Ordinal)
                || Read(id, "environ").Contains($"{Marker}={folder}\0", StringComparison.Ordinal)
                || Read(id, "environ").Contains($"ASPNETCORE_URLS={coach}\0", StringComparison.Ordinal))),
    ];

    /// <summary>The coach itself, without the shell that guards it.</summary>
    public static int CoachOf(string folder, string coach) =>
        ProcessesOf(folder, coach).Single(id => Read(id, "cmdline").Split('\0') is [var program, var assembly, ..]
            && program.EndsWith("dotnet", StringComparison.Ordinal) && assembly.EndsWith("coach.dll", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await SignalAsync("TERM", CancellationToken.None);
            await EndsAsync(Eventually.Deadline, CancellationToken.None);
        }

        _process.Dispose();
    }

    private static string Read(int process, string what)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/{what}");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
