using System.Collections.Frozen;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>Tells what kind of text an entry is.</summary>
internal static class TraitReading
{
    /// <summary>As many words may stand before the first that tells a reaction: "Oh wow", "Thanks, that's".</summary>
    private const int Opening = 3;

    /// <summary>As many characters may stand before a question without being a statement: a greeting is none.</summary>
    private const int Greeting = 40;

    private static readonly FrozenSet<string> s_when = Set(
        "yesterday today tonight tomorrow ago recently lately soon week weeks weekend month months year years day days morning evening night since monday tuesday wednesday thursday friday saturday sunday "
        + "january february march april june july august september october november december spring summer autumn fall winter birthday anniversary");

    private static readonly FrozenSet<string> s_self = Set("i me my mine myself we us our ours i'm i've i'll i'd we're we've we'll im ive");

    private static readonly FrozenSet<string> s_reactions = Set(
        "wow that's thats awesome great cool sounds congrats congratulations nice glad amazing yay haha oh aw aww sorry agreed absolutely definitely totally");

    public static EntryTraits Read(string text, List<Token> tokens, bool dated)
    {
        var traits = Asking(text) | (dated ? EntryTraits.SaysWhen : 0);
        for (var at = 0; at < tokens.Count; at++)
        {
            var word = tokens[at].Text;
            traits |= s_when.Contains(word) ? EntryTraits.SaysWhen : 0;
            traits |= s_self.Contains(word) ? EntryTraits.FirstPerson : 0;
            traits |= at < Opening && s_reactions.Contains(word) ? EntryTraits.Reacts : 0;
        }

        return traits;
    }

    private static EntryTraits Asking(string text)
    {
        // What follows the last mark is no sentence: a smile, the caption of a picture.
        var last = text.AsSpan().LastIndexOfAny(".!?\uff1f");
        if (last < 0 || text[last] is not ('?' or '\uff1f'))
        {
            return EntryTraits.None;
        }

        var before = text.AsSpan(0, last).LastIndexOfAny('.', '!', '?');
        return before < Greeting ? EntryTraits.Asks | EntryTraits.EndsAsking : EntryTraits.EndsAsking;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
