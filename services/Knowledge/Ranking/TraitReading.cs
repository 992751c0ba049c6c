using System.Collections.Frozen;

namespace AspireCoach.Knowledge.Ranking;

/// <summary>Tells what kind of text an entry is.</summary>
internal static class TraitReading
{
    private static readonly FrozenSet<string> s_when = Set(
        "yesterday today tonight tomorrow ago recently lately soon week weeks weekend month months year years day days morning evening night since monday tuesday wednesday thursday friday saturday sunday "
        + "january february march april june july august september october november december spring summer autumn fall winter birthday anniversary");

    private static readonly FrozenSet<string> s_numbers = Set(
        "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundred thousand couple dozen once twice first second third both");

    private static readonly FrozenSet<string> s_self = Set("i me my mine myself we us our ours i'm i've i'll i'd we're we've we'll im ive");

    private static readonly FrozenSet<string> s_why = Set("because since so cause reason helps help helped inspired motivated made makes why");

    private static readonly FrozenSet<string> s_people = Set(
        "mother mom mum father dad parents sister brother siblings son daughter kids children wife husband partner boyfriend girlfriend fiance friend friends aunt uncle cousin cousins grandma grandpa "
        + "grandmother grandfather nephew niece colleague colleagues coworker coworkers boss neighbor neighbors teacher coach doctor team group family");

    private static readonly FrozenSet<string> s_places = Set("in at to from near around visited");

    public static EntryTraits Read(string text, List<Token> tokens, bool dated)
    {
        var traits = dated ? EntryTraits.SaysWhen : EntryTraits.None;
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            traits |= s_when.Contains(token.Text) ? EntryTraits.SaysWhen : 0;
            traits |= s_numbers.Contains(token.Text) || char.IsAsciiDigit(token.Text[0]) ? EntryTraits.SaysHowMany : 0;
            traits |= s_self.Contains(token.Text) ? EntryTraits.FirstPerson : 0;
            traits |= s_why.Contains(token.Text) ? EntryTraits.SaysWhy : 0;
            traits |= s_people.Contains(token.Text) ? EntryTraits.SaysWho : 0;
            traits |= token.Capital && !token.Opens && !s_self.Contains(token.Text) ? EntryTraits.Names : 0;
            traits |= s_places.Contains(token.Text) && at + 1 < tokens.Count && tokens[at + 1].Capital ? EntryTraits.SaysWhere : 0;
        }

        return traits | Asking(text);
    }

    private static EntryTraits Asking(string text)
    {
        var last = text.AsSpan().TrimEnd();
        if (last.IsEmpty || last[^1] is not ('?' or '？'))
        {
            return EntryTraits.None;
        }

        // What stands before the question, in words: a greeting is no statement.
        var before = last[..^1].LastIndexOfAny('.', '!', '?');
        return before < 40 ? EntryTraits.Asks | EntryTraits.EndsAsking : EntryTraits.EndsAsking;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
