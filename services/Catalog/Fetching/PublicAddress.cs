using System.Net;
using System.Net.Sockets;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Whether an address is one of the public internet: not of this machine, its network, its cloud's services, nor of a range
/// without hosts (the registries of RFC 6890). What carries another address inside is judged by that one, or refused.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Internal4 =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this network; Linux takes 0.0.0.0 for loopback
        IPNetwork.Parse("10.0.0.0/8"),
        IPNetwork.Parse("100.64.0.0/10"), // carriers' NAT; also a cloud's metadata
        IPNetwork.Parse("127.0.0.0/8"),
        IPNetwork.Parse("168.63.129.16/32"), // a cloud's own service, on every one of its machines
        IPNetwork.Parse("169.254.0.0/16"), // link-local; most clouds' metadata
        IPNetwork.Parse("172.16.0.0/12"),
        IPNetwork.Parse("192.0.0.0/24"),
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.88.99.0/24"), // relays of 6to4
        IPNetwork.Parse("192.168.0.0/16"),
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, and broadcast
    ];

    // All that is given out to hosts, and what in it is not for them. Loopback, link-local, unique local, multicast,
    // IPv4-compatible addresses and the rest are outside.
    private static readonly IPNetwork Hosts6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Internal6 =
    [
        IPNetwork.Parse("2001::/23"), // the registry's own, Teredo among them: tunnels to any IPv4 address
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4: tunnels to any IPv4 address
        IPNetwork.Parse("3fff::/20"), // documentation
    ];

    // How machines without IPv4 reach IPv4 sites (RFC 6052): as public as the address inside.
    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return !Internal4.Any(network => network.Contains(address));
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return IsPublic(address.MapToIPv4());
        }

        // A scope's id is no part of the address.
        var bytes = address.GetAddressBytes();
        var plain = new IPAddress(bytes);
        return Translated.Contains(plain)
            ? IsPublic(new IPAddress(bytes.AsSpan(12)))
            : Hosts6.Contains(plain) && !Internal6.Any(network => network.Contains(plain));
    }
}
