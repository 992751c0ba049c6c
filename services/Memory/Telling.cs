using AspireCoach.Memory.Extraction;
using AspireCoach.Memory.Extraction.Reading;
using AspireCoach.Memory.Extraction.Rules;
using AspireCoach.Models.Language;

namespace AspireCoach.Memory;

/// <summary>
/// What a message tells of its user's health and diet, by the rules of the extraction: an allergy counts from the moment it
/// is told, and not from the night on in which facts are distilled.
/// </summary>
internal static class Telling
{
    /// <summary>What takes back the message before is short.</summary>
    private const int LongestRetraction = 200;

    /// <summary>Null where it tells nothing of either.</summary>
    /// <returns>The category of the first fact, and the facts, a line each.</returns>
    public static (string Category, string Facts)? Of(TurnMessage message)
    {
        if (message.FromCoach || !MayTell(message.Text))
        {
            return null;
        }

        var batch = Batch.Read(new ExtractionInput(message.TimeZone, [message.ToTurn()], []));
        List<FactCandidate> facts =
        [
            .. batch.Settle(batch.Turns.SelectMany(entry => RuleExtractor.Read(entry.Turn, entry.Reading, message.TimeZone)))
                .Where(fact => fact.Category is FactCategory.Health or FactCategory.Diet),
        ];
        return facts.Count == 0 ? null : (facts[0].Category, string.Join('\n', facts.Select(fact => fact.Text.ReplaceLineEndings(" "))));
    }

    /// <summary>True for what a user says to take back the message before.</summary>
    public static bool TakesBackEarlier(string text) => text.Length <= LongestRetraction && TurnReading.Of(text).TakesBackEarlier;

    /// <summary>Cheap, for every message passes it: whether it has a word that such facts are made of.</summary>
    private static bool MayTell(string text)
    {
        var words = EnglishWords.Read(text);
        var norm = string.Join(' ', words.Where(word => word.Kind != WordKind.Mark).Select(word => word.Text));
        return words.Any(word => word.Text.StartsWith("allerg", StringComparison.Ordinal) || word.Text.StartsWith("intoleran", StringComparison.Ordinal))
            || Lexicon.Foods.In(norm) || Lexicon.Diets.In(norm) || Lexicon.Conditions.In(norm) || Lexicon.Medicine.In(norm);
    }
}
