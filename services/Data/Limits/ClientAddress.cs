using System.Net;
using System.Net.Sockets;

namespace AspireCoach.Data.Limits;

/// <summary>A caller's network address as limits know it.</summary>
public static class ClientAddress
{
    private const int Ipv6NetworkBytes = 8;

    /// <summary>
    /// IPv4 as it is, also where it comes mapped; of IPv6 the /64, since whoever has one address has all of them. Null
    /// where there is none (a Unix socket).
    /// </summary>
    public static string? Of(IPAddress? address)
    {
        if (address is null || address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address?.ToString();
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4().ToString();
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, Ipv6NetworkBytes, bytes.Length - Ipv6NetworkBytes);
        return new IPAddress(bytes).ToString();
    }
}
