using System.Text;
using AspireCoach.Models;
using AspireCoach.Models.Offline;
using Microsoft.Extensions.AI;

namespace AspireCoach.Unit.Models.Offline;

/// <summary>Runs the offline coach over hand-written tool results, round by round, as the agent does.</summary>
internal sealed class Script
{
    public static readonly DateOnly Today = new(2026, 11, 20); // a Friday

    private readonly Dictionary<string, Func<IDictionary<string, object?>, string>> _tools = [];

    public List<FunctionCallContent> Calls { get; } = [];

    public List<int> CallsByRound { get; } = [];

    public int Pieces { get; private set; }

    public IReadOnlyList<int> Used { get; private set; } = [];

    public Script Tool(string name, string json) => Tool(name, _ => json);

    public Script Tool(string name, Func<IDictionary<string, object?>, string> answer)
    {
        _tools[name] = answer;
        return this;
    }

    /// <returns>The answer as streamed.</returns>
    public Task<string> AskAsync(string text, QuestionContext? context) => AskAsync(text, context, RecalledMemory.None);

    /// <summary>The same with what was recalled; <see cref="Used"/> is what the answer says it uses of it.</summary>
    public async Task<string> AskAsync(string text, QuestionContext? context, RecalledMemory memory, string system = "")
    {
        using var coach = new OfflineCoach();
        var messages = new List<ChatMessage> { new(ChatRole.System, $"Persona.\n{context?.Render()}\n{memory.Render()}\n{system}"), new(ChatRole.User, text) };
        var options = new ChatOptions { Tools = [.. _tools.Keys.Select(name => AIFunctionFactory.Create(() => "", name))] };
        while (true)
        {
            var calls = new List<FunctionCallContent>();
            var answer = new StringBuilder();
            Pieces = 0;
            await foreach (var update in coach.GetStreamingResponseAsync(messages, options, TestContext.Current.CancellationToken))
            {
                update.ModelId.ShouldBe("offline-coach");
                calls.AddRange(update.Contents.OfType<FunctionCallContent>());
                answer.Append(update.Text);
                Used = update.AdditionalProperties?.GetValueOrDefault(RecalledMemory.UsedKey) as IReadOnlyList<int> ?? Used;
                Pieces++;
            }

            if (calls.Count == 0)
            {
                (await coach.GetResponseAsync(messages, options, TestContext.Current.CancellationToken)).Text.ShouldBe(answer.ToString());
                return answer.ToString();
            }

            CallsByRound.Add(calls.Count);
            CallsByRound.Count.ShouldBeLessThan(5);
            Calls.AddRange(calls);
            messages.Add(new ChatMessage(ChatRole.Assistant, [.. calls]));
            messages.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(call => new FunctionResultContent(call.CallId, _tools[call.Name](call.Arguments!)))]));
        }
    }

    public static QuestionContext Context(string intent, string? from, string? to, string query = "", string timeZone = "Europe/Berlin", params HabitReference[] habits) =>
        new(Today, timeZone, query, from is null ? null : DateOnly.Parse(from, null), to is null ? null : DateOnly.Parse(to, null), habits, intent);
}
