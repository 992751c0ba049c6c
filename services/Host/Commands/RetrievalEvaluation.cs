using System.Buffers.Binary;
using System.Diagnostics;
using System.Text.Json;
using AspireCoach.Knowledge;
using AspireCoach.Knowledge.Ranking;

namespace AspireCoach.Host.Commands;

/// <summary>
/// <c>coach eval retrieval</c>: puts each conversation's turns into the index that serves users, a session a thread, and asks it each question.
/// </summary>
/// <remarks>
/// Input: <c>{"conversations": [{"id", "speakers", "turns": [{"id", "session", "speaker", "at", "text", "caption"?}], "questions": [{"id", "text"}]}]}</c>.
/// Output, a line a question: <c>{"question", "ranked": [turn ids, best first, 50], "micros"}</c>. The relevance floor is off, so that there are 50
/// wherever there are as many turns: the measure wants a ranking, a user would get the part of it that is relevant.
/// </remarks>
internal static class RetrievalEvaluation
{
    private const int Depth = 50;

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public static async Task<int> RunAsync(string input, string output)
    {
        EvaluationInput? read;
        try
        {
            await using var stream = File.OpenRead(input);
            read = await JsonSerializer.DeserializeAsync<EvaluationInput>(stream, s_json);
        }
        catch (JsonException problem)
        {
            throw new CommandLineException($"'{input}' is no retrieval evaluation: {problem.Message}");
        }

        if (read?.Conversations is not { } conversations || conversations.Any(conversation => conversation is not { Turns: not null, Questions: not null }))
        {
            throw new CommandLineException($"'{input}' is no retrieval evaluation: it takes {{\"conversations\": [{{\"turns\": […], \"questions\": […]}}]}}.");
        }

        await using var writer = new StreamWriter(output);
        var questions = 0;
        foreach (var conversation in conversations)
        {
            foreach (var answer in Answer(conversation))
            {
                questions++;
                await writer.WriteLineAsync(JsonSerializer.Serialize(answer, s_json));
            }
        }

        Console.Error.WriteLine($"{questions} questions answered by the lexical index; no model was asked.");
        return 0;
    }

    /// <summary>The answers to a conversation's questions, in their order.</summary>
    public static IEnumerable<EvaluatedQuestion> Answer(EvaluatedConversation conversation)
    {
        var index = new LexicalIndex();
        for (var at = 0; at < conversation.Turns.Count; at++)
        {
            var turn = conversation.Turns[at];
            var text = turn.Caption is { } caption ? $"{turn.Text}\n{caption}" : turn.Text;
            index.Put(new LexicalEntry(Id(at, 0), KnowledgeKind.Turn, text, turn.Speaker, turn.At, Id(turn.Session, 1), at));
        }

        foreach (var question in conversation.Questions)
        {
            var start = Stopwatch.GetTimestamp();
            var hits = index.Search(new LexicalQuery(question.Text) { Floor = false }, Depth);
            var micros = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            yield return new EvaluatedQuestion(question.Id, [.. hits.Select(hit => conversation.Turns[Number(hit.Id)].Id)], (long)Math.Ceiling(micros));
        }
    }

    private static Guid Id(int number, byte kind) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, kind);

    private static int Number(Guid id) => BinaryPrimitives.ReadInt32LittleEndian(id.ToByteArray());
}

internal sealed record EvaluationInput(IReadOnlyList<EvaluatedConversation>? Conversations);

internal sealed record EvaluatedConversation(string Id, IReadOnlyList<EvaluatedTurn> Turns, IReadOnlyList<AskedQuestion> Questions);

internal sealed record EvaluatedTurn(string Id, int Session, string Speaker, DateTimeOffset At, string Text, string? Caption);

internal sealed record AskedQuestion(string Id, string Text);

/// <param name="Question">The question's id.</param>
/// <param name="Ranked">The turns' ids, best first.</param>
/// <param name="Micros">How long the search took, in microseconds.</param>
internal sealed record EvaluatedQuestion(string Question, IReadOnlyList<string> Ranked, long Micros);
