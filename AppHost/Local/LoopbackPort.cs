using System.Net;
using System.Net.Sockets;

namespace AspireCoach.AppHost.Local;

/// <summary>Ports of 127.0.0.1.</summary>
internal static class LoopbackPort
{
    // Below those that systems give to whoever asks for any port, and to outgoing connections (from 32,768 on Linux, from
    // 49,152 elsewhere): until its program listens, and while that is started again, nobody gets the port by chance.
    private const int First = 20_000;
    private const int Count = 12_000;

    private static int s_last = Random.Shared.Next(Count);

    /// <summary>A port that was free a moment ago; another one each time.</summary>
    public static int Free()
    {
        for (var tries = 0; tries < Count; tries++)
        {
            var port = First + (int)((uint)Interlocked.Increment(ref s_last) % Count);
            if (!IsTaken(port))
            {
                return port;
            }
        }

        throw new InvalidOperationException($"Every port from {First} to {First + Count - 1} is taken.");
    }

    /// <summary>Whether a server already listens there.</summary>
    public static bool IsTaken(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }
}
