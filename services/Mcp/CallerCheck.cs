using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace AspireCoach.Mcp;

/// <summary>
/// Looks at <c>Host</c> and <c>Origin</c> (MCP, Streamable HTTP, security): a web page that has had its own name point to
/// this machine must not get through to it.
/// </summary>
internal sealed class CallerCheck(IOptions<McpOptions> options)
{
    private readonly HashSet<string> _hosts = new(Split(options.Value.AllowedHosts), StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _origins = new(Split(options.Value.AllowedOrigins).Select(ReadOrigin).OfType<string>(), StringComparer.OrdinalIgnoreCase);

    /// <summary>What is wrong with where the request comes from, for a person; null when nothing is.</summary>
    public string? Problem(HttpRequest request)
    {
        if (!IsLoopback(request.Host.Host) && !_hosts.Contains("*") && !_hosts.Contains(request.Host.Host))
        {
            return "/mcp is not served under this name. Mcp:AllowedHosts lists the names it is served under.";
        }

        var origins = request.Headers.Origin;
        return origins.Count == 0 || (origins.Count == 1 && ReadOrigin(origins[0]!) is { } origin && (IsLoopback(new Uri(origin).Host) || _origins.Contains(origin)))
            ? null
            : "Web pages of this origin may not call /mcp. Mcp:AllowedOrigins lists those that may.";
    }

    internal static string[] Split(string list) => list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Scheme, host and port; null for what is no origin, <c>null</c> among it.</summary>
    internal static string? ReadOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.PathAndQuery == "/" && uri.UserInfo.Length == 0
            ? uri.GetLeftPart(UriPartial.Authority)
            : null;

    private static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
