using System.Net;
using System.Net.Sockets;
using System.Text;
using AspireCoach.AppHost.Local;

namespace AspireCoach.Functional.AppHost;

public sealed class EmbeddedRedisTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("coach-redis-").FullName;

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_for_its_password_which_only_its_owner_can_read()
    {
        await using var server = await StartAsync();

        (await server.IsHealthyAsync(Cancel)).ShouldBeTrue();
        (await SayAsync(server.Port, "PING\r\n")).ShouldStartWith("-NOAUTH");
        var password = await File.ReadAllTextAsync(Folder + ".password", Cancel);
        server.ConnectionString.ShouldBe($"localhost:{server.Port},password={password}");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Folder + ".password").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.GetUnixFileMode(Path.Combine(Folder, "redis.conf")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task The_password_outlives_the_server_and_nothing_else_does()
    {
        string connection;
        await using (var first = await StartAsync())
        {
            connection = first.ConnectionString[first.ConnectionString.IndexOf(',', StringComparison.Ordinal)..];
        }

        await using var second = await StartAsync();

        second.ConnectionString.ShouldEndWith(connection);
        Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName)
            .ShouldBe(["redis.conf", "redis.password"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_taken_port_is_named()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        (await Should.ThrowAsync<InvalidOperationException>(() => StartAsync(port))).Message.ShouldContain($"port {port}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Folder => Path.Combine(_folder, "redis");

    private Task<EmbeddedRedis> StartAsync(int? port = null)
    {
        Assert.SkipWhen(EmbeddedRedis.Found is null, "neither redis-server nor valkey-server is installed");
        return EmbeddedRedis.StartAsync(Folder, port, password: null, _ => { }, Cancel);
    }

    private async Task<string> SayAsync(int port, string command)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, Cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command), Cancel);
        using var reader = new StreamReader(stream);
        return (await reader.ReadLineAsync(Cancel))!;
    }
}
