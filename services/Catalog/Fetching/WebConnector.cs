using System.Net;
using System.Net.Sockets;

namespace AspireCoach.Catalog.Fetching;

/// <summary>
/// Connects to a site. A name is resolved and judged here, at the very addresses that are then connected to: one that
/// resolves to something else the next moment gains nothing.
/// </summary>
/// <param name="internalToo">Whether internal addresses are reached as well.</param>
internal sealed class WebConnector(WebNetwork network, TimeProvider time, bool internalToo)
{
    // So that one address that swallows packets leaves time for the others.
    private static readonly TimeSpan EachAddress = TimeSpan.FromSeconds(3);

    public async ValueTask<Stream> ConnectAsync(DnsEndPoint site, CancellationToken cancel)
    {
        var name = site.Host.TrimEnd('.');
        IPAddress[] addresses = IPAddress.TryParse(name, out var literal) ? [literal] : await network.Resolve(name, cancel);
        var allowed = internalToo ? addresses : [.. addresses.Where(PublicAddress.IsPublic)];
        if (allowed.Length == 0)
        {
            throw addresses.Length == 0
                ? new SocketException((int)SocketError.HostNotFound)
                : new FetchRefusedException($"{site.Host} is at an internal address, {addresses[0]}. Only public ones are fetched; a source's file may allow \"{site.Host}:{site.Port}\" under network.allow.");
        }

        for (var i = 0; ; i++)
        {
            var isLast = i == allowed.Length - 1;
            using var patience = new CancellationTokenSource(isLast ? Timeout.InfiniteTimeSpan : EachAddress, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, patience.Token);
            try
            {
                return await network.Connect(new IPEndPoint(allowed[i], site.Port), either.Token);
            }
            catch (Exception e) when (!isLast && !cancel.IsCancellationRequested && e is SocketException or OperationCanceledException)
            {
                // The next one may answer.
            }
        }
    }
}
