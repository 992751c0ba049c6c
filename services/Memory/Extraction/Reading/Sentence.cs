using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>A sentence's words, and the marks around them that say how it is meant.</summary>
/// <param name="Tokens">Its words, with <c>,</c> and <c>;</c> for marks that part.</param>
/// <param name="Asks">True where it ends in a question mark.</param>
/// <param name="Laughs">True where an emoji or another mark says that it is not meant.</param>
/// <param name="Paragraph">Which paragraph it is in.</param>
internal sealed record Sentence(IReadOnlyList<Token> Tokens, bool Asks, bool Laughs, int Paragraph)
{
    /// <summary>Longer ones are cut: nobody means so much at once.</summary>
    private const int LongestWords = 120;

    private static readonly string[] s_laughs = ["\U0001F602", "\U0001F923", "\U0001F61C", "\U0001F92A", "\U0001F643", "\U0001F61D", "\U0001F639", "\U0001F61B", "\U0001F60F", "\U0001F921", "\U0001F644", "(not really)", " /s", ";)", ";-)", "xD", "XD"];

    /// <param name="text">The user's own words of a message.</param>
    public static List<Sentence> Read(string text)
    {
        var words = EnglishWords.Read(text);
        List<Sentence> sentences = [];
        List<Token> tokens = [];
        var (start, paragraph) = (0, 0);
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            var gap = i > 0 ? text.AsSpan(words[i - 1].End, word.Start - words[i - 1].End) : [];
            if (gap.Contains('\n'))
            {
                Close(word.Start, false);
                paragraph += gap.Count('\n') > 1 ? 1 : 0;
            }

            if (word.Kind == WordKind.Mark && Ends(words, i))
            {
                var end = i;
                while (end + 1 < words.Count && words[end + 1].Kind == WordKind.Mark && words[end + 1].Text is "?" or "!" or "." or "\u2026" && words[end + 1].Start == words[end].End)
                {
                    end++;
                }

                Close(LaughEnd(text, words, end), Enumerable.Range(i, end - i + 1).Any(at => words[at].IsMark('?')));
                i = end;
                continue;
            }

            if (tokens.Count < LongestWords)
            {
                i = Add(text, words, i, tokens);
            }
        }

        Close(text.Length, false);
        return sentences;

        void Close(int end, bool asks)
        {
            if (tokens.Exists(token => !token.IsMark))
            {
                sentences.Add(new Sentence(tokens, asks, Laughed(text.AsSpan(start, Math.Max(0, end - start))), paragraph));
            }
            else if (sentences.Count > 0 && Laughed(text.AsSpan(start, Math.Max(0, end - start))))
            {
                sentences[^1] = sentences[^1] with { Laughs = true };
            }

            tokens = [];
            start = end;
        }
    }

    private static bool Laughed(ReadOnlySpan<char> text)
    {
        foreach (var laugh in s_laughs)
        {
            if (text.Contains(laugh, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An emoji behind the full stop still belongs to the sentence.</summary>
    private static int LaughEnd(string text, IReadOnlyList<Word> words, int mark)
    {
        var at = mark;
        while (at + 1 < words.Count && words[at + 1].Kind == WordKind.Mark && (char.IsSurrogate(words[at + 1].Text[0]) || words[at + 1].Text[0] > '\u2600') && words[at + 1].Start - words[at].End <= 1)
        {
            at++;
        }

        return Math.Min(words[at].End, text.Length);
    }

    private static bool Ends(IReadOnlyList<Word> words, int at)
    {
        if (words[at].Text is "!" or "?" or "\u2026" or "\u2022" or "\u3002")
        {
            return true;
        }

        if (words[at].Text is not ".")
        {
            return false;
        }

        var isTight = at + 1 < words.Count && words[at + 1].Start == words[at].End && words[at + 1].Kind != WordKind.Mark;
        var before = at > 0 ? words[at - 1] : default;
        var isAbbreviation = before.Kind == WordKind.Letters && before.Text is "dr" or "mr" or "mrs" or "ms" or "st" or "vs" or "approx" or "prof" or "etc" or "e" or "i" or "jr"
            && before.End == words[at].Start && at + 1 < words.Count && !(before.Text is "etc" or "i");
        var isInitials = isTight && words[at + 1].Text.Length <= 2;
        return !isAbbreviation && !isInitials && !(isTight && before.Kind == WordKind.Number && words[at + 1].Kind == WordKind.Number);
    }

    private static readonly FrozenSet<string> s_labels = Wordings.Set("goal aim dream target resolution ambition diet job occupation profession name age height weight allergies allergy birthday pronouns budget bedtime");

    /// <summary>True where all that was said is the name of what follows; it is the speaker's.</summary>
    private static bool Labels(List<Token> tokens)
    {
        if (tokens.Count is 0 or > 4 || !s_labels.Contains(tokens[^1].Norm) || (tokens.Count > 1 && tokens[0].Norm is not ("my" or "our" or "the" or "new" or "main" or "and" or "current")))
        {
            return false;
        }

        if (tokens.Count == 1)
        {
            tokens.Insert(0, new Token("my", tokens[0].Start, tokens[0].Start, false));
        }

        return true;
    }

    /// <summary>Adds the word at a place, or the number with what belongs to it: 7:30, 5.5, 16:8, 120/80.</summary>
    /// <returns>The place of the last word read.</returns>
    private static int Add(string text, IReadOnlyList<Word> words, int at, List<Token> tokens)
    {
        var word = words[at];
        if (word.Kind == WordKind.Mark)
        {
            var isInner = at > 0 && at + 1 < words.Count && words[at - 1].End == word.Start && words[at + 1].Start == word.End;
            var norm = word.Text switch
            {
                "," => ",",
                ";" or "(" or ")" or ":" or "\u2022" or "=" => ";",
                "-" => isInner ? null : ";",
                "&" => "and",
                "%" => "%",
                _ when char.IsSurrogate(word.Text[0]) || word.Text[0] > '\u2600' => ";",
                _ => null,
            };
            if (word.IsMark(':') && !isInner && Labels(tokens))
            {
                norm = "is"; // "My goal: …", "Diet: …"
            }

            if (norm is not null)
            {
                tokens.Add(new Token(norm, word.Start, word.End, false));
            }

            return at;
        }

        if (word.Kind == WordKind.Number)
        {
            var last = at;
            while (last + 2 < words.Count && words[last + 1].Kind == WordKind.Mark && words[last + 1].Text is ":" or "." or "," or "/" or "-" or "'"
                && words[last + 1].Start == words[last].End && words[last + 2].Kind == WordKind.Number && words[last + 2].Start == words[last + 1].End)
            {
                last += 2;
            }

            tokens.Add(new Token(text[word.Start..words[last].End].ToLowerInvariant(), word.Start, words[last].End, false));
            return last;
        }

        var isGlued = at > 0 && words[at - 1].Kind == WordKind.Number && words[at - 1].End == word.Start;
        var next = at + 1 < words.Count ? words[at + 1].Text : "";
        foreach (var norm in isGlued && word.Text is "yo" or "y" ? ["years", "old"] : Spelling.Of(word, next))
        {
            tokens.Add(new Token(norm, word.Start, word.End, word.Capital && !word.Opens));
        }

        return at;
    }
}
