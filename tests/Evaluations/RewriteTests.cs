using System.Globalization;
using System.Text.Json;
using AspireCoach.Host.Commands;

namespace AspireCoach.Evaluations;

/// <summary>What messages mean, measured over cases whose days were read off a calendar: `coach eval rewrite` with its own command.</summary>
public sealed class RewriteTests
{
    private const double Target = 0.95;

    [Theory]
    [InlineData("rewrite.json", 100)]
    [InlineData("rewrite-b.json", 80)]
    [InlineData("rewrite-c.json", 40)]
    [InlineData("rewrite-d.json", 60)]
    [InlineData("rewrite-e.json", 60)]
    [InlineData("rewrite-f.json", 60)]
    [InlineData("rewrite-g.json", 60)]
    [InlineData("rewrite-h.json", 20)]
    public async Task Nearly_every_message_is_read_exactly(string suite, int least)
    {
        var input = Path.Combine(AppContext.BaseDirectory, "Suites", suite);
        var output = Path.Combine(Directory.CreateTempSubdirectory("coach-eval-").FullName, "out.json");
        (await EvalCommand.RunAsync(["rewrite", "--in", input, "--out", output])).ShouldBe(0);

        var cases = JsonSerializer.Deserialize<JsonElement[]>(await File.ReadAllTextAsync(input, TestContext.Current.CancellationToken))!;
        var results = JsonSerializer.Deserialize<JsonElement[]>(await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken))!
            .ToDictionary(result => result.GetProperty("id").GetString()!);
        cases.Length.ShouldBeGreaterThanOrEqualTo(least);
        var misses = cases.Select(one => Miss(one, results[one.GetProperty("id").GetString()!])).OfType<string>().ToList();
        var share = 1 - ((double)misses.Count / cases.Length);
        var report = string.Create(CultureInfo.InvariantCulture, $"{suite}: {share:P1} of {cases.Length} exact\n") + string.Join('\n', misses);
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        share.ShouldBeGreaterThanOrEqualTo(Target, report);
    }

    /// <summary>Null where the days and the habits are exactly those expected and the query names them, or is the message where there are none.</summary>
    private static string? Miss(JsonElement one, JsonElement result)
    {
        var expected = one.GetProperty("expected");
        var message = one.GetProperty("message").GetString()!;
        var query = result.GetProperty("query").GetString()!;
        var (from, to) = (expected.GetProperty("from").GetString(), expected.GetProperty("to").GetString());
        var habits = expected.GetProperty("habits").EnumerateArray().Select(habit => habit.GetString()!).Order(StringComparer.Ordinal).ToList();
        var found = result.GetProperty("habits").EnumerateArray().Select(habit => habit.GetString()!).Order(StringComparer.Ordinal).ToList();
        var isRight = from == result.GetProperty("from").GetString() && to == result.GetProperty("to").GetString() && habits.SequenceEqual(found)
            && habits.TrueForAll(habit => query.Contains(habit, StringComparison.OrdinalIgnoreCase))
            && (from is null || (query.Contains(Spelled(from), StringComparison.Ordinal) && query.Contains(Spelled(to!), StringComparison.Ordinal)))
            && (from is not null || habits.Count > 0 || query == message);
        return isRight ? null : $"{one.GetProperty("id").GetString()}: “{message}” {from}…{to} [{string.Join(", ", habits)}], but {result.GetRawText().ReplaceLineEndings(" ")}";
    }

    private static string Spelled(string day) => DateOnly.Parse(day, CultureInfo.InvariantCulture).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
}
