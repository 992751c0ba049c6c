using System.Text;
using AspireCoach.Memory.Extraction.Reading;

namespace AspireCoach.Memory.Extraction.Rules;

/// <summary>Words a fact: the user's own words, of whom the fact speaks in the third person.</summary>
internal static class Wording
{
    /// <param name="text">The message.</param>
    /// <param name="tokens">The words of it, in the order they are to have.</param>
    /// <param name="days">Days to be written as dates.</param>
    /// <param name="thirdPerson">Whether they start with the verb whose subject is the user.</param>
    public static string Of(string text, IEnumerable<Token> tokens, Days days, bool thirdPerson)
    {
        var fact = new StringBuilder();
        var (end, namedEnd) = (-1, -1);
        var isVerb = thirdPerson;
        Token? previous = null;
        foreach (var token in tokens)
        {
            if (token.Start < namedEnd && token.Start >= 0)
            {
                end = token.End;
                continue;
            }

            if (end >= 0)
            {
                fact.Append(previous is { } last && last.Start == token.Start && last.End == token.End ? " " : Gap(text, end, token.Start));
            }
            else if (token.Start > 0 && text[token.Start - 1] is '$' or '\u20AC' or '\u00A3' && token.IsNumber)
            {
                fact.Append(text[token.Start - 1]);
            }

            var named = days.Named.FirstOrDefault(name => token.Start >= name.Start && token.Start < name.End);
            if (named.Text is not null)
            {
                fact.Append(named.Text);
                (namedEnd, end, previous) = (named.End, token.End, token);
                isVerb = false;
                continue;
            }

            var word = Spoken(text, token);
            if (isVerb && token.Norm is not ("usually" or "normally" or "typically" or "always" or "generally" or "often" or "mostly" or "regularly" or "sometimes" or "rarely" or "occasionally" or "only" or "mainly" or "frequently" or "never" or "now" or "no" or "longer" or "hardly" or "ever" or "rather" or "much" or "far"))
            {
                word = ThirdPerson(token.Norm);
                isVerb = false;
            }

            fact.Append(word);
            (end, previous) = (token.End, token);
        }

        return fact.ToString().Trim(' ', ',', ';', '.', '-', ':');
    }

    public static string Capitalised(string text) => text.Length == 0 || char.IsUpper(text[0]) ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Spoken(string text, Token token) => token.Norm switch
    {
        "my" or "our" => "their",
        "me" or "us" => "them",
        "myself" or "ourselves" => "themselves",
        "mine" or "ours" => "theirs",
        "i" or "we" => "they",
        "am" => text.AsSpan(token.Start, token.End - token.Start).Equals("am", StringComparison.OrdinalIgnoreCase) && token.Start > 0 && IsClock(text, token.Start) ? "am" : "are",
        _ => IsContracted(text, token) ? token.Norm : text[token.Start..token.End].TrimEnd('\'', '\u2019'),
    };

    private static bool IsClock(string text, int at)
    {
        at--;
        at -= at >= 0 && text[at] == ' ' ? 1 : 0;
        return at >= 0 && char.IsAsciiDigit(text[at]);
    }

    /// <summary>True where the text has one word for several.</summary>
    private static bool IsContracted(string text, Token token)
    {
        var said = text.AsSpan(token.Start, token.End - token.Start);
        return said.Length == 0 || said.ContainsAny('\'', '\u2019') && !token.Norm.Contains('\'', StringComparison.Ordinal) || token.Norm is "not" or "cannot" or "do" or "does" or "did" or "have" or "has" or "will" or "would" or "because" or "every" or "day" or "want" or "to" or "going" or "with" or "you";
    }

    private static string Gap(string text, int end, int start)
    {
        if (start < end || start - end > 40)
        {
            return " ";
        }

        var gap = new StringBuilder();
        foreach (var character in text.AsSpan(end, start - end))
        {
            if (char.IsWhiteSpace(character))
            {
                gap.Append(gap.Length > 0 && gap[^1] == ' ' ? "" : " ");
            }
            else if (char.IsLetterOrDigit(character) || "-/'\u2019.,+&%$\u20AC\u00A3".Contains(character, StringComparison.Ordinal))
            {
                gap.Append(character);
            }
        }

        return gap.Length == 0 && start > end ? " " : gap.ToString();
    }

    private static string ThirdPerson(string verb) => verb switch
    {
        "am" or "are" => "is",
        "have" => "has",
        "do" => "does",
        "go" => "goes",
        "cannot" or "can" or "will" or "must" or "should" or "may" or "would" or "could" or "might" or "was" or "had" or "did" or "got" or "went" or "ran" or "broke" or "tore" or "lost" or "quit" or "became" or "won" or "swam" or "felt" or "hurt" or "gave" or "took" or "began" or "left" or "bought" or "met" or "fell" or "were" => verb,
        _ when verb.EndsWith("ed", StringComparison.Ordinal) && verb is not ("need" or "speed" or "feed" or "bleed") || verb.EndsWith("ing", StringComparison.Ordinal) && verb.Length > 5 => verb,
        _ when verb.EndsWith('y') && verb.Length > 1 && verb[^2] is not ('a' or 'e' or 'o' or 'u') => verb[..^1] + "ies",
        _ when verb.EndsWith('s') || verb.EndsWith("sh", StringComparison.Ordinal) || verb.EndsWith("ch", StringComparison.Ordinal) || verb.EndsWith('x') || verb.EndsWith('z') => verb + "es",
        _ => verb + "s",
    };
}
