using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using AspireCoach.Catalog.Fetching;

namespace AspireCoach.Unit.Catalog.Fetching;

/// <summary>Requests as the tests make them.</summary>
internal static class Fetching
{
    public static FetchRequest Of(Uri url, params string[] allowed) => new(url, allowed, (_, _) => ValueTask.CompletedTask);

    public static FetchRequest Of(RawSite site, string path = "/") => Of(site.Url(path), site.Host);

    public static async Task<FetchResult> FetchAsync(FetchRequest request, TimeProvider? time = null)
    {
        using var fetcher = new PageFetcher(null, time ?? TimeProvider.System);
        return await fetcher.FetchAsync(request, TestContext.Current.CancellationToken);
    }
}

/// <summary>An internet in which names and public addresses are given out by the test, and lead to its own sites on loopback.</summary>
internal sealed class SmallInternet
{
    private readonly Dictionary<string, Queue<IPAddress[]>> _names = [];
    private readonly Dictionary<IPAddress, int> _ports = [];

    /// <summary>Every address that was connected to.</summary>
    public ConcurrentQueue<IPEndPoint> Connected { get; } = [];

    public int Resolved { get; private set; }

    public WebNetwork Network => new(
        (name, _) =>
        {
            Resolved++;
            return !_names.TryGetValue(name, out var answers) ? throw new SocketException((int)SocketError.HostNotFound)
                : Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek());
        },
        (address, cancel) =>
        {
            Connected.Enqueue(address);
            return _ports.TryGetValue(address.Address, out var port) ? WebNetwork.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancel)
                : address.Address.Equals(IPAddress.Loopback) ? WebNetwork.ConnectAsync(address, cancel)
                : throw new SocketException((int)SocketError.NetworkUnreachable);
        });

    /// <summary>What a name resolves to: each set of addresses once, the last one for good.</summary>
    public SmallInternet Name(string name, params string[][] answers)
    {
        _names[name] = new Queue<IPAddress[]>(answers.Select(addresses => addresses.Select(IPAddress.Parse).ToArray()));
        return this;
    }

    public SmallInternet Name(string name, string address) => Name(name, [[address]]);

    /// <summary>Which site is at an address, on any port.</summary>
    public SmallInternet At(string address, RawSite site)
    {
        _ports[IPAddress.Parse(address)] = site.Port;
        return this;
    }
}
