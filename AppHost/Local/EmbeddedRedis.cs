using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// A real Redis or Valkey server from this machine that belongs to this process: it listens on loopback only, asks for a
/// password, keeps nothing on disk, and ends with this process however that ends.
/// </summary>
internal sealed class EmbeddedRedis : IAsyncDisposable
{
    private const int MostAttempts = 3;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(2);

    private readonly string _password;
    private readonly GuardedProcess _process;

    private EmbeddedRedis(string program, int port, string password, GuardedProcess process) =>
        (Program, Port, _password, _process) = (program, port, password, process);

    /// <summary>The server that would be run; null when there is none on this machine.</summary>
    public static string? Found => ProgramPath.Find("redis-server") ?? ProgramPath.Find("valkey-server");

    public string Program { get; }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>How to connect, in StackExchange.Redis' format.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"localhost:{Port},password={_password}");

    /// <summary>Completes with the exit code when the server has ended, for whatever reason.</summary>
    public Task<int> Exited => _process.Exited;

    /// <summary>Starts a server and returns when it answers.</summary>
    /// <param name="folder">For its settings, made when missing; the generated password is a file beside it.</param>
    /// <param name="port">The port, or null for a free one.</param>
    /// <param name="password">A password to use instead of a generated one.</param>
    /// <param name="log">Gets each line that the server logs.</param>
    /// <param name="cancel">Gives the start up.</param>
    /// <exception cref="InvalidOperationException">It cannot start; the message says why and what to do.</exception>
    public static async Task<EmbeddedRedis> StartAsync(string folder, int? port, string? password, Action<string> log, CancellationToken cancel)
    {
        var program = Found ?? throw new InvalidOperationException(
            "neither redis-server nor valkey-server is on PATH. Install one (Debian and Ubuntu: apt install redis-server; Fedora: dnf install valkey; "
            + "macOS: brew install redis), or set ConnectionStrings__redis to a Redis of your own.");
        Directory.CreateDirectory(folder);
        password ??= Password(folder + ".password");
        for (var attempt = 1; ; attempt++)
        {
            var at = port ?? LoopbackPort.Free();
            var settings = Path.Combine(folder, "redis.conf");
            EmbeddedPostgresFolder.WriteSecret(settings, Settings(at, password, folder));
            var last = "";
            var process = GuardedProcess.Start(
                new(program, [settings], folder) { Grace = TimeSpan.FromSeconds(2) },
                line =>
                {
                    last = line;
                    log(line);
                });
            var server = new EmbeddedRedis(program, at, password, process);
            try
            {
                if (await server.IsReadyAsync(cancel))
                {
                    return server;
                }
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }

            // Between choosing a free port and listening on it, another process may take it.
            await server.DisposeAsync();
            if (port is not null || attempt == MostAttempts)
            {
                throw new InvalidOperationException($"{Path.GetFileName(program)} did not start on port {at}: {last}");
            }
        }
    }

    /// <summary>Whether the server takes the password and answers PING.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancel)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        timeout.CancelAfter(PingTimeout);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Port, timeout.Token);
            await using var stream = client.GetStream();
            var length = Encoding.UTF8.GetByteCount(_password);
            await stream.WriteAsync(
                Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"*2\r\n$4\r\nAUTH\r\n${length}\r\n{_password}\r\n*1\r\n$4\r\nPING\r\n")),
                timeout.Token);
            var answer = new byte["+OK\r\n+PONG\r\n".Length];
            await stream.ReadExactlyAsync(answer, timeout.Token);
            return answer.AsSpan().SequenceEqual("+OK\r\n+PONG\r\n"u8);
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<bool> IsReadyAsync(CancellationToken cancel)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!_process.Exited.IsCompleted && TimeProvider.System.GetElapsedTime(started) < StartTimeout)
        {
            if (await IsHealthyAsync(cancel))
            {
                return true;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, cancel);
        }

        return false;
    }

    /// <summary>
    /// In a file and not on the command line, which every user of the machine can read. Only what Redis 5.0 understands:
    /// an address that may be missing (<c>-::1</c>) stops one before 6.2 (Ubuntu 22.04 has 6.0).
    /// </summary>
    private static string Settings(int port, string password, string folder) => string.Create(CultureInfo.InvariantCulture, $"""
        bind 127.0.0.1
        port {port}
        requirepass {Quoted(password)}
        dir {Quoted(folder)}
        save ""
        appendonly no
        maxmemory 256mb
        maxmemory-policy allkeys-lru

        """);

    private static string Quoted(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Password(string file)
    {
        if (File.Exists(file) && File.ReadAllText(file).Trim() is { Length: > 0 } known)
        {
            return known;
        }

        var password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        EmbeddedPostgresFolder.WriteSecret(file, password);
        return password;
    }
}
