namespace AspireCoach.Chat.Agent;

/// <summary>
/// How many tokens a text has, for want of each model's own tokenizer: four ASCII characters to one, two of the other
/// alphabets, one of the scripts that write words or syllables.
/// </summary>
internal static class TokenEstimate
{
    private const int Quarters = 4;
    private const char FirstOfIdeographs = '\u2E80';

    public static int Of(string text)
    {
        long quarters = 0;
        foreach (var character in text)
        {
            quarters += Cost(character);
        }

        return (int)((quarters + Quarters - 1) / Quarters);
    }

    /// <summary>The text, or its beginning and how much was left out, in at most so many tokens.</summary>
    public static string Cut(string text, int tokens)
    {
        var left = (long)tokens * Quarters;
        for (var at = 0; at < text.Length; at++)
        {
            left -= Cost(text[at]);
            if (left < 0)
            {
                return Shortened(text, tokens);
            }
        }

        return text;
    }

    private static string Shortened(string text, int tokens)
    {
        var marker = $" […{text.Length} characters, cut here]";
        var left = (Math.Max(0, tokens) * (long)Quarters) - marker.Length - Quarters;
        var end = 0;
        while (end < text.Length && (left -= Cost(text[end])) >= 0)
        {
            end++;
        }

        end -= end > 0 && char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
        return text[..end] + marker;
    }

    private static int Cost(char character) => character < 128 ? 1 : character < FirstOfIdeographs ? 2 : Quarters;
}
