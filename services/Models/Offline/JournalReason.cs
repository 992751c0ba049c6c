using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>What kept someone from a habit, as far as their words tell.</summary>
internal enum ReasonKind
{
    Unnamed,
    Time,
    Tiredness,
    Illness,
    Weather,
    Travel,
    Company,
    Mood,
    Screen,
    Forgotten,
}

/// <summary>The sentences of a journal entry that bear on why a habit was not kept, word for word.</summary>
internal sealed record JournalReason(string Sentences, ReasonKind Kind)
{
    private const int MostSentences = 3;

    private static readonly FrozenDictionary<string, ReasonKind> s_kinds = new (ReasonKind Kind, string Words)[]
    {
        (ReasonKind.Time, "late work worked meeting meetings deadline overtime busy office boss call calls shift release project traffic time hours stuck rush swamped"),
        (ReasonKind.Tiredness, "tired exhausted sleepy asleep overslept slept sleep insomnia drained fatigue woke nap wiped knackered"),
        (ReasonKind.Illness, "sick ill illness injured injury hurt hurts pain painful sore headache migraine fever cold flu cough knee back ankle doctor stomach sprained nausea"),
        (ReasonKind.Weather, "rain rained raining rainy storm stormy snow snowed icy ice heat wind windy weather thunderstorm pouring freezing"),
        (ReasonKind.Travel, "travel travelling traveling travelled train flight airport hotel trip plane drove journey delayed"),
        (ReasonKind.Company, "party guests visitors friends friend family dinner wedding birthday kids children daughter son visit pub drinks beer"),
        (ReasonKind.Mood, "stressed stress sad anxious motivation unmotivated lazy bored overwhelmed frustrated lonely mood couldn't"),
        (ReasonKind.Screen, "phone series netflix tv scrolling video videos game games gaming youtube"),
        (ReasonKind.Forgotten, "forgot forgotten forget slipped"),
        (ReasonKind.Unnamed, "because since reason skipped skip missed instead excuse failed didn't cancelled canceled"),
    }.SelectMany(row => row.Words.Split(' ').Select(word => (row.Kind, word)))
        .DistinctBy(pair => pair.word)
        .ToFrozenDictionary(pair => pair.word, pair => pair.Kind, StringComparer.Ordinal);

    /// <returns>Null where no sentence mentions the habits or gives a reason.</returns>
    public static JournalReason? In(string text, IReadOnlyList<HabitReference> habits)
    {
        var found = new List<(int At, string Sentence, int Weight, ReasonKind Kind)>();
        var all = Split(text);
        for (var at = 0; at < all.Count; at++)
        {
            var words = EnglishWords.Read(all[at]);
            var kinds = words.Where(word => s_kinds.ContainsKey(word.Text)).Select(word => s_kinds[word.Text]).ToList();
            var kind = kinds.Find(known => known != ReasonKind.Unnamed);
            var weight = (HabitNames.Find(words, habits).Count > 0 ? 2 : 0) + (kind != ReasonKind.Unnamed ? 2 : 0) + (kinds.Contains(ReasonKind.Unnamed) ? 1 : 0);
            if (weight > 0)
            {
                found.Add((at, all[at], weight, kind));
            }
        }

        if (found.Count == 0)
        {
            return null;
        }

        // "Skipped the run. Boss kept me until nine.": what follows a miss without a reason is its best explanation.
        if (found.TrueForAll(sentence => sentence.Kind == ReasonKind.Unnamed) && found[^1].At + 1 < all.Count)
        {
            found.Add((found[^1].At + 1, all[found[^1].At + 1], 1, ReasonKind.Unnamed));
        }

        var best = found.OrderByDescending(sentence => sentence.Weight).ThenBy(sentence => sentence.At).Take(MostSentences).OrderBy(sentence => sentence.At).ToList();
        var named = best.Where(sentence => sentence.Kind != ReasonKind.Unnamed).OrderByDescending(sentence => sentence.Weight).FirstOrDefault();
        return new JournalReason(string.Join(' ', best.Select(sentence => sentence.Sentence)), named.Kind);
    }

    /// <summary>The first sentence, for an entry that gives no reason.</summary>
    public static string FirstSentence(string text) => Split(text) is [var first, ..] ? first : text;

    private static List<string> Split(string text)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            var ends = at == text.Length || text[at] == '\n' || (text[at] is '.' or '!' or '?' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1])));
            if (ends)
            {
                var sentence = text[start..Math.Min(text.Length, at + 1)].Trim();
                if (sentence.Length > 0)
                {
                    sentences.Add(sentence);
                }

                start = Math.Min(text.Length, at + 1);
            }
        }

        return sentences;
    }
}
