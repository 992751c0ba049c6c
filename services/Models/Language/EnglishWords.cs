namespace AspireCoach.Models.Language;

/// <summary>Splits English text into words, numbers and marks, in one pass and linear time.</summary>
public static class EnglishWords
{
    public static IReadOnlyList<Word> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<Word>(text.Length / 5);
        var opens = true;
        for (var at = 0; at < text.Length;)
        {
            var character = text[at];
            if (char.IsLetter(character))
            {
                at = ReadLetters(text, at, opens, words);
                opens = false;
            }
            else if (char.IsAsciiDigit(character))
            {
                at = ReadNumber(text, at, opens, words);
                opens = false;
            }
            else
            {
                if (!char.IsWhiteSpace(character))
                {
                    words.Add(new Word(at, at + 1, Mark(character), WordKind.Mark));
                }

                opens |= character is '.' or '!' or '?' or '\n' or ':' or ';';
                at++;
            }
        }

        return words;
    }

    private static int ReadLetters(string text, int start, bool opens, List<Word> words)
    {
        var end = start + 1;
        while (end < text.Length && (char.IsLetter(text[end]) || IsInnerApostrophe(text, end)))
        {
            end++;
        }

        var lower = text.AsSpan(start, end - start).ToString().Replace('\u2019', '\'').ToLowerInvariant();
        var possessive = lower.Length > 2 && lower.EndsWith("'s", StringComparison.Ordinal);
        words.Add(new Word(start, end, possessive ? lower[..^2] : lower, WordKind.Letters)
        {
            Possessive = possessive,
            Capital = char.IsUpper(text[start]),
            Opens = opens,
        });
        return end;
    }

    private static int ReadNumber(string text, int start, bool opens, List<Word> words)
    {
        var end = start;
        var value = 0;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            value = end - start < 9 ? (value * 10) + (text[end] - '0') : -1;
            end++;
        }

        var digits = end;
        var ordinal = end + 2 <= text.Length
            && (end + 2 == text.Length || !char.IsLetterOrDigit(text[end + 2]))
            && text.AsSpan(end, 2) is var suffix
            && (suffix.Equals("st", StringComparison.OrdinalIgnoreCase) || suffix.Equals("nd", StringComparison.OrdinalIgnoreCase)
                || suffix.Equals("rd", StringComparison.OrdinalIgnoreCase) || suffix.Equals("th", StringComparison.OrdinalIgnoreCase));
        end += ordinal ? 2 : 0;
        words.Add(new Word(start, end, text[start..digits], WordKind.Number)
        {
            Value = digits - start <= 9 ? value : -1,
            Ordinal = ordinal,
            Opens = opens,
        });
        return end;
    }

    private static bool IsInnerApostrophe(string text, int at) =>
        text[at] is '\'' or '\u2019' && at + 1 < text.Length && char.IsLetter(text[at + 1]);

    private static string Mark(char mark) => mark switch
    {
        '\u2013' or '\u2014' or '\u2212' => "-",
        '\u2019' => "'",
        _ => mark.ToString(),
    };
}
