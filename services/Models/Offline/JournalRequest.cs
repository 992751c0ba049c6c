using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>What a message wants of the journal.</summary>
/// <param name="Write">The text to write, in the user's own words; null for a look into it. Empty where nothing was said.</param>
/// <param name="Search">The words to look for; null for every entry.</param>
/// <param name="Before">What stands before the text to write, where its day may be named.</param>
internal sealed record JournalRequest(string? Write, string? Search, string Before)
{
    private static readonly FrozenSet<string> s_dateWords = (
        "my the a an i in on at of to last this past week weeks month months year day days today yesterday tomorrow since ago recently lately ever so far and or was "
        + "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december "
        + "two three four five six seven journal diary between from until before after weekend morning evening night").Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static JournalRequest Read(string text)
    {
        var words = EnglishWords.Read(text);
        return IsWrite(words, text) ? Writing(text, words) : new JournalRequest(null, About(words), "");
    }

    private static bool IsWrite(IReadOnlyList<Word> words, string text)
    {
        if (words.Count == 0)
        {
            return false;
        }

        var asks = text.AsSpan().TrimEnd().EndsWith('?');
        return words[0].Text is "note" or "add" or "write" or "put" or "save" or "record" or "log" or "enter" or "dear" or "please" or "new"
            || (words[0].Text is "journal" or "diary" && !asks)
            || (words[0].Text is "can" or "could" or "will" && words.Count > 2 && words[2].Text is "add" or "note" or "write" or "put" or "save");
    }

    private static JournalRequest Writing(string text, IReadOnlyList<Word> words)
    {
        for (var i = 1; i < Math.Min(words.Count, 16); i++)
        {
            if (words[i].IsMark(':') || (words[0].Is("dear") && words[i].IsMark(',')))
            {
                return new JournalRequest(Trim(text[words[i].End..]), null, text[..words[i].Start]);
            }
        }

        for (var i = 1; i < Math.Min(words.Count, 12); i++)
        {
            if (words[i].Is("that"))
            {
                var end = words.Count > 4 && words[^1].Text is "journal" or "diary" && words[^2].Is("my") && words[^3].Text is "in" or "to" ? words[^3].Start : text.Length;
                return words[i].End < end
                    ? new JournalRequest(Trim(text[words[i].End..end]), null, text[..words[i].Start])
                    : new JournalRequest("", null, text);
            }
        }

        var noun = words.Count - 1;
        while (noun > 0 && words[noun].Text is not ("journal" or "diary"))
        {
            noun--;
        }

        // "Add … to my journal", "new journal entry …", "note … ".
        if (noun == words.Count - 1 || (noun > 0 && words[noun + 1].Kind == WordKind.Mark && noun + 2 >= words.Count))
        {
            var end = noun >= 2 && words[noun - 2].Text is "to" or "in" or "into" ? words[noun - 2].Start : words[Math.Max(noun, 0)].Start;
            return new JournalRequest(words[0].End < end ? Trim(text[words[0].End..end]) : "", null, "");
        }

        noun += words[noun + 1].Is("entry") ? 1 : 0;
        return new JournalRequest(Trim(text[words[noun].End..]), null, text[..words[noun].End]);
    }

    private static string Trim(string text) => text.Trim().TrimStart(',', ':', '-', ' ').Trim('"', '“', '”', '\'').Trim();

    /// <summary>The telling words behind "about": the journal finds entries that have every one of them.</summary>
    private static string? About(IReadOnlyList<Word> words)
    {
        var about = 0;
        while (about < words.Count && words[about].Text is not ("about" or "mention" or "mentioned"))
        {
            about++;
        }

        var telling = words.Skip(about + 1).Where(word => word.Kind == WordKind.Letters && !s_dateWords.Contains(word.Text)).Take(6).Select(word => word.Text).ToList();
        return telling.Count > 0 ? string.Join(' ', telling) : null;
    }
}
