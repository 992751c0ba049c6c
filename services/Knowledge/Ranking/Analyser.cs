namespace AspireCoach.Knowledge.Ranking;

/// <summary>Reads a text into what the index and Qdrant's sparse vectors are made of.</summary>
public static class Analyser
{
    /// <summary>Of a longer text the beginning is indexed: words, not characters.</summary>
    public const int MaxTokens = 2_000;

    private const int MaxDates = 16;

    /// <summary>The day that days are counted from.</summary>
    internal static readonly DateTime Epoch = DateTime.UnixEpoch;

    /// <summary>What an entry's text comes to.</summary>
    public static AnalysedEntry Analyse(LexicalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var local = entry.At.DateTime;
        var tokens = Token.Read(entry.Text, MaxTokens);
        var dates = DateReading.Read(tokens, local);
        var terms = new List<uint>(tokens.Count);
        foreach (var token in tokens)
        {
            if (!Words.IsCommon(token.Text))
            {
                terms.Add(Words.Term(token.Text));
            }
        }

        return new AnalysedEntry(
            entry.Id, entry.Kind, entry.Kind == KnowledgeKind.Fact ? null : entry.Thread, entry.Position,
            (int)Math.Floor((local - Epoch).TotalMinutes), SpeakerTerm(entry.Speaker), TraitReading.Read(entry.Text, tokens, dates.Count > 0),
            terms.ToArray(), dates.Take(MaxDates).SelectMany(date => new[] { date.First, date.Last }).ToArray());
    }

    /// <summary>
    /// The terms of an entry with their weights, each term once, in ascending order: its words, its speaker, and the day it was said on and those it
    /// speaks of as month, year and day. Weights saturate with repetition (tf / (tf + 1.2)); rarity is the searching side's to weigh.
    /// </summary>
    public static IReadOnlyList<(uint Term, float Weight)> Sparse(AnalysedEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var counts = new SortedDictionary<uint, int>();
        foreach (var term in entry.Terms.Span)
        {
            counts[term] = counts.GetValueOrDefault(term) + 1;
        }

        counts[entry.Speaker] = counts.GetValueOrDefault(entry.Speaker) + 1;
        AddDay(counts, entry.Minute / 1440);
        for (var at = 0; at + 1 < entry.Dates.Length; at += 2)
        {
            AddDay(counts, entry.Dates.Span[at]);
        }

        return [.. counts.Select(pair => (pair.Key, pair.Value / (pair.Value + 1.2f)))];
    }

    /// <summary>The terms of a question with the same weights, to search Qdrant's sparse vectors with.</summary>
    public static IReadOnlyList<(uint Term, float Weight)> Sparse(LexicalQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var weights = new SortedDictionary<uint, float>();
        foreach (var slot in QueryReading.Read(query, [], RankingWeights.Default).Slots)
        {
            foreach (var (term, strength) in slot.Terms)
            {
                weights[term] = Math.Max(weights.GetValueOrDefault(term), (float)(slot.Weight * strength));
            }
        }

        return [.. weights.Select(pair => (pair.Key, pair.Value))];
    }

    /// <summary>Of a name of several words the first: it is what people are called by.</summary>
    internal static uint SpeakerTerm(string speaker)
    {
        var tokens = Token.Read(speaker, 1);
        return tokens.Count > 0 ? Words.Term(tokens[0].Text) : 0;
    }

    private static void AddDay(SortedDictionary<uint, int> counts, int day)
    {
        var date = DateOnly.FromDateTime(Epoch.AddDays(day));
        counts[Words.Term(DateReading.MonthName(date.Month))] = 1;
        counts[Words.Term(date.Year.ToString(System.Globalization.CultureInfo.InvariantCulture))] = 1;
        counts[Words.Term(date.Day.ToString(System.Globalization.CultureInfo.InvariantCulture))] = 1;
    }
}
