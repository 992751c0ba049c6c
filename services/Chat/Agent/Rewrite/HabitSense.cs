using System.Collections.Frozen;
using AspireCoach.Models.Language;

namespace AspireCoach.Chat.Agent.Rewrite;

/// <summary>Whether a message that has a habit's words speaks of that habit of the user's.</summary>
internal static class HabitSense
{
    private static readonly FrozenSet<string> s_users = Set("i i'm i've i'd i'll im ive we we've we'd my our me us mine");

    private static readonly FrozenSet<string> s_speakers = Set("i i'm i've i'd i'll im ive we we've we'd me us");

    /// <summary>Words with which a question is one about the world, unless it says whose or when.</summary>
    private static readonly FrozenSet<string> s_asks = Set("is are does do can could what what's which who who's where when why how would should will has have was were isn't aren't doesn't don't");

    /// <summary>Words of what the platform keeps.</summary>
    private static readonly FrozenSet<string> s_records = Set(
        "streak streaks progress summary log logged record recorded tracked habit habits going go gone went been happen happened missed skipped done stats statistics recap review overview compare trend far last due scheduled");

    /// <summary>Words of what the user wants of themselves.</summary>
    private static readonly FrozenSet<string> s_wants = Set("want wanna need should must will i'll gonna going plan planning try trying can't cant cannot couldn't struggle struggling hard keep hate love like enjoy help tips more less better often stop start");

    private static readonly FrozenSet<string> s_reports = Set("log record tick mark check track done finished did skipped missed no add just completed managed forgot show");

    /// <summary>What a habit's word may stand before and still be that habit: "my physio session", "foam yesterday".</summary>
    private static readonly FrozenSet<string> s_neighbours = Set(
        "session sessions practice practise exercise exercises routine time times workout training lesson lessons class classes habit habits goal work thing stuff list log check set sets streak streaks stats progress data numbers record records reading readings part bit "
        + "and or but so then than to in on at by for of with from since until till before after during over about as if when while because "
        + "i we you it that this these those the a an my our any some every each all both either again too also ever always never not much more most less enough "
        + "is isn't are was were be been do did didn't does have has had go goes going went get gets got happen happened happening look looks looking feel feels felt "
        + "today yesterday tomorrow tonight last next this past morning evening night afternoon week month year weekend daily twice once three four five six seven "
        + "well good bad okay ok fine great better properly please though tho right yet already still only just even actually really anything anyone up out off");

    /// <param name="words">The message.</param>
    /// <param name="named">What may be a habit in it.</param>
    /// <param name="dates">The days it names.</param>
    public static bool IsUsers(IReadOnlyList<Word> words, HabitMention named, IReadOnlyList<DateMention> dates) =>
        !IsOthers(words, named) && !IsCompound(words, named, dates) && !IsOfTheWorld(words, named, dates);

    /// <summary>"Blood oranges", "a code review", "a bed frame": a habit's word before a noun that is none of its name.</summary>
    private static bool IsCompound(IReadOnlyList<Word> words, HabitMention named, IReadOnlyList<DateMention> dates)
    {
        var next = named.Last + 1;
        var isNoun = named.First > 0 && words[named.First - 1].Text is "a" or "an" or "new" or "some" or "of";
        return (named.IsPartial || isNoun)
            && next < words.Count && words[next] is { Kind: WordKind.Letters } word && !s_neighbours.Contains(word.Text)
            && !Tenses.IsPast(word.Text) && !word.Text.EndsWith("ly", StringComparison.Ordinal) && !dates.Any(date => date.First == next);
    }

    /// <summary>
    /// A question that names neither the user nor a day nor what the platform keeps asks about the world, and a statement
    /// without them tells of it.
    /// </summary>
    private static bool IsOfTheWorld(IReadOnlyList<Word> words, HabitMention named, IReadOnlyList<DateMention> dates)
    {
        if ((dates.Count > 0 && !(named.IsPartial && words.Count > 6 && !s_asks.Contains(words[0].Text) && !s_reports.Contains(words[0].Text) && !words.Any(word => word.IsMark('?') || s_users.Contains(word.Text)))) || (words.Count <= 4 && !(named.IsPartial && words.Any(word => word.Text is "is" or "are"))) || words[0].Text is "and" or "also" || words[1].Is("about") || words.Any(word => s_records.Contains(word.Text)))
        {
            return false;
        }

        if (s_asks.Contains(words[0].Text))
        {
            return !words.Any(word => s_users.Contains(word.Text));
        }

        if (s_reports.Contains(words[0].Text) || (!named.IsPartial && words.Any(word => word.IsMark('?') || s_users.Contains(word.Text))))
        {
            return false;
        }

        return !words.Any(word => s_speakers.Contains(word.Text)) || !words.Where((word, at) => s_wants.Contains(word.Text) || (Tenses.IsPast(word.Text) && IsSpeakers(words, at))).Any();
    }

    /// <summary>"I have finally sketched" is the user's, "a donkey called Ted" is not.</summary>
    private static bool IsSpeakers(IReadOnlyList<Word> words, int verb) => words.Skip(Math.Max(0, verb - 3)).Take(Math.Min(3, verb)).Any(word => s_speakers.Contains(word.Text));

    /// <summary>True where a statement tells of what somebody else does: "My friend is running" says nothing of the user's run.</summary>
    private static bool IsOthers(IReadOnlyList<Word> words, HabitMention named)
    {
        var other = -1;
        for (var at = 0; at < words.Count; at++)
        {
            if (words[at].Text is "i" or "i'm" or "i've" or "i'd" or "i'll" or "we" or "we've" or "?" or "me" or "us" or "why" or "how" || (words[at].Is("my") && at + 1 == named.First))
            {
                return false;
            }

            other = other < 0 && at < named.First && words[at].Text is not "you" && IntentReader.Others.Contains(words[at].Text) ? at : other;
        }

        return other >= 0 && named.First - other <= 4;
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
