using System.Runtime.CompilerServices;
using System.Text.Json;
using AspireCoach.Host.Commands;

namespace AspireCoach.Evaluations;

/// <summary>
/// Runs <c>coach eval extract</c> over suites written by different hands and scores what it writes: facts are matched by
/// message, category and the key words that the case lists.
/// </summary>
public sealed class ExtractionTests(ITestOutputHelper output)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    [Theory]
    [InlineData("extract.json")]
    [InlineData("extract-b.json")]
    [InlineData("extract-c.json")]
    [InlineData("extract-d.json")]
    [InlineData("extract-e.json")]
    [InlineData("extract-f.json")]
    [InlineData("extract-g.json")]
    [InlineData("extract-h.json")]
    public async Task Facts_are_found_and_none_is_invented(string suite)
    {
        var score = await ScoreAsync(suite);

        score.Precision.ShouldBeGreaterThanOrEqualTo(0.95);
        score.Recall.ShouldBeGreaterThanOrEqualTo(0.85);
        score.Invented.ShouldBeEmpty("invented from questions, hypotheticals, jokes, other people's traits or the coach's own words");
        score.WrongDays.ShouldBeEmpty("days not counted from the message's own");
        score.NotSuperseded.ShouldBeEmpty("changes added beside what they change");
        score.Instructions.ShouldBeEmpty("instructions stored as facts");
    }

    private async Task<Score> ScoreAsync(string suite)
    {
        var file = Path.Combine(Path.GetDirectoryName(Here())!, "Suites", suite);
        var cases = JsonSerializer.Deserialize<List<Case>>(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), s_json)!;
        var answer = Path.GetTempFileName();
        try
        {
            (await ExtractionEvaluation.RunAsync(file, answer)).ShouldBe(0);
            var facts = JsonSerializer.Deserialize<List<Answer>>(await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken), s_json)!;
            facts.Select(item => item.Id).ShouldBe(cases.Select(item => item.Id));
            var score = new Score();
            foreach (var (item, found) in cases.Zip(facts))
            {
                score.Count(item, found.Facts);
            }

            output.WriteLine($"{suite}: {cases.Count} cases, precision {score.Precision:0.000}, recall {score.Recall:0.000}");
            score.Misses.ForEach(output.WriteLine);
            return score;
        }
        finally
        {
            File.Delete(answer);
        }
    }

    private static string Here([CallerFilePath] string file = "") => file;

    private sealed class Score
    {
        private int _right;
        private int _found;
        private int _expected;

        public double Precision => _found == 0 ? 1 : (double)_right / _found;

        public double Recall => _expected == 0 ? 1 : (double)_right / _expected;

        public List<string> Misses { get; } = [];

        public List<string> Invented { get; } = [];

        public List<string> WrongDays { get; } = [];

        public List<string> NotSuperseded { get; } = [];

        public List<string> Instructions { get; } = [];

        public void Count(Case item, IReadOnlyList<Fact> facts)
        {
            var left = facts.ToList();
            foreach (var expected in item.Expect)
            {
                var fact = left.Find(expected.Fits);
                if (fact is null)
                {
                    Misses.Add($"{item.Id} misses {expected.Category} {string.Join(' ', expected.Keywords)}");
                    continue;
                }

                left.Remove(fact);
                _right++;
                if ((expected.ValidFrom is not null && expected.ValidFrom != fact.ValidFrom) || (expected.ValidTo is not null && expected.ValidTo != fact.ValidTo))
                {
                    WrongDays.Add($"{item.Id}: {fact} instead of {expected.ValidFrom} {expected.ValidTo}");
                }

                if (expected.Supersedes is not null && expected.Supersedes != fact.Supersedes)
                {
                    NotSuperseded.Add($"{item.Id}: {fact} instead of {expected.Supersedes}");
                }
            }

            _found += facts.Count;
            _expected += item.Expect.Count;
            Misses.AddRange(left.Select(fact => $"{item.Id} invents {fact}"));
            if (item.Forbid is not null)
            {
                (item.Forbid == "instruction" ? Instructions : Invented).AddRange(left.Select(fact => $"{item.Id}: {fact}"));
            }
        }
    }

    private sealed record Case(string Id, IReadOnlyList<Expected> Expect, string? Forbid);

    private sealed record Expected(string TurnId, string Category, IReadOnlyList<string> Keywords, DateOnly? ValidFrom, DateOnly? ValidTo, string? Supersedes)
    {
        public bool Fits(Fact fact) =>
            fact.TurnId == TurnId && fact.Category == Category && Keywords.All(word => fact.Text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private sealed record Answer(string Id, IReadOnlyList<Fact> Facts);

    private sealed record Fact(string Text, string Category, string TurnId, DateOnly? ValidFrom, DateOnly? ValidTo, string? Supersedes);
}
