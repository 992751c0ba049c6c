namespace AspireCoach.Memory;

/// <summary>All versions of all facts of a held user, kept up with what is done to them.</summary>
internal sealed class KnownVersions(IEnumerable<FactRow> facts)
{
    private readonly Dictionary<Guid, FactRow> _facts = facts.ToDictionary(fact => fact.Id);

    /// <summary>The last version of a fact that was current when it was read; null where it has been forgotten since, or is over.</summary>
    public FactRow? LastOf(string? id, DateOnly today)
    {
        if (!Guid.TryParse(id, out var given) || !_facts.TryGetValue(given, out var fact))
        {
            return null;
        }

        while (fact.SupersededBy is { } next)
        {
            fact = _facts[next];
        }

        return fact.IsCurrent(today) ? fact : null;
    }

    /// <summary>The versions that say the same, the latest first.</summary>
    public IEnumerable<FactRow> Saying(FactRow fact) =>
        _facts.Values.Where(known => known.IsSameAs(fact)).OrderByDescending(known => known.SaidAt);

    public void Set(FactRow fact) => _facts[fact.Id] = fact;
}
