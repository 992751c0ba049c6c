using System.Text.Json;
using System.Text.RegularExpressions;
using AspireCoach.Models;
using Microsoft.Extensions.AI;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// How far a reply has come: what a worker that takes over goes on from. Written with the decision to call tools that
/// write, before they are called, after each of them, and for steps that can be taken again once they are a moment old:
/// an answer that is quicker than that costs no checkpoint.
/// </summary>
/// <param name="Question">What the rewrite step made of the message; null before it.</param>
/// <param name="Calls">The tool calls the model decided on, in order.</param>
/// <param name="Sources">What the answer rests on so far.</param>
internal sealed record AgentCheckpoint(
    QuestionContext? Question, IReadOnlyList<ToolExchange> Calls, IReadOnlyList<ReplySource> Sources)
{
    private const string RecallTool = "recall";

    public static AgentCheckpoint Start { get; } = new(null, [], []);

    /// <summary>
    /// What is written of it: a call that recalled something is made again by whoever takes over, so that what the user made
    /// forgotten lies in no reply's row.
    /// </summary>
    public AgentCheckpoint Stored() => this with { Calls = [.. Calls.Select(call => call.Name == RecallTool ? call with { Result = null } : call)] };
}

/// <summary>A tool call that a model made, and what came of it.</summary>
/// <param name="Round">Calls of one round were made in one message of the model.</param>
/// <param name="Said">The model's words before its round's first call.</param>
/// <param name="CallId">The model's name for the call, where no other call has it.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments as the model gave them; null where they were no JSON object.</param>
/// <param name="Result">The result as JSON text; null while it has not ended.</param>
internal sealed partial record ToolExchange(
    int Round, string Said, string CallId, string Name, Dictionary<string, JsonElement>? Arguments, string? Result)
{
    /// <summary>The earlier calls and those of a new round.</summary>
    public static IReadOnlyList<ToolExchange> After(IReadOnlyList<ToolExchange> earlier, string said, IReadOnlyList<FunctionCallContent> wanted)
    {
        List<ToolExchange> calls = [.. earlier];
        var round = earlier.Count == 0 ? 1 : earlier[^1].Round + 1;
        foreach (var call in wanted)
        {
            var arguments = call.Exception is null
                ? call.Arguments?.ToDictionary(pair => pair.Key, pair => pair.Value as JsonElement? ?? JsonSerializer.SerializeToElement(pair.Value, JsonSerializerOptions.Web)) ?? []
                : null;
            // Both go back to the model with the next round: by then they must be what the protocol allows.
            var id = Odd().IsMatch(call.CallId) || calls.Any(other => other.CallId == call.CallId) ? $"call_{calls.Count}" : call.CallId;
            var name = Odd().Replace(call.Name, "_");
            calls.Add(new ToolExchange(round, said, id, name.Length > LongestName ? name[..LongestName] : name, arguments, null));
            said = "";
        }

        return calls;
    }

    private const int LongestName = 64;

    [GeneratedRegex("[^a-zA-Z0-9_-]|^$")]
    private static partial Regex Odd();
}
