using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline;

/// <summary>Tells what asks from what states.</summary>
internal static class Questions
{
    private static readonly FrozenSet<string> s_asks = Set(
        "what when where which who whose how why do does did can could should would will shall is are am was were have has any suggest recommend tell show list remind give explain help please propose cook");

    private static readonly FrozenSet<string> s_speakers = Set("i i'm i've i'd my we we're we've our");
    private static readonly FrozenSet<string> s_greetings = Set("hi hello hey thanks thank ok okay and so well great good morning evening");

    /// <summary>True where the text asks or wants something, and states nothing.</summary>
    public static bool IsOnly(string text) => Split(text).All(sentence => IsQuestion(sentence.Text, sentence.Asks));

    /// <summary>True where a sentence of the text asks or wants something.</summary>
    public static bool IsIn(string text) => Split(text).Any(sentence => sentence.Asks || (Content(sentence.Text) is { Count: > 0 } words && s_asks.Contains(words[0].Text)));

    /// <summary>The sentences that state something, as they were written.</summary>
    public static IEnumerable<string> Statements(string text) => Split(text).Where(sentence => !IsQuestion(sentence.Text, sentence.Asks)).Select(sentence => sentence.Text);

    private static bool IsQuestion(string sentence, bool asks)
    {
        var words = Content(sentence);
        return words.Count == 0 || s_asks.Contains(words[0].Text) || (asks && !(s_speakers.Contains(words[0].Text) && words.Exists(word => word.IsMark(','))));
    }

    private static List<Word> Content(string sentence) =>
        [.. EnglishWords.Read(sentence).SkipWhile(word => word.Kind == WordKind.Mark || s_greetings.Contains(word.Text))];

    private static IEnumerable<(string Text, bool Asks)> Split(string text)
    {
        var start = 0;
        for (var at = 0; at <= text.Length; at++)
        {
            if (at == text.Length || text[at] == '\n' || (text[at] is '.' or '!' or '?' && (at + 1 == text.Length || char.IsWhiteSpace(text[at + 1]))))
            {
                if (text[start..at].Trim() is { Length: > 0 } sentence)
                {
                    yield return (sentence, at < text.Length && text[at] == '?');
                }

                start = Math.Min(text.Length, at + 1);
            }
        }
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
