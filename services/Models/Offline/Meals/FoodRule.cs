using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline.Meals;

/// <summary>What somebody's words say about food that is to be left out.</summary>
/// <param name="Fact">The words.</param>
/// <param name="Says">What the user is or does, to follow "that": "you are allergic to peanuts"; empty where nothing of it is understood.</param>
/// <param name="Classes">Classes of food to leave out.</param>
/// <param name="Words">Stems of ingredients to leave out that belong to no class.</param>
/// <param name="IsAllergy">True where a mistake would hurt.</param>
/// <param name="IsUnclear">True where the words, or some of them, say of food what meals cannot be checked against: the user is told so.</param>
internal sealed record FoodRule(RecalledItem Fact, string Says, IReadOnlyList<string> Classes, IReadOnlyList<string> Words, bool IsAllergy, bool IsUnclear)
{
    private const string Health = "health";
    private static readonly char[] s_sentenceEnds = ['.', '!', '?', ';', '\n'];

    /// <summary>Null where the fact leaves no food out, as far as is known.</summary>
    public static FoodRule? Of(RecalledItem fact, MealBook book)
    {
        var words = EnglishWords.Read(fact.Text);
        var reading = FoodReading.Of(words, book, isFact: true);
        var isUnclear = reading.IsUnclear
            || (reading.Foods.Count == 0 && reading.Traits.Count == 0 && !reading.IsEnded && fact.About is not null
                && (fact.About == Health ? !FoodWords.IsOfTheBody(words) : !FoodWords.IsOfHabit(words)));
        return reading.Foods.Count == 0 && reading.Traits.Count == 0 && !isUnclear ? null : Rule(fact, reading, isUnclear);
    }

    /// <summary>
    /// What the sentences of a message on an allergy, a diet or what is not eaten leave out; null where there is none. The
    /// user's own or somebody else's: whoever is at the table.
    /// </summary>
    public static FoodRule? InMessage(string text, DateOnly today, MealBook book)
    {
        var rules = Sentences(text)
            .Select(sentence => (Sentence: sentence, Reading: FoodReading.Of(EnglishWords.Read(sentence), book, isFact: false)))
            .Where(said => said.Reading.Foods.Count > 0 || said.Reading.Traits.Count > 0 || said.Reading.IsUnclear)
            .Select(said => Rule(new RecalledItem(0, "turn", today, "user", said.Sentence), said.Reading, said.Reading.IsUnclear))
            .ToList();
        return rules.Count == 0 ? null : rules[0] with
        {
            Fact = rules[0].Fact with { Text = string.Join(". ", rules.Where(rule => rule.IsUnclear).DefaultIfEmpty(rules[0]).Select(rule => rule.Fact.Text)) },
            Classes = [.. rules.SelectMany(rule => rule.Classes).Distinct()],
            Words = [.. rules.SelectMany(rule => rule.Words).Distinct()],
            IsAllergy = rules.Exists(rule => rule.IsAllergy),
            IsUnclear = rules.Exists(rule => rule.IsUnclear),
        };
    }

    public static IEnumerable<string> Sentences(string text) => text.Split(s_sentenceEnds, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public bool Allows(Meal meal, MealBook book) => !Classes.Any(name => book.HasClass(meal, name)) && !Words.Any(stem => book.HasWord(meal, stem));

    /// <summary>Of somebody else's recipe: with an allergy, only what each ingredient is known of.</summary>
    public bool Allows(IReadOnlyList<string> ingredients, MealBook book) => ingredients.Select(book.Read).All(ingredient =>
        !Classes.Any(ingredient.Classes.Contains) && !Words.Any(ingredient.Stems.Contains) && (ingredient.IsKnown || !IsAllergy));

    private static FoodRule Rule(RecalledItem fact, FoodReading reading, bool isUnclear)
    {
        List<string> classes = [.. reading.Classes.Distinct()];
        // Who cannot have nuts is served no peanuts either: many mean both, and the mistake costs more than the meal.
        if (reading.IsAllergy && classes.Contains("nut") && reading.Foods.Exists(name => name.StartsWith("nut", StringComparison.Ordinal)))
        {
            classes.Add("peanut");
        }

        List<string> says = [.. reading.Traits.Distinct()];
        if (reading.Foods.Count > 0)
        {
            says.Add((reading.IsIntolerance ? "you do not tolerate " : reading.IsAllergy ? "you are allergic to " : "you leave out ") + Wording.List([.. reading.Foods.Distinct()]));
        }

        return new FoodRule(fact, Wording.List(says), classes, reading.Left, reading.IsAllergy, isUnclear);
    }
}
