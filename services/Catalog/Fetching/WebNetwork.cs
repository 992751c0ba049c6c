using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace AspireCoach.Catalog.Fetching;

/// <summary>The network as the fetcher sees it; tests put another in its place.</summary>
/// <param name="Resolve">The addresses of a name. Throws <see cref="SocketException"/> where it has none.</param>
/// <param name="Connect">A connection to one address.</param>
internal sealed record WebNetwork(
    Func<string, CancellationToken, Task<IPAddress[]>> Resolve,
    Func<IPEndPoint, CancellationToken, ValueTask<Stream>> Connect)
{
    /// <summary>Whom to trust; null is the system's authorities.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    public static WebNetwork System { get; } = new(Dns.GetHostAddressesAsync, ConnectAsync);

    public static async ValueTask<Stream> ConnectAsync(IPEndPoint address, CancellationToken cancel)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
