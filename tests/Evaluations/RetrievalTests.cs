using System.Text.Json;
using AspireCoach.Host.Commands;

namespace AspireCoach.Evaluations;

/// <summary>
/// Recall among the first ten: of the turns that answer a question, how many are found, on average over the questions. Measured through what
/// <c>coach eval retrieval</c> runs.
/// </summary>
public sealed class RetrievalTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    [Fact]
    public void What_users_told_their_coach_is_found_again()
    {
        var suite = Read<OwnSuite>(Path.Combine(AppContext.BaseDirectory, "Suites", "retrieval.json"));
        var evidence = suite.Conversations.SelectMany(conversation => conversation.Questions).ToDictionary(question => question.Id, question => question.Evidence);
        var questions = Read<EvaluationInput>(Path.Combine(AppContext.BaseDirectory, "Suites", "retrieval.json"));

        evidence.Count.ShouldBeGreaterThanOrEqualTo(40);
        RecallAtTen(questions, evidence).ShouldBeGreaterThanOrEqualTo(87);
    }

    [Fact]
    public void Eighty_four_of_a_hundred_turns_that_answer_LoCoMos_questions_are_among_the_first_ten()
    {
        var folder = SharedData();
        Assert.SkipWhen(folder is null, "LoCoMo's development half is not there: it is looked for in ../shared/data beside the repository, and in COACH_SHARED/data.");
        var gold = Read<GoldQuestion[]>(Path.Combine(folder, "locomo-dev.gold.json")).ToDictionary(question => question.Question, question => question.Evidence);

        RecallAtTen(Read<EvaluationInput>(Path.Combine(folder, "locomo-dev.input.json")), gold).ShouldBeGreaterThanOrEqualTo(84);
    }

    /// <returns>In percent.</returns>
    private double RecallAtTen(EvaluationInput input, Dictionary<string, IReadOnlyList<string>> evidence)
    {
        var answers = (input.Conversations ?? []).SelectMany(RetrievalEvaluation.Answer).ToDictionary(answer => answer.Question);
        var recalls = new List<double>();
        foreach (var (question, turns) in evidence)
        {
            var expected = turns.ToHashSet();
            var found = answers[question].Ranked.Take(10).Count(expected.Contains);
            recalls.Add(found / (double)expected.Count);
            if (found < expected.Count && evidence.Count < 100)
            {
                output.WriteLine($"{question}: wanted {string.Join(' ', expected)}, found {string.Join(' ', answers[question].Ranked.Take(10))}");
            }
        }

        var recall = 100 * recalls.Average();
        output.WriteLine($"recall@10 {recall:F1} over {recalls.Count} questions");
        return recall;
    }

    private static T Read<T>(string path) => JsonSerializer.Deserialize<T>(File.ReadAllText(path), s_json)!;

    private static string? SharedData()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "AspireCoach.sln")))
            {
                var shared = Environment.GetEnvironmentVariable("COACH_SHARED") ?? Path.Combine(folder.FullName, "..", "shared");
                return File.Exists(Path.Combine(shared, "data", "locomo-dev.gold.json")) ? Path.Combine(shared, "data") : null;
            }
        }

        return null;
    }

    private sealed record GoldQuestion(string Question, IReadOnlyList<string> Evidence);

    private sealed record OwnSuite(IReadOnlyList<OwnConversation> Conversations);

    private sealed record OwnConversation(IReadOnlyList<OwnQuestion> Questions);

    private sealed record OwnQuestion(string Id, string Text, IReadOnlyList<string> Evidence);
}
