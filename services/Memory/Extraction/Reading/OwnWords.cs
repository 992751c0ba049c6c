using System.Text.RegularExpressions;

namespace AspireCoach.Memory.Extraction.Reading;

/// <summary>
/// Blanks what is in a message without being the user's own words: code, markup, quotations, pasted mails, articles and
/// transcripts. Offsets stay what they were.
/// </summary>
internal static partial class OwnWords
{
    private const int ShortestQuotation = 3;

    public static string Of(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length > 1 && (trimmed[0] is '{' or '<' || (trimmed[0] == '[' && trimmed[^1] == ']')))
        {
            return new string(' ', text.Length);
        }

        var own = text.ToCharArray();
        Blank(own, Fence().Matches(text));
        Blank(own, Code().Matches(text));
        Blank(own, Markup().Matches(text));
        Blank(own, Address().Matches(text));
        foreach (Match match in Quotation().Matches(text))
        {
            if (match.ValueSpan.Count(' ') >= ShortestQuotation - 1)
            {
                Blank(own, match.Index, match.Index + match.Length);
            }
        }

        BlankLines(text, own);
        return new string(own);
    }

    private static void BlankLines(string text, char[] own)
    {
        if (Header().Count(text) > 1)
        {
            Blank(own, Header().Match(text).Index, text.Length);
        }

        var labels = Label().Count(text);
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            var line = text.AsSpan(start, end - start).Trim();
            if (Announces(line) is var colon and >= 0)
            {
                var rest = start + text.AsSpan(start, end - start).IndexOf(line) + colon + 1;
                Blank(own, rest, text.Length);
                return;
            }

            if (line.StartsWith(">") || line.StartsWith("|") || line.StartsWith("//") || line.EndsWith("{") || line.EndsWith(";") || line.Contains("\":", StringComparison.Ordinal)
                || (Label().IsMatch(line) && (labels > 1 || Speaker().IsMatch(line))))
            {
                Blank(own, start, end);
            }

            start = end + 1;
        }
    }

    /// <summary>Where a line says that what follows is somebody else's: the place of its colon; -1 where it does not.</summary>
    private static int Announces(ReadOnlySpan<char> line)
    {
        if (line.Contains("---", StringComparison.Ordinal) && (line.Contains("forwarded", StringComparison.OrdinalIgnoreCase) || line.Contains("original message", StringComparison.OrdinalIgnoreCase)))
        {
            return 0;
        }

        foreach (var match in Announcement().EnumerateMatches(line))
        {
            return match.Index + match.Length - 1;
        }

        return -1;
    }

    private static void Blank(char[] own, MatchCollection matches)
    {
        foreach (Match match in matches)
        {
            Blank(own, match.Index, match.Index + match.Length);
        }
    }

    private static void Blank(char[] own, int start, int end)
    {
        for (var i = start; i < end; i++)
        {
            own[i] = own[i] == '\n' ? '\n' : ' ';
        }

        if (start < end && own[start] == ' ')
        {
            own[start] = ';'; // What stood around it is not one clause.
        }
    }

    [GeneratedRegex("```[^`]*(```|$)")]
    private static partial Regex Fence();

    [GeneratedRegex("`[^`\n]{1,400}`")]
    private static partial Regex Code();

    [GeneratedRegex("</?[A-Za-z][^<>\n]{0,200}>")]
    private static partial Regex Markup();

    [GeneratedRegex(@"https?://\S{1,500}")]
    private static partial Regex Address();

    [GeneratedRegex("\"[^\"\n]{1,600}\"|\u201C[^\u201C\u201D\n]{1,600}\u201D|\u00AB[^\u00AB\u00BB\n]{1,600}\u00BB|\u201E[^\u201E\u201C\u201D\n]{1,600}[\u201C\u201D]|(?<=\\s)'[^'\n]{8,600}'(?=[\\s.,!?]|$)|(?<=\\s)\u2018[^\u2018\u2019\n]{8,600}\u2019(?=[\\s.,!?]|$)")]
    private static partial Regex Quotation();

    [GeneratedRegex(@"^[ \t]*(?!(goal|goals|allergies|allergy|diet|name|age|height|weight|job|ps|p\.s|note|fyi|update|edit|me|about me|also|btw|fact|facts|likes|dislikes|hobbies)\b)\[?[A-Za-z][\w ]{0,20}\]?:\s", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Label();

    /// <summary>A mail's first lines.</summary>
    [GeneratedRegex(@"^[ \t>]*(from|to|subject|date|sent|cc|re|fwd):\s", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Header();

    [GeneratedRegex(@"^\s*\[?(user|assistant|system|coach|human|ai|bot|developer|from|to|subject|date|sent|cc|role|chatgpt|gpt|claude|q|a|him|her|he|she|mom|dad|boss)\]?:\s", RegexOptions.IgnoreCase)]
    private static partial Regex Speaker();

    [GeneratedRegex(@"\b(article|e-?mail|mail|post|recipe|text|texts|message|messages|wrote|writes|written|says|said|sent|quote|quotes|quoting|copied|copy|pasted|paste|pasting|reddit|forum|blog|story|character|lyrics|tweet|tweeted|profile|bio|transcript|book|poem|review|told me|texted|excerpt|translate|translation|proofread|caption|example|template|essay|script|comment|dialogue|joke|diary of|letter)\b[^.!?:\n]{0,60}:", RegexOptions.IgnoreCase)]
    private static partial Regex Announcement();
}
