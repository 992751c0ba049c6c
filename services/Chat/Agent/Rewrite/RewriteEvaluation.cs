using System.Text.Encodings.Web;
using System.Text.Json;
using AspireCoach.Models;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>A message to rewrite, with all that it may refer to.</summary>
/// <param name="Id">Names the case.</param>
/// <param name="Now">When it was sent.</param>
/// <param name="TimeZone">The user's IANA time zone.</param>
/// <param name="Habits">The user's habits.</param>
/// <param name="History">The messages before it, oldest first.</param>
/// <param name="Message">The message.</param>
public sealed record RewriteCase(
    string Id, DateTimeOffset Now, string TimeZone, IReadOnlyList<RewriteCaseHabit>? Habits, IReadOnlyList<RewriteCaseMessage>? History, string Message);

public sealed record RewriteCaseHabit(string Name);

/// <param name="Role"><c>user</c> or <c>coach</c> (or <c>assistant</c>).</param>
/// <param name="Text">The text.</param>
/// <param name="At">When it was sent; the case's own instant where it is not said.</param>
public sealed record RewriteCaseMessage(string Role, string Text, DateTimeOffset? At);

/// <summary>What the rewrite step made of a case.</summary>
public sealed record RewriteResult(string Id, string Query, DateOnly? From, DateOnly? To, IReadOnlyList<string> Habits, string Intent);

/// <summary>Runs the rewrite step over a file of cases, as <c>coach eval rewrite</c>.</summary>
public static class RewriteEvaluation
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="services">With <see cref="ChatModule.AddRewriter"/>.</param>
    /// <param name="input">A JSON array of <see cref="RewriteCase"/>.</param>
    /// <param name="output">Gets a JSON array of <see cref="RewriteResult"/>.</param>
    /// <returns>How many cases there were, and the model that phrased; null where rules alone did.</returns>
    public static async Task<(int Cases, string? Model)> RunAsync(IServiceProvider services, string input, string output)
    {
        var rewriter = services.GetRequiredService<MessageRewriter>();
        await using var file = File.OpenRead(input);
        var cases = await JsonSerializer.DeserializeAsync<RewriteCase[]>(file, s_json) ?? [];
        List<RewriteResult> results = [];
        foreach (var one in cases)
        {
            results.Add(await RewriteAsync(rewriter, one));
        }

        await using var result = File.Create(output);
        await JsonSerializer.SerializeAsync(result, results, s_json);
        return (cases.Length, rewriter.Phraser);
    }

    private static async Task<RewriteResult> RewriteAsync(MessageRewriter rewriter, RewriteCase one)
    {
        var habits = (one.Habits ?? []).Select((habit, index) => new HabitReference(new Guid(index + 1, 0, 0, new byte[8]), habit.Name)).ToList();
        var history = (one.History ?? []).Select(message => new EarlierMessage(message.Role == "user", message.Text, message.At ?? one.Now)).ToList();
        var question = await rewriter.RewriteAsync(new RewriteInput(one.Message, one.Now, one.TimeZone, habits, history), CancellationToken.None);
        return new RewriteResult(one.Id, question.Query, question.From, question.To, [.. question.Habits.Select(habit => habit.Name)], question.Intent);
    }
}
