using System.Text.RegularExpressions;
using AspireCoach.Memory.Extraction.Rules;

namespace AspireCoach.Memory.Extraction;

/// <summary>Compares what was said with what is known: new, the same again, or in its place.</summary>
internal static partial class Reconciler
{
    /// <param name="candidates">Valid ones, in the order they were said.</param>
    /// <param name="texts">The messages by id.</param>
    /// <param name="known">The current facts.</param>
    public static IReadOnlyList<FactCandidate> Settle(IEnumerable<FactCandidate> candidates, Func<string, string> texts, IReadOnlyList<KnownFact> known)
    {
        List<FactCandidate> settled = [];
        foreach (var candidate in candidates)
        {
            Add(settled, candidate, texts);
        }

        List<FactCandidate> facts = [];
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (var candidate in settled)
        {
            var fact = Against(candidate, known, taken);
            if (fact.Supersedes is not null || fact.Reinforces is not null || fact.Confidence > RuleTable.NeedsKnown)
            {
                facts.Add(fact);
            }
        }

        return facts;
    }

    /// <summary>Within one batch the later of two that cannot both hold stands; within one message neither, unless it corrects itself.</summary>
    private static void Add(List<FactCandidate> settled, FactCandidate candidate, Func<string, string> texts)
    {
        for (var i = settled.Count - 1; i >= 0; i--)
        {
            var earlier = settled[i];
            switch (FactRelation.Between(candidate.Text, candidate.Category, candidate.Quote, earlier.Text, earlier.Category))
            {
                case Relation.Same:
                    return;
                case Relation.Replaces when earlier.TurnId == candidate.TurnId && !IsCorrected(texts(candidate.TurnId), earlier.Quote, candidate.Quote):
                    settled.RemoveAt(i);
                    return;
                case Relation.Replaces:
                    settled.RemoveAt(i);
                    break;
            }
        }

        settled.Add(candidate);
    }

    private static bool IsCorrected(string text, string first, string second)
    {
        var start = FactValidator.Find(text, first)?.Start ?? 0;
        var end = FactValidator.Find(text, second)?.End ?? text.Length;
        return end <= start || Correction().IsMatch(text[start..Math.Min(text.Length, end + 12)]);
    }

    private static FactCandidate Against(FactCandidate candidate, IReadOnlyList<KnownFact> known, HashSet<string> taken)
    {
        var relations = known.Select(fact => (fact.Id, Relation: FactRelation.Between(candidate.Text, candidate.Category, candidate.Quote, fact.Text, fact.Category))).ToList();
        if (relations.Find(entry => entry.Relation == Relation.Same) is { Id: { } same })
        {
            return candidate with { Reinforces = same, Supersedes = null };
        }

        var old = candidate.Supersedes is { } named && known.Any(fact => fact.Id == named) ? named
            : relations.Find(entry => entry.Relation == Relation.Replaces && !taken.Contains(entry.Id)).Id ?? Goal(candidate, known);
        return candidate with { Reinforces = null, Supersedes = old is not null && taken.Add(old) ? old : null };
    }

    /// <summary>"My new goal is …" takes the place of the only one there was.</summary>
    private static string? Goal(FactCandidate candidate, IReadOnlyList<KnownFact> known) =>
        candidate.Category == FactCategory.Goal && NewGoal().IsMatch(candidate.Quote) && known.Where(fact => fact.Category == FactCategory.Goal).Take(2).ToList() is [var only] ? only.Id : null;

    [GeneratedRegex(@"\b(sorry|i mean|i meant|wait|actually|correction|scratch|now|moved|oops|rather|anymore|any ?more|no longer|again|instead|switched|changed|used to|until|not true|but since|since then)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Correction();

    [GeneratedRegex(@"\b(new|changed?|now|updated|revised|instead|different)\b.{0,20}\b(goal|aim|target|plan|objective|priority)\b|\b(goal|aim|target|plan|objective|priority)\b.{0,20}\b(changed|now|instead)\b", RegexOptions.IgnoreCase)]
    private static partial Regex NewGoal();
}
