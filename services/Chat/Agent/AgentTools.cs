using System.Data.Common;
using System.Text.Json;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// Runs tools for the agent, each with its own deadline. Whatever a tool does wrong becomes a result that says so in
/// words: the model can tell the user, and a broken tool never breaks a reply.
/// </summary>
internal sealed partial class AgentTools(
    IEnumerable<IToolSource> sources, IOptions<ChatOptions> options, TimeProvider time, ILogger<AgentTools> logger)
{
    private readonly Dictionary<string, CoachTool> _tools =
        sources.SelectMany(source => source.Tools).ToDictionary(tool => tool.Name, StringComparer.Ordinal);

    /// <summary>The tools as models are shown them.</summary>
    public IList<AITool> Offered => field ??= [.. _tools.Values.Select(tool => (AITool)tool.Function)];

    /// <summary>False for a tool that changes something; true for an unknown one, which does nothing.</summary>
    public bool IsReadOnly(string name) => !_tools.TryGetValue(name, out var tool) || tool.ReadOnly;

    /// <summary>Runs a tool; null are arguments that were no JSON object.</summary>
    /// <returns>Its result, or <c>{"error": "…"}</c>, as JSON text.</returns>
    public async Task<string> InvokeAsync(
        string name, IReadOnlyDictionary<string, JsonElement>? arguments, ToolContext context, CancellationToken cancel)
    {
        if (!_tools.TryGetValue(name, out var tool))
        {
            return Error($"There is no tool called '{name}'.");
        }

        if (arguments is null)
        {
            return Error($"The arguments for {name} are not a JSON object; nothing was done.");
        }

        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.ToolSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            var result = await tool
                .InvokeAsync(arguments.Select(pair => KeyValuePair.Create(pair.Key, (object?)pair.Value)), context, either.Token)
                .WaitAsync(either.Token);
            return result.Length <= options.Value.MaxToolResultCharacters ? result
                : tool.ReadOnly ? Error($"{name} found more than can be read at once. Ask for a shorter range or fewer entries.")
                : JsonSerializer.Serialize(new { done = true, note = $"{name} has done it. Its result is too long to be shown; do not call it again." });
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogLate(logger, name, options.Value.ToolSeconds);
            return Error(tool.ReadOnly
                ? $"{name} did not answer in time."
                : $"{name} did not answer in time: it is not known whether it did its work. Look before calling it again.");
        }
        catch (ToolRefusedException refusal)
        {
            return Error(refusal.Message);
        }
        catch (Exception exception) when (exception is ArgumentException or JsonException or FormatException)
        {
            return Error($"{name} cannot be called with these arguments.");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or DbException))
        {
            LogFailed(logger, exception, name);
            return Error($"{name} failed.");
        }
    }

    /// <summary>The sources that a result names.</summary>
    public static IEnumerable<ReplySource> SourcesOf(string result)
    {
        using var json = JsonDocument.Parse(result);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("sources", out var sources)
            ? sources.Deserialize<ReplySource[]>(JsonSerializerOptions.Web) ?? []
            : [];
    }

    /// <summary>True when the result says that the tool failed.</summary>
    public static bool IsError(string result) => result.StartsWith("{\"error\":", StringComparison.Ordinal);

    private static string Error(string message) => JsonSerializer.Serialize(new { error = message });

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Name} did not answer within {Seconds} s.")]
    private static partial void LogLate(ILogger logger, string name, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Name} failed.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
