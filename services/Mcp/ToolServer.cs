using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AspireCoach.Data.Sessions;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace AspireCoach.Mcp;

/// <summary>
/// The tools of every module as an MCP server sees them, whichever transport it speaks. The user is that of the request's
/// token. What a tool does wrong becomes a result that says so in words; never an exception's text.
/// </summary>
internal sealed partial class ToolServer
{
    private readonly Dictionary<string, CoachTool> _tools;
    private readonly ListToolsResult _listed;
    private readonly McpOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<ToolServer> _logger;

    public ToolServer(IEnumerable<IToolSource> sources, IOptions<McpOptions> options, TimeProvider time, ILogger<ToolServer> logger)
    {
        (_options, _time, _logger) = (options.Value, time, logger);
        _tools = sources.SelectMany(source => source.Tools).ToDictionary(tool => tool.Name, StringComparer.Ordinal);
        _listed = new ListToolsResult { Tools = [.. _tools.Values.OrderBy(tool => tool.Name, StringComparer.Ordinal).Select(Describe)] };
        Protocol = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "aspirecoach", Title = "AspireCoach", Version = typeof(ToolServer).Assembly.GetName().Version!.ToString(3) },
            ServerInstructions = "The habits, goals, journal and memory of one user, whose token this is. Days are the user's own calendar days.",
            Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
            Handlers = new McpServerHandlers { ListToolsHandler = (_, _) => ValueTask.FromResult(_listed), CallToolHandler = CallAsync },
            ScopeRequests = false,
        };
    }

    /// <summary>What a server of any transport is made of.</summary>
    public McpServerOptions Protocol { get; }

    private static Tool Describe(CoachTool tool) => new()
    {
        Name = tool.Name,
        Description = tool.Function.Description,
        InputSchema = tool.Function.JsonSchema,
        OutputSchema = tool.Function.ReturnJsonSchema is { ValueKind: JsonValueKind.Object } schema && IsOfObject(schema) ? schema : null,
        Annotations = new ToolAnnotations
        {
            ReadOnlyHint = tool.ReadOnly,
            IdempotentHint = tool.Idempotent,
            DestructiveHint = tool.Destructive,
            OpenWorldHint = false,
        },
    };

    private static bool IsOfObject(JsonElement schema) =>
        schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("object");

    private async ValueTask<CallToolResult> CallAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancel)
    {
        if (request.User is not SessionPrincipal { Session: { } session })
        {
            throw new McpProtocolException("Tools are called for a user only.", McpErrorCode.InvalidRequest);
        }

        if (request.Params is not { } call || !_tools.TryGetValue(call.Name, out var tool))
        {
            throw new McpProtocolException($"There is no tool called '{Shortened(request.Params?.Name)}'. tools/list names the tools.", McpErrorCode.InvalidParams);
        }

        var byAgent = session.Kind == TokenKind.Agent;
        var context = new ToolContext(session.UserId, session.TimeZone, _time.GetUtcNow(), KeyOf(request, call));
        context = byAgent ? ToolCaller.Read(call.Meta, context) : context;
        var progress = call.ProgressToken is { } token ? new ProgressToClient(request.Server, token) : null;
        context = context with { Progress = progress };
        using var deadline = new CancellationTokenSource(byAgent ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(_options.ToolSeconds), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            var arguments = (call.Arguments ?? new Dictionary<string, JsonElement>()).Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value));
            var content = await tool.CallAsync(arguments, context, either.Token).WaitAsync(either.Token);
            await (progress?.Sent ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return content.Sum(SizeOf) > _options.MaxResultCharacters ? TooMuch(tool) : Answer(content, structured: !byAgent);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogLate(tool.Name, _options.ToolSeconds);
            return ToolFailure.Of(tool.ReadOnly
                ? $"{tool.Name} did not answer in time."
                : $"{tool.Name} did not answer in time: it is not known whether it did its work. Look before calling it again.");
        }
        catch (ToolRefusedException refusal)
        {
            return ToolFailure.Of(refusal.Message);
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or FormatException)
        {
            return ToolFailure.Of(ToolArguments.Problem(tool.Function.JsonSchema, call.Arguments) is { } wrong
                ? $"{tool.Name} cannot be called with these arguments: {wrong}."
                : $"{tool.Name} cannot be called with these arguments.");
        }
        catch (DbException exception)
        {
            LogStore(tool.Name, exception.GetType().Name);
            return ToolFailure.OfStore();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception, tool.Name);
            return ToolFailure.Of($"{tool.Name} failed.");
        }
    }

    /// <summary>
    /// The same token, request id, tool and arguments are the same call: a client that sends a request again because the
    /// answer was lost does not write twice. Ids alone say nothing: clients count from 1 each time they start.
    /// </summary>
    private static string KeyOf(RequestContext<CallToolRequestParams> request, CallToolRequestParams call)
    {
        if (request.JsonRpcRequest.Context?.Items?.TryGetValue(McpEndpoint.TokenItem, out var token) != true)
        {
            return "";
        }

        var said = JsonSerializer.Serialize(new { token, id = request.JsonRpcRequest.Id.ToString(), call.Name, call.Arguments });
        return string.Create(CultureInfo.InvariantCulture, $"mcp/{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(said)))}");
    }

    private static CallToolResult Answer(IReadOnlyList<ContentBlock> content, bool structured)
    {
        var result = new CallToolResult { Content = [.. content] };
        if (structured && content is [TextContentBlock { Text: ['{', ..] text }])
        {
            result.StructuredContent = JsonSerializer.Deserialize<JsonElement>(text);
        }

        return result;
    }

    private static CallToolResult TooMuch(CoachTool tool) => tool.ReadOnly
        ? ToolFailure.Of($"{tool.Name} found more than can be read at once. Ask for a shorter range or fewer entries.")
        : new CallToolResult { Content = [new TextContentBlock { Text = $"{tool.Name} has done it. Its result is too long to be shown; do not call it again." }] };

    private static long SizeOf(ContentBlock block) => block switch
    {
        TextContentBlock text => text.Text.Length,
        ImageContentBlock image => image.Data.Length,
        AudioContentBlock audio => audio.Data.Length,
        _ => 0,
    };

    private static string Shortened(string? name) => name is { Length: > 64 } ? $"{name[..64]}…" : name ?? "";

    /// <summary>Sends reports one after another, all of them before the answer.</summary>
    private sealed class ProgressToClient(McpServer server, ProgressToken token) : IProgress<ProgressNotificationValue>
    {
        private readonly Lock _lock = new();

        public Task Sent { get; private set; } = Task.CompletedTask;

        public void Report(ProgressNotificationValue value)
        {
            lock (_lock)
            {
                Sent = SendAsync(Sent, value);
            }
        }

        private async Task SendAsync(Task before, ProgressNotificationValue value)
        {
            await before;
            await server.NotifyProgressAsync(token, value);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Name} did not answer within {Seconds} s.")]
    private partial void LogLate(string name, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Name} did not reach its store: {Reason}")]
    private partial void LogStore(string name, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Name} failed.")]
    private partial void LogFailed(Exception exception, string name);
}
