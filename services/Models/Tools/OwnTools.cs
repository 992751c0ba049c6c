using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Models.Tools;

/// <summary>
/// The platform's own tools, through an MCP client: in this process where it has the role <c>mcp</c>, over HTTP where not.
/// </summary>
internal sealed class OwnTools : IAsyncDisposable
{
    // The one with the handshake: a connection for the whole process says who it is once, not with every call.
    private const string Version = "2025-11-25";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly HttpClient? _http;
    private readonly ToolConnection _connection;

    public OwnTools(IOptions<ToolsOptions> options, IConfiguration configuration, AgentTokens tokens, TimeProvider time, IClientTransport? local = null)
    {
        if (local is not null)
        {
            _connection = new(() => local, Patience, LongestPause, Version, time);
            return;
        }

        var addresses = AddressesOf(options.Value, configuration);
        _http = new HttpClient(new OwnToolsHandler(addresses, tokens, time)) { Timeout = Timeout.InfiniteTimeSpan };
        _connection = new(
            () => new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = addresses[0],
                    TransportMode = HttpTransportMode.StreamableHttp,
                    EnableStandaloneGetStream = false,
                    MaxReconnectionAttempts = 0,
                    OwnsSession = false,
                    ConnectionTimeout = Patience,
                },
                _http),
            Patience,
            LongestPause,
            Version,
            time);
    }

    /// <summary>The tools as last listed; null before.</summary>
    public IReadOnlyDictionary<string, Tool>? Known => _connection.Known;

    public async ValueTask<IReadOnlyDictionary<string, Tool>> ToolsAsync(ToolContext context, CancellationToken cancel)
    {
        ToolCaller.Current = context;
        return await _connection.ToolsAsync(cancel);
    }

    /// <summary>Calls a tool.</summary>
    /// <returns>Its result as JSON text, or <c>{"error": "…"}</c>.</returns>
    /// <exception cref="ToolStoreAwayException">Its store does not answer.</exception>
    public async Task<string> CallAsync(
        string name, IReadOnlyDictionary<string, JsonElement> arguments, ToolContext context, CancellationToken cancel)
    {
        ToolCaller.Current = context;
        var call = new CallToolRequestParams { Name = name, Arguments = arguments.ToDictionary(), Meta = ToolCaller.Describe(context) };
        CallToolResult result;
        try
        {
            result = await _connection.CallAsync(call, cancel);
        }
        catch (McpProtocolException)
        {
            return ToolAnswer.Error($"{name} was refused.");
        }

        var text = string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
        return result.IsError != true ? (text.Length > 0 ? text : "{}")
            : ToolFailure.IsOfStore(result) ? throw new ToolStoreAwayException()
            : ToolAnswer.Error(text);
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _http?.Dispose();
    }

    /// <summary>Where <c>/mcp</c> is: as set, or as an AppHost says where <c>web</c> is.</summary>
    internal static IReadOnlyList<Uri> AddressesOf(ToolsOptions options, IConfiguration configuration)
    {
        var set = options.Addresses.Select(address => new Uri(address)).ToArray();
        return set.Length > 0
            ? set
            : [.. configuration.GetSection("services:web:http").GetChildren().Select(address => address.Value).Where(ToolsOptions.IsHttp).Select(address => new Uri(new Uri(address!), "/mcp"))];
    }
}
