using System.Collections.Frozen;

namespace AspireCoach.Models.Language;

public enum Tense
{
    Unknown,
    Past,
    Future,
}

/// <summary>Whether a message looks back or ahead: its first telling word decides.</summary>
public static class Tenses
{
    private static readonly FrozenSet<string> s_past = (
        "did didn't was wasn't were weren't had hadn't went ran swam slept wrote ate drank took rode lost made got felt kept forgot came saw left "
        + "couldn't haven't hasn't have has been done gone").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> s_future =
        "will won't shall gonna should upcoming coming plan planning remind intend want hope tomorrow schedule"
            .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static Tense Of(IReadOnlyList<Word> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            if (IsFuture(words, i))
            {
                return Tense.Future;
            }

            if (IsPast(words[i].Text))
            {
                return Tense.Past;
            }
        }

        return Tense.Unknown;
    }

    public static bool IsPast(string word) =>
        s_past.Contains(word) || (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal) && word is not ("need" or "speed" or "indeed" or "exceed" or "succeed" or "hundred"));

    private static bool IsFuture(IReadOnlyList<Word> words, int at)
    {
        var word = words[at].Text;
        if (word is "should")
        {
            return !(at + 2 < words.Count && (words[at + 1].Is("have") || words[at + 2].Is("have")));
        }

        if ((word is "want" && at + 2 < words.Count && words[at + 2].Is("know")) || (word is "remind" && at + 2 < words.Count && words[at + 2].Text is "what" or "when" or "how" or "why" or "of" or "if" or "whether"))
        {
            return false;
        }

        return s_future.Contains(word)
            || (word is "have" or "has" or "need" or "supposed" && at + 1 < words.Count && words[at + 1].Is("to"))
            || word.EndsWith("'ll", StringComparison.Ordinal)
            || (word is "going" && at > 0 && at + 2 < words.Count && words[at + 1].Is("to") && words[at + 2].Kind == WordKind.Letters && words[at - 1].Text is "i'm" or "am" or "are" or "we're");
    }
}
