using System.Collections.Frozen;
using System.Text;
using AspireCoach.Memory.Extraction.Reading;
using AspireCoach.Models.Language;

namespace AspireCoach.Memory.Extraction;

/// <summary>
/// What every candidate must pass, whoever proposes it: the quote stands in a user's message, where it is meant; it
/// supports the fact; nothing about it is forbidden.
/// </summary>
internal sealed class FactValidator(string timeZone, IReadOnlyDictionary<string, (ExtractionTurn Turn, TurnReading Reading)> turns)
{
    public const int LongestText = 1_000;

    private static readonly char[] s_ends = ['.', '!', '?', '\n'];

    /// <summary>Words that facts are phrased with; everything else in a fact must come from its quote.</summary>
    private static readonly FrozenSet<string> s_frame = new[]
    {
        "has", "have", "is", "are", "was", "were", "be", "been", "being", "lives", "live", "moved", "works", "work", "wants", "want", "goal", "diet", "named", "name", "called", "takes", "weighs", "tall", "allergic", "allergy", "allergies",
        "to", "a", "an", "the", "of", "on", "in", "at", "by", "for", "from", "since", "until", "with", "as", "and", "or", "not", "no", "longer", "does", "do", "did", "their", "them", "they", "themselves", "theirs", "user", "cannot", "can", "only",
        "gave", "up", "stopped", "will", "would", "finds", "favorite", "job", "height", "native", "follows", "language", "pronouns", "uses", "use", "old", "years", "said", "born", "healed", "it", "that", "s", "who", "than", "likes", "dislikes", "like", "dislike",
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december", "speaks", "birthday", "week", "day", "because", "every", "current", "currently", "daily",
    }.Select(EnglishStem.Of).ToFrozenSet(StringComparer.Ordinal);

    public bool Accepts(FactCandidate candidate)
    {
        if (string.IsNullOrWhiteSpace(candidate.Text) || candidate.Text.Length > LongestText || !FactCategory.IsKnown(candidate.Category) || candidate.Confidence is not (>= 0 and <= 1)
            || candidate.ValidFrom > candidate.ValidTo || !turns.TryGetValue(candidate.TurnId, out var source) || !source.Turn.FromUser)
        {
            return false;
        }

        return Find(source.Turn.Text, candidate.Quote) is var (start, end)
            && IsMeant(source.Reading, start, end, candidate.Category)
            && IsSupported(candidate, NumbersOfDays(source.Turn, source.Reading, start, end))
            && !Forbidden.Is(candidate.Text) && !Forbidden.Is(candidate.Quote) && !Forbidden.HasSecret(SentenceAround(source.Turn.Text, start, end)) && !candidate.Text.Any(char.IsControl);
    }

    /// <summary>"I like hunter2 as my password": what says that it is a secret may stand beside the quote.</summary>
    private static string SentenceAround(string text, int start, int end)
    {
        var from = start == 0 ? 0 : text.LastIndexOfAny(s_ends, start - 1) + 1;
        var to = text.IndexOfAny(s_ends, Math.Min(end, text.Length));
        return text[from..(to < 0 ? text.Length : to)];
    }

    /// <summary>With the days that code reads in the quote: whoever proposes a fact, no model counts days.</summary>
    public FactCandidate Dated(FactCandidate candidate)
    {
        if (!turns.TryGetValue(candidate.TurnId, out var source) || Find(source.Turn.Text, candidate.Quote) is not var (start, end))
        {
            return candidate with { ValidFrom = null, ValidTo = null };
        }

        var use = candidate.Category switch
        {
            FactCategory.Goal => DayUse.Deadline,
            FactCategory.Constraint => DayUse.Bounds,
            FactCategory.Preference or FactCategory.Routine => DayUse.Ignored,
            _ => DayUse.Happens,
        };
        var days = Touched(source.Reading, start, end).Select(clause => Days.Of(source.Turn.Text, clause, Days.Local(source.Turn.At, timeZone), use)).ToList();
        return candidate with
        {
            ValidFrom = days.Find(day => day.From is not null)?.From?.ToDateOnly(),
            ValidTo = days.Find(day => day.To is not null)?.To?.ToDateOnly(),
        };
    }

