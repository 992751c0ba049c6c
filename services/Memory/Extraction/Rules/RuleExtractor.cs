using System.Text.RegularExpressions;
using AspireCoach.Memory.Extraction.Reading;
using NodaTime;

namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>Finds the facts that English messages state, by rules alone: the extraction of the offline model.</summary>
internal static partial class RuleExtractor
{
    private const int LongestFact = 300;
    private static readonly string[] s_groups = ["x", "y", "k", "d"];

    /// <summary>What a user's message states, in its order, unchecked and not compared with anything. A new home or job says that the old one is none.</summary>
    public static IEnumerable<FactCandidate> Read(ExtractionTurn turn, TurnReading reading, string timeZone)
    {
        var facts = All(turn, reading, timeZone).ToList();
        return facts.Where(fact => !Follows(fact, "No longer lives ", "Moved ") && !Follows(fact, "No longer lives ", "Lives ") && !Follows(fact, "No longer works ", "Works "));

        bool Follows(FactCandidate old, string ended, string begun) =>
            old.Text.StartsWith(ended, StringComparison.Ordinal) && facts.Exists(fact => fact.Text.StartsWith(begun, StringComparison.Ordinal) && !old.Text.EndsWith(fact.Text[(fact.Text.LastIndexOf(' ') + 1)..], StringComparison.Ordinal));
    }

    private static IEnumerable<FactCandidate> All(ExtractionTurn turn, TurnReading reading, string timeZone)
    {
        var at = Days.Local(turn.At, timeZone);
        foreach (var clause in reading.Clauses)
        {
            if (clause.Standing != Standing.Asserted)
            {
                continue;
            }

            foreach (var stated in Stated(turn, clause, at))
            {
                yield return stated;
            }

            if (Own(turn, clause) is { } name)
            {
                yield return name;
            }

            if (Relative(turn, clause) is { } relative)
            {
                yield return relative;
            }
        }
    }

    /// <summary>What the first rule finds that fits the clause, or else its parts around its first comma.</summary>
    private static IEnumerable<FactCandidate> Stated(ExtractionTurn turn, Clause clause, ZonedDateTime at)
    {
        foreach (var rule in RuleTable.All)
        {
            if (rule.Match(clause) is { } match && Days.Of(turn.Text, clause, at, rule.Days) is var days && !(rule.NeedsDay && days.From is null && days.To is null))
            {
                return Compose(turn, clause, rule, match, days) is { } fact ? [fact] : [];
            }
        }

        var main = clause.Tokens.TakeWhile(token => token.Norm is not ",").ToList();
        return main.Count >= 3 && main.Count < clause.Tokens.Count && main[0].Norm is "i" or "we" or "my" or "our" or "bedtime"
            ? [.. Stated(turn, Part(main), at), .. clause.Tokens.Count > main.Count + 2 ? Stated(turn, Part([.. clause.Tokens.Skip(main.Count + 1)]), at) : []]
            : [];

        Clause Part(List<Token> tokens) => new(tokens, clause.Standing, clause.Sentence, clause.Corrects);
    }

    private static FactCandidate? Compose(ExtractionTurn turn, Clause clause, Rule rule, Match match, Days days)
    {
        var text = Placeholder().Replace(rule.Text, hole =>
        {
            var third = hole.Groups["form"].Success;
            if (hole.Groups["name"].Value == "all")
            {
                return Wording.Of(turn.Text, clause.Tokens.Skip(1), days, third);
            }

            var group = match.Groups[hole.Groups["name"].Value];
            return Wording.Of(turn.Text, clause.Within(group.Index, group.Length), days, third);
        });
        text = Wording.Capitalised(text.Trim());
        return text.Length is 0 or > LongestFact || s_groups.Any(name => match.Groups[name] is { Success: true, Length: 0 })
            ? null
            : new FactCandidate(text, rule.Category, turn.Id, turn.Text[clause.Start..clause.End], rule.Confidence, days.From is { } from ? from.ToDateOnly() : null, days.To is { } to ? to.ToDateOnly() : null, null, null);
    }

