using System.Net;
using System.Net.Sockets;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// Forwards TCP connections from one port of this machine to one of several others, in turn. It knows nothing of HTTP: a
/// connection stays with its target, bytes flow no faster than the slower side takes them, an end that one side sends
/// (half-close) is passed on, and a side that breaks off breaks the other one off.
/// </summary>
internal sealed class LoopbackForwarder : IAsyncDisposable
{
    private const int BufferBytes = 16 * 1024;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long a caller may go on sending to a target that has said its last.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(10);

    private readonly Func<IReadOnlyList<int>> _targets;
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _accepting = [];
    private int _next = -1;

    private LoopbackForwarder(Func<IReadOnlyList<int>> targets) => _targets = targets;

    /// <summary>Listens on both loopback addresses, as a program does that is told http://localhost:PORT.</summary>
    /// <param name="port">The port to listen on.</param>
    /// <param name="targets">The ports of 127.0.0.1 that may be chosen just now.</param>
    /// <exception cref="InvalidOperationException">The port is taken.</exception>
    public static LoopbackForwarder Start(int port, Func<IReadOnlyList<int>> targets)
    {
        var forwarder = new LoopbackForwarder(targets);
        try
        {
            forwarder.Listen(IPAddress.Loopback, port);
        }
        catch (SocketException taken)
        {
            throw new InvalidOperationException($"Port {port} cannot be listened on: {taken.Message}", taken);
        }

        if (Socket.OSSupportsIPv6)
        {
            try
            {
                forwarder.Listen(IPAddress.IPv6Loopback, port);
            }
            catch (SocketException)
            {
                // A machine with IPv6 switched off: 127.0.0.1 is enough.
            }
        }

        return forwarder;
    }

    /// <summary>Accepts no more; connections that are open go on until one of their sides ends them.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(_accepting);
        _stopping.Dispose();
    }

    private void Listen(IPAddress address, int port)
    {
        var listener = new TcpListener(address, port);
        listener.Start();
        _accepting.Add(AcceptAsync(listener));
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        using (listener)
        {
            while (true)
            {
                try
                {
                    _ = ForwardAsync(await listener.AcceptSocketAsync(_stopping.Token));
                }
                catch (OperationCanceledException)
                {
                    return;
                }
                catch (SocketException)
                {
                    // That caller has gone before it was accepted.
                }
            }
        }
    }

    private async Task ForwardAsync(Socket caller)
    {
        using (caller)
        {
            using var target = await ConnectAsync();
            if (target is null)
            {
                caller.Close(timeout: 0);
                return;
            }

            caller.NoDelay = target.NoDelay = true;

            // Both before either copies: a stream cannot be made of a socket that has sent its end.
            await using NetworkStream here = new(caller), there = new(target);
            var sending = PumpAsync(here, there);
            await PumpAsync(there, here);
            await sending.WaitAsync(Linger, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>A connection to the next target that takes one; null when none does.</summary>
    private async Task<Socket?> ConnectAsync()
    {
        var ports = _targets();
        var first = (int)((uint)Interlocked.Increment(ref _next) % (uint)Math.Max(1, ports.Count));
        for (var i = 0; i < ports.Count; i++)
        {
            var target = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                using var timeout = new CancellationTokenSource(ConnectTimeout);
                await target.ConnectAsync(new IPEndPoint(IPAddress.Loopback, ports[(first + i) % ports.Count]), timeout.Token);
                return target;
            }
            catch (Exception failure) when (failure is SocketException or OperationCanceledException)
            {
                // It has just died, and its runner has not noticed yet.
                target.Dispose();
            }
        }

        return null;
    }

    private static async Task PumpAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to, BufferBytes);
            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception broken) when (broken is IOException or SocketException or ObjectDisposedException)
        {
            from.Socket.Close(timeout: 0);
            to.Socket.Close(timeout: 0);
        }
    }
}
