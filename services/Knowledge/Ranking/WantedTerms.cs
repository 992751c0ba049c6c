namespace AspireCoach.Knowledge.Ranking;

/// <summary>The terms of a question, to be asked for each term of each entry: nearly all are told off by one bit of eight kilobytes.</summary>
internal sealed class WantedTerms
{
    private readonly ulong[] _filter = new ulong[1024];
    private readonly Dictionary<uint, (int Slot, float Strength)> _terms = [];

    public WantedTerms(IReadOnlyList<Slot> slots)
    {
        for (var slot = 0; slot < slots.Count; slot++)
        {
            foreach (var (term, strength) in slots[slot].Terms)
            {
                if (!_terms.TryGetValue(term, out var known) || known.Strength < strength)
                {
                    _terms[term] = (slot, strength);
                    _filter[(term >> 6) & 1023] |= 1ul << (int)(term & 63);
                }
            }
        }
    }

    /// <summary>Which word of the question a term says, and how surely.</summary>
    public bool TryGet(uint term, out int slot, out float strength)
    {
        if ((_filter[(term >> 6) & 1023] & (1ul << (int)(term & 63))) == 0 || !_terms.TryGetValue(term, out var found))
        {
            (slot, strength) = (0, 0);
            return false;
        }

        (slot, strength) = found;
        return true;
    }
}
