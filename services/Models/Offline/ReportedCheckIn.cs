using System.Collections.Frozen;
using System.Globalization;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>What a user's report says of one habit: done or not, how much, and why not.</summary>
/// <param name="Habit">The habit.</param>
/// <param name="Done">False for skipped, missed, forgotten.</param>
/// <param name="Amount">The amount in <paramref name="Unit"/>; null where none is said.</param>
/// <param name="Unit">The unit's word as it was said.</param>
/// <param name="Note">The reason as the user gave it; null where there is none.</param>
internal sealed record ReportedCheckIn(HabitReference Habit, bool Done, decimal? Amount, string? Unit, string? Note)
{
    private static readonly FrozenSet<string> s_negations = Set("not never didn't don't couldn't can't cannot haven't hasn't wasn't unable neither nor without");
    private static readonly FrozenSet<string> s_misses = Set("skip skipped skipping miss missed missing fail failed failing forgot forget forgotten");
    private static readonly FrozenSet<string> s_does = Set("did done finished completed managed made ran swam slept wrote ate drank rode took went got was checked check mark log logged");

    private static readonly FrozenDictionary<string, string> s_units = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["kilometre"] = "km", ["kilometer"] = "km", ["kilometres"] = "km", ["kilometers"] = "km", ["k"] = "km", ["kms"] = "km",
        ["minute"] = "min", ["minutes"] = "min", ["mins"] = "min", ["hour"] = "h", ["hours"] = "h", ["hrs"] = "h", ["hr"] = "h",
        ["litre"] = "l", ["liter"] = "l", ["litres"] = "l", ["liters"] = "l",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>One for each habit, in order.</summary>
    public static IReadOnlyList<ReportedCheckIn> Read(string text, IReadOnlyList<HabitReference> habits)
    {
        var words = EnglishWords.Read(text);
        var because = 0;
        while (because < words.Count && !(because > 0 && words[because].Text is "because" or "cause" or "cos"))
        {
            because++;
        }

        var note = because < words.Count ? text[words[because].Start..].TrimEnd('.', '!', ' ', '\n', '\r', '\t') : null;
        var clauses = Clauses([.. words.Take(because)]);
        var isDone = true;
        var said = clauses.Select(clause => (Words: clause, Done: isDone = Polarity(clause) ?? isDone)).ToList();
        return [.. habits.Select(habit =>
        {
            var own = said.FindIndex(clause => HabitNames.Find(clause.Words, [habit]).Count > 0);
            var (clauseWords, done) = own >= 0 ? said[own] : said.Count > 0 ? said[0] : ([], true);
            done = Abstains(habit) && own >= 0 ? KeptAway(clauseWords, habit) : done;
            var (amount, unit) = done ? Quantity(clauseWords) : (null, null);
            return new ReportedCheckIn(habit, done, amount, unit, done || note is null ? null : note[..Math.Min(note.Length, 300)]);
        })];
    }

    /// <summary>True when both words name one unit.</summary>
    public static bool IsSameUnit(string said, string unit) => Canonical(said) == Canonical(unit.ToLowerInvariant());

    private static string Canonical(string unit) => s_units.TryGetValue(unit, out var known) ? known : EnglishStem.Of(unit);

    private static List<List<Word>> Clauses(List<Word> words)
    {
        var clauses = new List<List<Word>> { new() };
        for (var i = 0; i < words.Count; i++)
        {
            var isDecimal = words[i].IsMark('.') && i > 0 && i + 1 < words.Count && words[i - 1].Kind == WordKind.Number && words[i + 1].Kind == WordKind.Number && words[i + 1].Start == words[i].End;
            if (words[i].Text is "but" or "and" or "," or ";" or "!" or "\n" || (words[i].IsMark('.') && !isDecimal))
            {
                clauses.Add([]);
            }
            else
            {
                clauses[^1].Add(words[i]);
            }
        }

        clauses.RemoveAll(clause => clause.Count == 0);
        return clauses;
    }

    /// <summary>"Didn't run" and "skipped" are not done, "didn't skip" is; null where the clause has no verb of its own.</summary>
    private static bool? Polarity(List<Word> clause)
    {
        var isNegated = clause.Exists(word => s_negations.Contains(word.Text)) || (clause.Count > 1 && clause[0].Is("no"));
        var too = clause.FindIndex(word => word.Is("too"));
        isNegated |= too >= 0 && clause.FindIndex(too, word => word.Is("to")) > too;
        var isMissed = clause.Exists(word => s_misses.Contains(word.Text));
        return isNegated || isMissed ? isNegated && isMissed
            : clause.Exists(word => s_does.Contains(word.Text) || (word.Text.Length > 4 && word.Text.EndsWith("ed", StringComparison.Ordinal))) ? true
            : null;
    }

    /// <summary>"No sugar" is kept by what is not done.</summary>
    private static bool Abstains(HabitReference habit) =>
        EnglishWords.Read(habit.Name) is [var first, _, ..] && first.Text is "no" or "avoid" or "without" or "quit" or "stop" or "never" or "don't" or "less";

    private static bool KeptAway(List<Word> clause, HabitReference habit)
    {
        var broke = clause.Exists(word => word.Text is "fail" or "failed" or "failing" or "broke" or "slipped" or "forgot");
        var refrained = clause.Exists(word => s_negations.Contains(word.Text) || word.Text is "no" or "skip" or "skipped" or "avoided" or "resisted" or "did" or "done" or "managed" or "kept" or "stayed")
            || EnglishStem.Of(clause[0].Text) == EnglishStem.Of(EnglishWords.Read(habit.Name)[0].Text);
        return refrained && !broke;
    }

    private static (decimal? Amount, string? Unit) Quantity(List<Word> clause)
    {
        for (var i = 0; i + 1 < clause.Count; i++)
        {
            if (clause[i] is not { Kind: WordKind.Number, Ordinal: false })
            {
                continue;
            }

            var isDecimal = i + 3 < clause.Count && clause[i + 1].Text is "." && clause[i + 2].Kind == WordKind.Number;
            var number = isDecimal ? clause[i].Text + "." + clause[i + 2].Text : clause[i].Text;
            var unit = clause[isDecimal ? i + 3 : i + 1];
            if (unit.Kind == WordKind.Letters && number.Length < 10 && decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
            {
                return (amount, unit.Text);
            }
        }

        return (null, null);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
