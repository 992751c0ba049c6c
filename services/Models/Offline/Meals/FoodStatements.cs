namespace AspireCoach.Models.Offline.Meals;

/// <summary>Finds what a message says of an allergy, a diet, or what is not eaten.</summary>
public static class FoodStatements
{
    /// <summary>The sentences of a message that say so; null where none does.</summary>
    public static string? In(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = FoodRule.Sentences(text).Where(sentence => FoodRule.InMessage(sentence, default, MealBook.BuiltIn) is not null).ToList();
        return sentences.Count == 0 ? null : string.Join(". ", sentences);
    }
}