    private HashSet<string> NumbersOfDays(ExtractionTurn turn, TurnReading reading, int start, int end) =>
        Touched(reading, start, end)
            .SelectMany(clause => new[] { DayUse.Happens, DayUse.Deadline }.SelectMany(use => Days.Of(turn.Text, clause, Days.Local(turn.At, timeZone), use).Named))
            .SelectMany(named => EnglishWords.Read(named.Text)).Where(word => word.Kind == WordKind.Number).Select(word => word.Text)
            .ToHashSet(StringComparer.Ordinal);

    private static IEnumerable<Clause> Touched(TurnReading reading, int start, int end) => reading.Clauses.Where(clause => clause.Start < end && clause.End > start);

    /// <summary>Where a text has a quote, whatever white space either uses.</summary>
    public static (int Start, int End)? Find(string text, string quote)
    {
        var (flat, places) = Flat(text);
        var (wanted, _) = Flat(quote);
        if (wanted.Length == 0)
        {
            return null;
        }

        var at = flat.IndexOf(wanted, StringComparison.Ordinal);
        return at < 0 ? null : (places[at], places[at + wanted.Length - 1] + 1);
    }

    private static (string Text, List<int> Places) Flat(string text)
    {
        var flat = new StringBuilder(text.Length);
        List<int> places = new(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var isSpace = char.IsWhiteSpace(text[i]);
            if (isSpace && (flat.Length == 0 || flat[^1] == ' '))
            {
                continue;
            }

            flat.Append(isSpace ? ' ' : text[i]);
            places.Add(i);
        }

        if (flat.Length > 0 && flat[^1] == ' ')
        {
            flat.Length--;
        }

        return (flat.ToString(), places);
    }

    /// <summary>Every clause it touches states something, and of the user; of others only that they are there.</summary>
    private static bool IsMeant(TurnReading reading, int start, int end, string category)
    {
        var isMeant = false;
        foreach (var clause in Touched(reading, start, end))
        {
            var first = clause.Tokens[0].Norm;
            if (clause.Standing != Standing.Asserted
                || (category is not (FactCategory.Relationship or FactCategory.Event or FactCategory.Constraint) && (Wordings.Others.Contains(first) || (first is "my" && IsOther(clause)))))
            {
                return false;
            }

            isMeant = true;
        }

        return isMeant;
    }

    private static bool IsOther(Clause clause) =>
        clause.Tokens.Count > 2 && Rules.Lexicon.Kin.Opens(clause.Norm[3..]) && clause.Tokens[1].Norm is not ("doctor" or "therapist" or "physio" or "coach" or "trainer" or "family")
        && !clause.Norm.Contains(" and i ", StringComparison.Ordinal) && !clause.Norm.Contains(" me", StringComparison.Ordinal);

    /// <summary>The fact's words are the quote's, in whatever form; its numbers are the quote's or those of its days.</summary>
    private static bool IsSupported(FactCandidate candidate, HashSet<string> numbersOfDays)
    {
        var said = Stems(candidate.Quote).ToHashSet(StringComparer.Ordinal);
        var numbers = EnglishWords.Read(candidate.Quote).Where(word => word.Kind == WordKind.Number).Select(word => word.Text).ToHashSet(StringComparer.Ordinal);
        foreach (var word in EnglishWords.Read(candidate.Text))
        {
            if (word.Kind == WordKind.Number && !numbers.Contains(word.Text) && !numbersOfDays.Contains(word.Text))
            {
                return false;
            }

            if (word.Kind == WordKind.Letters && !said.Contains(EnglishStem.Of(word.Text)) && !s_frame.Contains(EnglishStem.Of(word.Text)) && !said.Contains(Loose(word.Text)))
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<string> Stems(string text)
    {
        var words = EnglishWords.Read(text);
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i].Kind == WordKind.Mark)
            {
                continue;
            }

            yield return EnglishStem.Of(words[i].Text);
            yield return Loose(words[i].Text);
            foreach (var norm in Spelling.Of(words[i], i + 1 < words.Count ? words[i + 1].Text : ""))
            {
                yield return EnglishStem.Of(norm);
                yield return Loose(norm);
            }
        }
    }

    /// <summary>Joins forms that the stem keeps apart: plan, planned; try, tries.</summary>
    private static string Loose(string word) => "~" + EnglishStem.Of(word).TrimEnd('i', 'y', 'e', 's');
}
