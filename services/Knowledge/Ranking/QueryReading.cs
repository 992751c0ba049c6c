using System.Collections.Frozen;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>Something that a question asks for: a word with its relatives.</summary>
/// <param name="Terms">The terms that say it, and how surely: 1 for the word itself.</param>
/// <param name="Weight">How much it matters beside its rarity; 1 for most.</param>
internal sealed record Slot(IReadOnlyList<(uint Term, float Strength)> Terms, double Weight);

/// <summary>What a question wants to know.</summary>
internal enum Wanted
{
    What,
    When,
    Where,
    Who,
    HowMany,
    Why,
}

/// <summary>A question as the ranker takes it.</summary>
internal sealed record QueryReading(IReadOnlyList<Slot> Slots, IReadOnlyList<uint> Speakers, IReadOnlyList<DateSpan> Dates, Wanted Wanted)
{
    private const int MaxTokens = 200;

    /// <summary>As many different words as are looked for.</summary>
    private const int MaxSlots = 32;

    private static readonly FrozenSet<string> s_asker = Set("i me my mine myself we us our i'm i've i'd i'll im ive");

    private static readonly FrozenSet<string> s_asked = Set("you your yours yourself you've you'd you'll");

    /// <summary>Words of questions rather than of what is asked for.</summary>
    private static readonly FrozenSet<string> s_asking = Set("kind type sort many much long often likely would mention mentioned say said tell told describe describes according does did done time");

    /// <param name="query">The question.</param>
    /// <param name="known">The terms of those who speak in the index.</param>
    public static QueryReading Read(LexicalQuery query, IReadOnlyCollection<uint> known, RankingWeights weights)
    {
        var tokens = Token.Read(query.Text, MaxTokens);
        var dates = DateReading.Read(tokens, query.Now?.DateTime ?? new DateTime(2000, 1, 1));
        dates.RemoveAll(date => date.Relative && query.Now is null);
        var speakers = query.Speakers.Select(Analyser.SpeakerTerm).ToHashSet();
        var slots = new List<Slot>();
        for (var at = 0; at < tokens.Count && slots.Count < MaxSlots; at++)
        {
            var token = tokens[at];
            AddPronoun(token.Text, known, speakers);
            if (Words.IsCommon(token.Text) || dates.Exists(date => at >= date.At && at < date.At + date.Count))
            {
                continue;
            }

            var term = Words.Term(token.Text);
            if (known.Contains(term))
            {
                speakers.Add(term);
            }
            else if (!slots.Exists(slot => slot.Terms[0].Term == term))
            {
                var weight = s_asking.Contains(token.Text) ? weights.AskingWord : 1;
                slots.Add(new Slot(Alternatives(term, tokens, at, weights), weight));
            }
        }

        if (query.From is not null || query.To is not null)
        {
            dates.Add(new DateSpan(
                DateReading.Number(query.From ?? DateOnly.MinValue), DateReading.Number(query.To ?? DateOnly.MaxValue), 0, 0));
        }

        return new QueryReading(slots, [.. speakers], dates, WantedOf(tokens));
    }

    /// <summary>The word, what it is with the next one where that is written in one ("road trip"), and its relatives.</summary>
    private static List<(uint Term, float Strength)> Alternatives(uint term, List<Token> tokens, int at, RankingWeights weights)
    {
        var terms = new List<(uint Term, float Strength)> { (term, 1) };
        if (at + 1 < tokens.Count)
        {
            terms.Add((Words.Term(tokens[at].Text + tokens[at + 1].Text), 1));
        }

        foreach (var (relative, isExample) in RelatedWords.Of(term))
        {
            terms.Add((relative, (float)(isExample ? weights.Example : weights.Relative)));
        }

        return terms;
    }

    public bool IsDated => Dates.Count > 0;

    /// <summary>True for an entry of a day that is asked for, or one that speaks of such a day.</summary>
    /// <param name="minute">When it was said, in minutes since 1970.</param>
    /// <param name="dates">The days it speaks of, first and last in turn.</param>
    public bool SpeaksOf(int minute, ReadOnlySpan<uint> dates)
    {
        var day = (int)Math.Floor(minute / 1440.0);
        foreach (var date in Dates)
        {
            if (date.Covers(day, day))
            {
                return true;
            }

            for (var at = 0; at + 1 < dates.Length; at += 2)
            {
                if (date.Covers((int)dates[at], (int)dates[at + 1]))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>In the coach's conversations the asker is the user, and is told by the coach.</summary>
    private static void AddPronoun(string word, IReadOnlyCollection<uint> known, HashSet<uint> speakers)
    {
        if (s_asker.Contains(word) && known.Contains(s_user))
        {
            speakers.Add(s_user);
        }
        else if (s_asked.Contains(word) && known.Contains(s_coach))
        {
            speakers.Add(s_coach);
        }
    }

    private static Wanted WantedOf(List<Token> tokens)
    {
        for (var at = 0; at < tokens.Count; at++)
        {
            switch (tokens[at].Text)
            {
                case "when":
                    return at < 2 ? Wanted.When : Wanted.What;
                case "where":
                    return Wanted.Where;
                case "who" or "whom" or "whose":
                    return Wanted.Who;
                case "why":
                    return Wanted.Why;
                case "how" when at + 1 < tokens.Count && tokens[at + 1].Text is "many" or "much" or "old":
                    return Wanted.HowMany;
                case "how" when at + 1 < tokens.Count && tokens[at + 1].Text is "long" or "often":
                    return Wanted.When;
                case "year" or "month" or "date" or "day" when at > 0 && tokens[at - 1].Text is "which" or "what":
                    return Wanted.When;
                case "country" or "city" or "state" or "place" when at > 0 && tokens[at - 1].Text is "which" or "what":
                    return Wanted.Where;
            }
        }

        return Wanted.What;
    }

    private static readonly uint s_user = Words.Term("user");

    private static readonly uint s_coach = Words.Term("coach");

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
