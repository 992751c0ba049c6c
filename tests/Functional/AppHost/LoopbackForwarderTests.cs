using System.Net;
using System.Net.Sockets;
using System.Text;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>The address in front of replicas, with real sockets on both sides.</summary>
public sealed class LoopbackForwarderTests : IAsyncLifetime
{
    private readonly int _port = LoopbackPort.Free();
    private readonly TcpListener _one = new(IPAddress.Loopback, 0);
    private readonly TcpListener _two = new(IPAddress.Loopback, 0);
    private LoopbackForwarder _forwarder = null!;
    private volatile int[] _healthy = [];

    private CancellationToken Cancel { get; } = TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _one.Start();
        _two.Start();
        _healthy = [PortOf(_one), PortOf(_two)];
        _forwarder = LoopbackForwarder.Start(_port, () => _healthy);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _forwarder.DisposeAsync();
        _one.Dispose();
        _two.Dispose();
    }

    [Fact]
    public async Task Connections_go_to_the_targets_in_turn()
    {
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();

        using var atOne = await _one.AcceptTcpClientAsync(Cancel);
        using var atTwo = await _two.AcceptTcpClientAsync(Cancel);
    }

    [Fact]
    public async Task A_target_that_is_not_healthy_or_does_not_listen_gets_none()
    {
        _two.Stop();
        using var first = await ConnectAsync();
        using var second = await ConnectAsync();
        using var a = await _one.AcceptTcpClientAsync(Cancel);
        using var b = await _one.AcceptTcpClientAsync(Cancel);

        _healthy = [];
        await Should.ThrowAsync<Exception>(async () =>
        {
            using var refused = await ConnectAsync();
            await refused.GetStream().ReadExactlyAsync(new byte[1], Cancel);
        });
    }

    [Fact]
    public async Task An_end_is_passed_on_while_the_other_direction_goes_on()
    {
        var (caller, target) = await PairAsync();
        using (caller)
        using (target)
        {
            NetworkStream here = caller.GetStream(), there = target.GetStream();
            await here.WriteAsync("question"u8.ToArray(), Cancel);
            caller.Client.Shutdown(SocketShutdown.Send);
            using var asked = new StreamReader(there, Encoding.ASCII, leaveOpen: true);
            (await asked.ReadToEndAsync(Cancel)).ShouldBe("question");

            await there.WriteAsync("answer"u8.ToArray(), Cancel);
            target.Client.Shutdown(SocketShutdown.Send);
            using var answered = new StreamReader(here, Encoding.ASCII);
            (await answered.ReadToEndAsync(Cancel)).ShouldBe("answer");
        }
    }

    [Fact]
    public async Task What_nobody_reads_is_not_taken_and_all_of_it_arrives_in_the_end()
    {
        const int Length = 64 * 1024 * 1024;
        var (caller, target) = await PairAsync();
        using (caller)
        using (target)
        {
            var sent = 0;
            var sending = Task.Run(
                async () =>
                {
                    var block = new byte[64 * 1024];
                    for (; sent < Length; sent += block.Length)
                    {
                        Array.Fill(block, (byte)(sent / block.Length));
                        await caller.GetStream().WriteAsync(block, Cancel);
                    }

                    caller.Client.Shutdown(SocketShutdown.Send);
                },
                Cancel);
            var before = -1;
            await Eventually.TrueAsync(() => Task.FromResult(before == (before = Volatile.Read(ref sent)) && before > 0), "sending stands still", Cancel);
            before.ShouldBeLessThan(Length);

            var read = 0;
            var buffer = new byte[64 * 1024];
            for (int count; (count = await target.GetStream().ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, Cancel)) > 0; read += count)
            {
                buffer.AsSpan(0, count).IndexOfAnyExcept((byte)(read / buffer.Length)).ShouldBe(-1);
            }

            await sending;
            read.ShouldBe(Length);
        }
    }

    [Fact]
    public async Task A_target_that_breaks_off_breaks_off_its_caller_and_no_other()
    {
        var (broken, target) = await PairAsync();
        using var other = await ConnectAsync();
        using var atTwo = await _two.AcceptTcpClientAsync(Cancel);

        target.Client.Close(timeout: 0);

        await Should.ThrowAsync<IOException>(async () => await broken.GetStream().ReadExactlyAsync(new byte[1], Cancel));
        broken.Dispose();
        await EchoAsync(other, atTwo);
    }

    [Fact]
    public async Task Stopped_it_accepts_no_more_and_lets_what_is_open_go_on()
    {
        var (caller, target) = await PairAsync();
        using (caller)
        using (target)
        {
            await _forwarder.DisposeAsync();

            await Should.ThrowAsync<SocketException>(ConnectAsync);
            await EchoAsync(caller, target);
        }
    }

    private async Task EchoAsync(TcpClient caller, TcpClient target)
    {
        await caller.GetStream().WriteAsync("x"u8.ToArray(), Cancel);
        var buffer = new byte[1];
        await target.GetStream().ReadExactlyAsync(buffer, Cancel);
        buffer[0].ShouldBe((byte)'x');
    }

    /// <summary>A caller's end and the end of the first target.</summary>
    private async Task<(TcpClient Caller, TcpClient Target)> PairAsync() => (await ConnectAsync(), await _one.AcceptTcpClientAsync(Cancel));

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _port, Cancel);
        return client;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
