using System.Diagnostics;
using System.Globalization;
using AspireCoach.AppHost.Local;

namespace AspireCoach.Support;

/// <summary>A real redis-server on a port of 127.0.0.1 that keeps nothing on disk; it can be stopped, killed and started again.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    public const string Password = "right-password";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly int _port = LoopbackPort.Free();
    private GuardedProcess? _process;
    private int _pid;

    private RedisServer()
    {
    }

    /// <summary>Why there can be none; null where redis-server is installed.</summary>
    public static string? Missing => ProgramPath.Find("redis-server") is null || ProgramPath.Find("redis-cli") is null ? "redis-server is not installed" : null;

    /// <summary>As Aspire gives it.</summary>
    public string ConnectionString => $"localhost:{_port},password={Password}";

    public int Port => _port;

    public static async Task<RedisServer> StartAsync(CancellationToken cancel)
    {
        var server = new RedisServer();
        await server.LaunchAsync(cancel);
        return server;
    }

    /// <summary>Starts it again on its port, empty.</summary>
    public async Task LaunchAsync(CancellationToken cancel)
    {
        var folder = Path.GetTempPath();
        _process = GuardedProcess.Start(
            new(
                ProgramPath.Find("redis-server")!,
                ["--port", $"{_port}", "--bind", "127.0.0.1", "--requirepass", Password, "--save", "", "--appendonly", "no", "--dir", folder],
                folder),
            _ => { });
        var clock = Stopwatch.StartNew();
        while (await TryCommandAsync(cancel, "INFO", "server") is var info)
        {
            if (info.Split('\n').FirstOrDefault(line => line.StartsWith("process_id:", StringComparison.Ordinal)) is { } found)
            {
                _pid = int.Parse(found["process_id:".Length..].Trim(), CultureInfo.InvariantCulture);
                return;
            }

            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException($"redis-server on port {_port} does not answer: {info}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancel);
        }
    }

    /// <summary>Runs a command and gives what redis-cli prints.</summary>
    /// <exception cref="InvalidOperationException">Redis answered with an error.</exception>
    public async Task<string> CommandAsync(CancellationToken cancel, params string[] command)
    {
        var output = await TryCommandAsync(cancel, command);
        return IsError(output) ? throw new InvalidOperationException($"{string.Join(' ', command)}: {output}") : output.Trim();
    }

    /// <summary>Sends a signal by its name: STOP, CONT.</summary>
    public async Task SignalAsync(string signal, CancellationToken cancel)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_pid}"]);
        await kill.WaitForExitAsync(cancel);
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        await SignalAsync("KILL", CancellationToken.None);
        await _process!.Exited;
        await _process.DisposeAsync();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
        }
    }

    private async Task<string> TryCommandAsync(CancellationToken cancel, params string[] command) =>
        (await ProgramPath.RunAsync(
            ProgramPath.Find("redis-cli")!,
            ["-p", $"{_port}", "-a", Password, "--no-auth-warning", .. command],
            cancel)).Output;

    // redis-cli prints errors as they are: a code in capitals, then a sentence.
    private static bool IsError(string output) =>
        output.Split(' ') is [{ Length: > 1 } code, _, ..] && code.All(char.IsAsciiLetterUpper);
}
