using AspireCoach.Memory.Extraction.Rules;

namespace AspireCoach.Memory.Extraction;

/// <summary>Compares what was said with what is known: new, the same again, or in its place.</summary>
internal static class Reconciler
{
    public static IReadOnlyList<FactCandidate> Settle(IEnumerable<FactCandidate> candidates, IReadOnlyList<KnownFact> known)
    {
        List<FactCandidate> settled = [];
        foreach (var candidate in candidates)
        {
            Add(settled, candidate);
        }

        List<FactCandidate> facts = [];
        HashSet<string> superseded = new(StringComparer.Ordinal);
        foreach (var candidate in settled)
        {
            var fact = Against(candidate, known, superseded);
            if (fact.Supersedes is not null || fact.Reinforces is not null || fact.Confidence > RuleTable.NeedsKnown)
            {
                facts.Add(fact);
            }
        }

        return facts;
    }

    /// <summary>Within one batch the later of two that cannot both hold stands; within one message neither, unless it corrects itself.</summary>
    private static void Add(List<FactCandidate> settled, FactCandidate candidate)
    {
        for (var i = settled.Count - 1; i >= 0; i--)
        {
            switch (FactRelation.Between(candidate.Text, candidate.Category, settled[i].Text, settled[i].Category))
            {
                case Relation.Same:
                    return;
                case Relation.Replaces:
                    settled.RemoveAt(i);
                    break;
            }
        }

        settled.Add(candidate);
    }

    private static FactCandidate Against(FactCandidate candidate, IReadOnlyList<KnownFact> known, HashSet<string> superseded)
    {
        foreach (var fact in known)
        {
            if (FactRelation.Between(candidate.Text, candidate.Category, fact.Text, fact.Category) == Relation.Same)
            {
                return candidate with { Reinforces = fact.Id };
            }
        }

        foreach (var fact in known)
        {
            if (FactRelation.Between(candidate.Text, candidate.Category, fact.Text, fact.Category) == Relation.Replaces && superseded.Add(fact.Id))
            {
                return candidate with { Supersedes = fact.Id };
            }
        }

        return candidate;
    }
}
