using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using AspireCoach.AppHost.Local;

namespace AspireCoach.Bench;

/// <summary>The nginx of this machine with deploy/nginx.conf, on ports of its own.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly GuardedProcess _process;
    private readonly string _folder;

    private Nginx(GuardedProcess process, string folder, IPEndPoint address) => (_process, _folder, Address) = (process, folder, address);

    public IPEndPoint Address { get; }

    public static async Task<Nginx> StartAsync(int first, int second, CancellationToken cancel)
    {
        var program = ProgramPath.Find("nginx") ?? (File.Exists("/usr/sbin/nginx") ? "/usr/sbin/nginx" : null)
            ?? throw new BenchException("nginx is not on this machine (Debian and Ubuntu: apt install nginx-light).");
        var file = typeof(Nginx).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "Nginx").Value!;
        var address = new IPEndPoint(IPAddress.Loopback, LoopbackPort.Free());
        var text = (await File.ReadAllTextAsync(file, cancel))
            .Replace("127.0.0.1:5081", Text(first), StringComparison.Ordinal)
            .Replace("127.0.0.1:5082", Text(second), StringComparison.Ordinal)
            .Replace("127.0.0.1:8080", Text(address.Port), StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("coach-nginx-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "nginx.conf"), text, cancel);
        var last = "";
        var process = GuardedProcess.Start(new(program, ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], folder), line => last = line);
        var nginx = new Nginx(process, folder, address);
        while (!await nginx.ListensAsync(cancel))
        {
            if (process.Exited.IsCompleted)
            {
                await nginx.DisposeAsync();
                throw new BenchException($"nginx did not start: {last}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancel);
        }

        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> ListensAsync(CancellationToken cancel)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(Address, cancel);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
}
