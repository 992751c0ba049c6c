using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace AspireCoach.Models.Tools;

/// <summary>
/// The allowed tools of one server of somebody else's, offered as <c>NAME_tool</c>. It is told nothing of the user but the
/// arguments; what it says reaches a model as text that is marked as untrusted, and is no source of ours.
/// </summary>
internal sealed partial class ExternalTools : IAsyncDisposable
{
    private const int MostDescription = 500;
    private const int MostSchema = 8_000;
    private const int MostErrorText = 500;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly string _name;
    private readonly ToolServerOptions _options;
    private readonly HttpClient _http;
    private readonly ToolConnection _connection;
    private readonly ILogger _logger;
    private FrozenDictionary<string, Tool>? _seen;
    private IReadOnlyList<OfferedTool> _offered = [];

    public ExternalTools(string name, ToolServerOptions options, TimeProvider time, ILogger logger)
    {
        (_name, _options, _logger) = (name, options, logger);
        Patience = TimeSpan.FromSeconds(options.TimeoutSeconds);
        _http = new HttpClient(new ExternalHandler(options)) { Timeout = Timeout.InfiniteTimeSpan };
        _connection = new(
            () => new HttpClientTransport(
                new HttpClientTransportOptions
                {
                    Endpoint = new Uri(options.Endpoint),
                    TransportMode = HttpTransportMode.StreamableHttp,
                    EnableStandaloneGetStream = false,
                    MaxReconnectionAttempts = 0,
                    ConnectionTimeout = Patience,
                },
                _http),
            Patience,
            LongestPause,
            version: null,
            time);
    }

    /// <summary>How long a call may take.</summary>
    public TimeSpan Patience { get; }

    /// <summary>What is offered as far as is known; nothing before the server has been reached for the first time.</summary>
    public IReadOnlyList<OfferedTool> Offered
    {
        get
        {
            var known = _connection.Known;
            if (known is not null && !ReferenceEquals(known, _seen))
            {
                (_offered, _seen) = ([.. _options.Tools.Distinct(StringComparer.Ordinal).Select(tool => Offer(known, tool)).OfType<OfferedTool>()], known);
            }

            return _offered;
        }
    }

    /// <summary>Connects where that has not been done; what goes wrong is tried again later.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await _connection.ToolsAsync(cancel);
        }
        catch (Exception exception) when (exception is ToolServerAwayException)
        {
            LogAway(_name, Reason(exception));
        }
    }

    /// <summary>Calls a tool by the server's own name.</summary>
    /// <returns>What it said, marked as untrusted, or <c>{"error": "…"}</c>; JSON text either way.</returns>
    public async Task<string> CallAsync(OfferedTool tool, IReadOnlyDictionary<string, JsonElement> arguments, CancellationToken cancel)
    {
        try
        {
            var result = await _connection.CallAsync(new CallToolRequestParams { Name = tool.RemoteName, Arguments = arguments.ToDictionary() }, cancel);
            return result.IsError == true
                ? ToolAnswer.UntrustedError(tool.Name, Shown(result, MostErrorText))
                : ToolAnswer.Untrusted(_name, Shown(result, _options.MaxResultCharacters));
        }
        catch (McpProtocolException exception)
        {
            return ToolAnswer.UntrustedError(tool.Name, Cut(exception.Message, MostErrorText));
        }
        catch (ToolServerAwayException exception)
        {
            LogAway(_name, Reason(exception));
            return ToolAnswer.Error($"{tool.Name} cannot be reached at the moment, or gave no answer that can be used.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _http.Dispose();
    }

    private OfferedTool? Offer(FrozenDictionary<string, Tool> known, string name)
    {
        var offered = $"{_name}_{name}";
        if (!known.TryGetValue(name, out var tool) || !ModelName().IsMatch(offered) || tool.InputSchema.GetRawText().Length > MostSchema)
        {
            LogNotOffered(_name, Cut(name, MostErrorText));
            return null;
        }

        var description = $"From the external server '{_name}', which the coach does not vouch for: {Cut(Plain(tool.Description ?? ""), MostDescription)}";
        return new OfferedTool(offered, name, description, tool.InputSchema, tool.Annotations?.ReadOnlyHint == true, this);
    }

    /// <summary>Text as it is, anything else by what it is.</summary>
    private static string Shown(CallToolResult result, int most)
    {
        var text = new StringBuilder();
        foreach (var block in result.Content)
        {
            text.Append(text.Length > 0 ? "\n" : "").Append(block is TextContentBlock { Text: var words } ? words : $"[{block.Type}, not shown]");
            if (text.Length > most)
            {
                break;
            }
        }

        return Cut(text.Length == 0 && result.StructuredContent is { } structured ? structured.GetRawText() : text.ToString(), most);
    }

    private static string Cut(string text, int most) =>
        text.Length <= most ? text : $"{text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)]}… (cut off)";

    /// <summary>One line without control characters.</summary>
    private static string Plain(string text) => Unprintable().Replace(text, " ").Trim();

    /// <summary>The kind of failure; messages can hold what a server said.</summary>
    private static string Reason(Exception exception) => (exception.InnerException ?? exception).GetType().Name;

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,64}$")]
    private static partial Regex ModelName();

    [GeneratedRegex(@"[\p{C}\s]+")]
    private static partial Regex Unprintable();

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Server} cannot be used at the moment: {Reason}")]
    private partial void LogAway(string server, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The MCP server {Server} has no tool '{Name}' that can be offered.")]
    private partial void LogNotOffered(string server, string name);
}
