using System.Text.RegularExpressions;
using AspireCoach.Models.Offline.Meals;

namespace AspireCoach.Models.Offline;

/// <summary>Answers who only tells something lasting of themselves: names it, and asks and advises nothing.</summary>
internal static partial class ToldAnswer
{
    /// <summary>What the user tells of themselves; null where the message asks, reports or says nothing that lasts.</summary>
    public static string? In(OfflineTurn turn)
    {
        if (turn.Intent is not (QuestionIntent.Advice or QuestionIntent.Chat) || turn.Context is null || Questions.IsIn(turn.UserText))
        {
            return null;
        }

        var lasting = Questions.Statements(turn.UserText).Where(IsLasting).ToList();
        return lasting.Count > 0 ? string.Join(". ", lasting) : null;
    }

    public static string Of(string told) => $"Noted: {Wording.Quote(told)}. I will keep that in mind.";

    private static bool IsLasting(string sentence) => FoodStatements.In(sentence) is not null || Lasting().IsMatch(sentence.Replace('\u2019', '\''));

    [GeneratedRegex(
        @"\b(?:i am|i'm|i was) (?:allergic|intolerant|diabetic|asthmatic|pregnant|vegan|vegetarian|training for|diagnosed|born|[0-9]{1,3} years)\b"
        + @"|\bi (?:have|suffer from|live with|have got) (?:an? |the )?(?:[a-z]+ ){0,2}(?:allergy|allergies|intolerance|disease|condition|asthma|diabetes|migraines?|arthritis|injury)\b"
        + @"|\b(?:i want to|i'd like to|i would like to|i plan to|i'm going to|i hope to|my (?:goal|aim|target|plan) is to) (?:run|lose|gain|learn|eat|drink|sleep|read|write|walk|swim|cycle|train|exercise|become|improve|build|finish|save|wake|meditate|lift|climb|hike|stop (?:smoking|drinking)|quit (?:smoking|drinking|sugar)|get (?:fit|fitter|strong|stronger|healthy|healthier))\b"
        + @"|\bmy (?:goal|aim|target|name|birthday|job|weight|height) is\b|\bi (?:live|moved|work|weigh|study|grew up|love|like|prefer|enjoy|dislike|play)\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Lasting();
}