    /// <summary>"I'm Jonas": a capital is all that tells a name from a mood.</summary>
    private static FactCandidate? Own(ExtractionTurn turn, Clause clause) =>
        clause.Tokens is [{ Norm: "i" }, { Norm: "am" }, { Capital: true } name, ..] && (clause.Tokens.Count <= 4 || clause.Tokens[3].Norm is ",") && (clause.Tokens.Count == 3 || clause.Tokens[3].Capital || clause.Tokens[3].IsMark) && IsName(turn.Text, name)
            && !Lexicon.Nations.Contains(name.Norm) && !Lexicon.Professions.Contains(name.Norm) && !Lexicon.Diets.Contains(name.Norm) && !Lexicon.Conditions.Contains(name.Norm)
            ? new FactCandidate($"Name is {turn.Text[name.Start..(clause.Tokens.Count > 3 && !clause.Tokens[3].IsMark ? clause.Tokens[3] : name).End]}", FactCategory.Identity, turn.Id, turn.Text[clause.Start..clause.End], 0.8, null, null, null, null)
            : null;

    /// <summary>"My sister Anna is allergic to nuts" tells of the user that there is a sister named Anna, and no more.</summary>
    private static FactCandidate? Relative(ExtractionTurn turn, Clause clause)
    {
        for (var i = 0; i + 2 < clause.Tokens.Count; i++)
        {
            if (clause.Tokens[i].Norm is not "my" || KinAt(clause.Tokens, i + 1) is not (> 0 and var width))
            {
                continue;
            }

            var name = i + 1 + width;
            name += name < clause.Tokens.Count && clause.Tokens[name].Norm is "," ? 1 : 0;
            if (name < clause.Tokens.Count && clause.Tokens[name] is { Capital: true, IsMark: false } token && IsName(turn.Text, token))
            {
                var kin = Wording.Of(turn.Text, clause.Tokens.Skip(i + 1).Take(width), Days.None, false);
                var who = turn.Text[token.Start..token.End];
                return new FactCandidate($"Has a {kin} named {who.Split('\'', '\u2019')[0]}", FactCategory.Relationship, turn.Id, turn.Text[clause.Tokens[i].Start..token.End], 0.85, null, null, null, null);
            }
        }

        return null;
    }

    private static bool IsName(string text, Token token) =>
        token.Norm.Length > 1 && char.IsUpper(text[token.Start]) && !text.AsSpan(token.Start, token.End - token.Start).ContainsAny('0', '1')
        && token.Norm is not ("i" or "monday" or "tuesday" or "wednesday" or "thursday" or "friday" or "saturday" or "sunday" or "january" or "february" or "march" or "april" or "june" or "july" or "august" or "september" or "october" or "november" or "december" or "christmas" or "easter" or "is" or "and" or "has" or "was")
        && !text[token.Start..token.End].Skip(1).Any(char.IsUpper);

    /// <returns>How many words name kin there; 0 for none.</returns>
    private static int KinAt(IReadOnlyList<Token> tokens, int at)
    {
        for (var width = 3; width >= 1; width--)
        {
            if (at + width <= tokens.Count && Lexicon.Kin.Contains(string.Join(' ', tokens.Skip(at).Take(width).Select(token => token.Norm)))
                && !(at + width < tokens.Count && tokens[at + width].Norm.EndsWith("'s", StringComparison.Ordinal)))
            {
                return width;
            }

            if (width > 1 && at + width <= tokens.Count && tokens[at].Norm is "older" or "younger" or "little" or "big" or "twin" or "elder" or "best" or "new" or "half" or "oldest" or "youngest" or "late" or "good" or "close"
                && Lexicon.Kin.Contains(string.Join(' ', tokens.Skip(at + 1).Take(width - 1).Select(token => token.Norm))))
            {
                return width;
            }
        }

        return 0;
    }

    [GeneratedRegex(@"\{(?<name>[a-z]+)(?<form>:[a-z]+)?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Placeholder();
}
