using System.Globalization;
using System.Text;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>A word, a number, or two neighbouring characters of a script that writes no spaces.</summary>
/// <param name="Text">Lower case, without accents, without a possessive ’s.</param>
/// <param name="Capital">Begins with a capital letter.</param>
/// <param name="Opens">Is the first of a sentence, where a capital says nothing.</param>
internal readonly record struct Token(string Text, bool Capital, bool Opens)
{
    /// <summary>Longer ones are no words: what is over is not read.</summary>
    private const int MaxLength = 64;

    /// <summary>Reads a text of any language in one pass; at most <paramref name="limit"/> tokens.</summary>
    public static List<Token> Read(string text, int limit)
    {
        var tokens = new List<Token>(Math.Min(text.Length / 5, limit) + 1);
        var clean = Plain(text);
        var opens = true;
        for (var at = 0; at < clean.Length && tokens.Count < limit;)
        {
            var character = clean[at];
            if (IsIdeograph(character))
            {
                var end = at + 1 < clean.Length && IsIdeograph(clean[at + 1]) ? at + 2 : at + 1;
                if (end == at + 2 || at == 0 || !IsIdeograph(clean[at - 1]))
                {
                    tokens.Add(new Token(clean[at..end], false, opens));
                }

                at++;
                opens = false;
            }
            else if (char.IsLetterOrDigit(character))
            {
                var start = at;
                while (at < clean.Length && (IsWordPart(clean[at]) || IsInnerApostrophe(clean, at)))
                {
                    at++;
                }

                tokens.Add(new Token(Lower(clean.AsSpan(start, at - start)), char.IsUpper(character), opens));
                opens = false;
            }
            else
            {
                opens |= character is '.' or '!' or '?' or '\n' or ':' or ';';
                at++;
            }
        }

        return tokens;
    }

    /// <summary>Without accents, so that "café" and "cafe" are one. By table, for the runtime has none where it is built without cultures.</summary>
    private static string Plain(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (character is >= '\u00c0' and < '\u0180' && Unaccented[character - '\u00c0'] is var letter and not '_')
            {
                plain.Append(letter);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark || IsIdeograph(character))
            {
                plain.Append(character is '\u2019' ? '\'' : character);
            }
        }

        return plain.ToString();
    }

    /// <summary>The letters from U+00C0 to U+017F without their accents; _ where there is none to take away.</summary>
    private const string Unaccented =
        "AAAAAA_CEEEEIIIIDNOOOOO_OUUUUY__aaaaaa_ceeeeiiiidnooooo_ouuuuy_yAaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGg"
        + "GgGgHhHhIiIiIiIiIi__JjKk_LlLlLl__LlNnNnNn___OoOoOo__RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZz_";

    private static string Lower(ReadOnlySpan<char> word)
    {
        var end = word.Length > 2 && word[^1] is 's' or 'S' && word[^2] == '\'' ? word.Length - 2 : word.Length;
        Span<char> lower = stackalloc char[Math.Min(end, MaxLength)];
        _ = word[..lower.Length].ToLowerInvariant(lower);
        return lower.ToString();
    }

    private static bool IsWordPart(char character) => char.IsLetterOrDigit(character) && !IsIdeograph(character);

    private static bool IsInnerApostrophe(string text, int at) =>
        text[at] == '\'' && at + 1 < text.Length && char.IsLetter(text[at + 1]) && at > 0 && char.IsLetter(text[at - 1]);

    /// <summary>Han, kana, Hangul and Thai: scripts without spaces, or with inflections glued on.</summary>
    private static bool IsIdeograph(char character) =>
        character is (>= '\u0e00' and <= '\u0e7f') or (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uac00' and <= '\ud7af') or (>= '\uf900' and <= '\ufaff');
}
