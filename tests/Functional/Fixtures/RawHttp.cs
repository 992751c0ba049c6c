using System.Net.Sockets;
using System.Text;

namespace AspireCoach.Functional.Fixtures;

/// <summary>Requests that no client library would send.</summary>
public static class RawHttp
{
    /// <summary>Sends each character as one byte and reads until the server closes.</summary>
    public static async Task<string> SendAsync(Uri address, string request, CancellationToken cancel)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port, cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancel);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync(cancel);
    }
}
