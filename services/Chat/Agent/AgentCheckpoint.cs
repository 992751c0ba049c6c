using System.Text.Json;
using AspireCoach.Models;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// How far a reply has come: what a worker that takes over goes on from. Written with each finished step, and with
/// the decision to call tools that write, before they are called.
/// </summary>
/// <param name="Question">What the rewrite step made of the message; null before it.</param>
/// <param name="Calls">The tool calls the model decided on, in order.</param>
/// <param name="Sources">What the answer rests on so far.</param>
internal sealed record AgentCheckpoint(
    QuestionContext? Question, IReadOnlyList<ToolExchange> Calls, IReadOnlyList<ReplySource> Sources)
{
    public static AgentCheckpoint Start { get; } = new(null, [], []);
}

/// <summary>A tool call that a model made, and what came of it.</summary>
/// <param name="Round">Calls of one round were made in one message of the model.</param>
/// <param name="CallId">The model's name for the call.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its arguments as the model gave them.</param>
/// <param name="Result">The result as JSON text; null while it has not ended.</param>
internal sealed record ToolExchange(int Round, string CallId, string Name, Dictionary<string, JsonElement> Arguments, string? Result);
