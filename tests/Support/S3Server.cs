using System.Diagnostics;
using AspireCoach.AppHost.Local;

namespace AspireCoach.Support;

/// <summary>
/// A real S3 server, npm's s3rver, on a port of 127.0.0.1 with a folder of its own; it can be ended and started again. The
/// package is fetched once into the user's cache folder.
/// </summary>
internal sealed class S3Server : IAsyncDisposable
{
    private const string Package = "s3rver@3.7.1";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-s3-").FullName;
    private readonly string _program;
    private GuardedProcess? _process;

    private S3Server(string program) => _program = program;

    /// <summary>Why there can be none; null where node and npm are installed.</summary>
    public static string? Missing => NpmPackages.Missing;

    public int Port { get; } = LoopbackPort.Free();

    /// <summary>As Aspire gives it; each caller names its bucket.</summary>
    public string ConnectionString(string bucket) => $"Endpoint=http://127.0.0.1:{Port};AccessKey=S3RVER;SecretKey=S3RVER;Bucket={bucket}";

    /// <summary>Starts one; null where npm cannot fetch it.</summary>
    public static async Task<S3Server?> StartAsync(CancellationToken cancel)
    {
        var program = Path.Combine("s3rver", "bin", "s3rver.js");
        if (await NpmPackages.InstallAsync(Package, program, cancel, Package) is not { } folder)
        {
            return null;
        }

        var server = new S3Server(Path.Combine(folder, "node_modules", program));
        await server.LaunchAsync(cancel);
        return server;
    }

    /// <summary>Starts it again on its port, with what it had.</summary>
    public async Task LaunchAsync(CancellationToken cancel)
    {
        // Its continuation tokens are DES, which OpenSSL 3 keeps in a drawer of its own.
        _process = GuardedProcess.Start(
            new(ProgramPath.Find("node")!, ["--openssl-legacy-provider", _program, "-a", "127.0.0.1", "-p", $"{Port}", "-d", _folder, "--silent"], _folder), _ => { });
        using var client = new HttpClient();
        for (var clock = Stopwatch.StartNew(); ;)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri($"http://127.0.0.1:{Port}/"), cancel);
                return;
            }
            catch (HttpRequestException) when (clock.Elapsed < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
            }
        }
    }

    /// <summary>Ends it; its folder stays.</summary>
    public async Task StopAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
            _process = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
