using System.Data.Common;
using System.Text.Json;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// Runs tools for the agent, through MCP, each with its own deadline. Whatever a tool or its server does wrong becomes a
/// result that says so in words: the model can tell the user, and a broken tool never breaks a reply.
/// </summary>
internal sealed partial class AgentTools(Toolbox toolbox, ChatMetrics metrics, IOptions<ChatOptions> options, TimeProvider time, ILogger<AgentTools> logger)
{
    /// <summary>The tools as models are shown them.</summary>
    public async ValueTask<IList<AITool>> OfferedAsync(ToolContext context, CancellationToken cancel) =>
        [.. await toolbox.OfferedAsync(context, cancel)];

    /// <summary>False for a tool that changes something; true for an unknown one, which does nothing.</summary>
    public bool IsReadOnly(string name) => toolbox.IsReadOnly(name);

    /// <summary>Runs a tool; null are arguments that were no JSON object.</summary>
    /// <returns>Its result, or <c>{"error": "…"}</c>, as JSON text.</returns>
    public async Task<string> InvokeAsync(
        string name, IReadOnlyDictionary<string, JsonElement>? arguments, ToolContext context, CancellationToken cancel)
    {
        var started = time.GetTimestamp();
        var result = await RunAsync(name, arguments, context, cancel);
        // Models make up names: those must not become labels.
        metrics.ToolRan(toolbox.Knows(name) ? name : "unknown", time.GetElapsedTime(started), IsError(result));
        return result;
    }

    /// <summary>The sources that a result names; those of servers that are not ours name none.</summary>
    public static IEnumerable<ReplySource> SourcesOf(string result)
    {
        using var json = JsonDocument.Parse(result);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("sources", out var sources)
            ? sources.Deserialize<ReplySource[]>(JsonSerializerOptions.Web) ?? []
            : [];
    }

    /// <summary>True when the result says that the tool failed.</summary>
    public static bool IsError(string result) => ToolAnswer.IsError(result);

    private async Task<string> RunAsync(
        string name, IReadOnlyDictionary<string, JsonElement>? arguments, ToolContext context, CancellationToken cancel)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.ToolSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
        try
        {
            if (await toolbox.FindAsync(name, context, either.Token) is not { } tool)
            {
                return ToolAnswer.Error($"There is no tool called '{name}'.");
            }

            if (arguments is null)
            {
                return ToolAnswer.Error($"The arguments for {name} are not a JSON object; nothing was done.");
            }

            var result = await toolbox.CallAsync(tool, arguments, context, either.Token).WaitAsync(either.Token);
            return result.Length <= options.Value.MaxToolResultCharacters ? result
                : tool.ReadOnly ? ToolAnswer.Error($"{name} found more than can be read at once. Ask for a shorter range or fewer entries.")
                : JsonSerializer.Serialize(new { done = true, note = $"{name} has done it. Its result is too long to be shown; do not call it again." });
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            LogLate(logger, name, options.Value.ToolSeconds);
            return ToolAnswer.Error(IsReadOnly(name)
                ? $"{name} did not answer in time."
                : $"{name} did not answer in time: it is not known whether it did its work. Look before calling it again.");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or DbException or ToolStoreAwayException))
        {
            LogFailed(logger, exception, name);
            return ToolAnswer.Error($"{name} cannot be reached at the moment.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Name} did not answer within {Seconds} s.")]
    private static partial void LogLate(ILogger logger, string name, int seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Tool {Name} cannot be reached.")]
    private static partial void LogFailed(ILogger logger, Exception exception, string name);
}
