using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline.Meals;

/// <summary>What a fact says about food that the user leaves out.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Says">What the user is or does, to follow "that": "you are allergic to peanuts".</param>
/// <param name="Classes">Classes of food to leave out.</param>
/// <param name="Words">Stems of ingredients to leave out that belong to no class.</param>
/// <param name="IsAllergy">True where a mistake would hurt.</param>
internal sealed record FoodRule(RecalledItem Fact, string Says, IReadOnlyList<string> Classes, IReadOnlyList<string> Words, bool IsAllergy)
{
    private static readonly string[] s_denials = ["not", "no", "isn't", "aren't", "don't", "doesn't", "never", "can't", "cannot", "won't", "without", "avoid", "avoids", "avoiding", "hate", "hates", "dislike", "dislikes", "stopped", "longer"];
    private static readonly char[] s_sentenceEnds = ['.', '!', '?', ';', '\n'];
    private static readonly string[] s_ended = ["not", "no", "isn't", "wasn't", "never", "longer"];

    /// <summary>Null where the fact leaves no food out.</summary>
    public static FoodRule? Of(RecalledItem fact, MealBook book)
    {
        var words = EnglishWords.Read(fact.Text);
        var isIntolerance = words.Any(word => word.Text.StartsWith("intoleran", StringComparison.Ordinal));
        var isAllergy = isIntolerance || words.Any(IsAllergyWord);
        var (classes, left, names) = (new List<string>(), new List<string>(), new List<string>());
        var denied = false; // Within a clause: "not allergic to …", or, of what is no allergy, "does not eat …".
        for (var at = 0; at < words.Count; at++)
        {
            var word = words[at];
            var isFree = at + 1 < words.Count && (words[at + 1].Is("free") || (words[at + 1].IsMark('-') && at + 2 < words.Count && words[at + 2].Is("free")));
            denied = !EndsClause(word) && (denied || (isAllergy ? DeniesAllergy(words, at) : s_denials.Contains(word.Text, StringComparer.Ordinal)));
            if (book.Diets.TryGetValue(word.Text, out var excluded) && !denied)
            {
                classes.AddRange(excluded);
                names.Add($"you are {Diet(word.Text)}");
            }
            else if (isFree && book.ClassesOf(word) is { Count: > 0 } free)
            {
                classes.AddRange(free);
                names.Add($"you eat {word.Text}-free");
            }
            else if (isAllergy ? !denied : denied)
            {
                Leave(word, book, classes, left, names);
            }
        }

        if (names.Count == 0)
        {
            return null;
        }

        // Who cannot have nuts is served no peanuts either: many mean both, and the mistake costs more than the meal.
        if (isAllergy && classes.Contains("nut") && names.Exists(name => name.StartsWith("nut", StringComparison.Ordinal)))
        {
            classes.Add("peanut");
        }

        var foods = names.Where(name => !name.StartsWith("you ", StringComparison.Ordinal)).Distinct().ToList();
        var says = names.Where(name => name.StartsWith("you ", StringComparison.Ordinal)).Distinct().ToList();
        if (foods.Count > 0)
        {
            says.Add((isIntolerance ? "you do not tolerate " : isAllergy ? "you are allergic to " : "you leave out ") + Wording.List(foods));
        }

        return new FoodRule(fact, Wording.List(says), [.. classes.Distinct()], left, isAllergy);
    }

    /// <summary>What the sentences on an allergy, a diet or what is not eaten leave out; null where there is none, or none leaves food out.</summary>
    public static FoodRule? InMessage(string text, DateOnly today, MealBook book)
    {
        var rules = text.Split(s_sentenceEnds, StringSplitOptions.RemoveEmptyEntries)
            .Where(sentence => EnglishWords.Read(sentence) is var words
                && (words.Any(word => IsAllergyWord(word) || word.Text is "without" or "free" || book.Diets.ContainsKey(word.Text))
                    || words.Zip(words.Skip(1)).Any(pair => pair.First.Text is "can't" or "cannot" or "not" or "don't" or "doesn't" or "never" && pair.Second.Text is "eat" or "have" or "tolerate")))
            .Select(sentence => Of(new RecalledItem(0, "turn", today, "user", sentence), book))
            .OfType<FoodRule>()
            .ToList();
        return rules.Count == 0 ? null : rules[0] with
        {
            Classes = [.. rules.SelectMany(rule => rule.Classes).Distinct()],
            Words = [.. rules.SelectMany(rule => rule.Words).Distinct()],
            IsAllergy = rules.Exists(rule => rule.IsAllergy),
        };
    }

    public bool Allows(Meal meal, MealBook book) => !Classes.Any(name => book.HasClass(meal, name)) && !Words.Any(stem => book.HasWord(meal, stem));

    /// <summary>Of somebody else's recipe: with an allergy, only what each ingredient is known of.</summary>
    public bool Allows(IReadOnlyList<string> ingredients, MealBook book) => ingredients.Select(book.Read).All(ingredient =>
        !Classes.Any(ingredient.Classes.Contains) && !Words.Any(ingredient.Stems.Contains) && (ingredient.IsKnown || !IsAllergy));

    private static bool IsAllergyWord(Word word) =>
        word.Text.StartsWith("allerg", StringComparison.Ordinal) || word.Text.StartsWith("anaphyla", StringComparison.Ordinal) || word.Text.StartsWith("intoleran", StringComparison.Ordinal);

    private static bool EndsClause(Word word) => word.Text is "but" or "only" or "just" or "." or ";" or ",";

    /// <summary>"No longer allergic to": true from the "no" on where an allergy follows in the clause, and no "eat" before it.</summary>
    private static bool DeniesAllergy(IReadOnlyList<Word> words, int at)
    {
        if (!s_ended.Contains(words[at].Text, StringComparer.Ordinal))
        {
            return false;
        }

        var following = words.Skip(at).TakeWhile(word => !EndsClause(word)).TakeWhile(word => word.Text is not ("eat" or "eats" or "eating" or "have")).ToList();
        return following.Exists(IsAllergyWord);
    }

    private static void Leave(Word word, MealBook book, List<string> classes, List<string> left, List<string> names)
    {
        if (book.ClassesOf(word) is { Count: > 0 } known)
        {
            classes.AddRange(known);
            names.Add(word.Text);
        }
        else if (book.IsFood(word))
        {
            left.Add(EnglishStem.Of(word.Text));
            names.Add(word.Text);
        }
    }

    private static string Diet(string word) => word switch
    {
        "coeliac" or "celiac" => "coeliac",
        "keto" or "ketogenic" => "on a ketogenic diet",
        "halal" or "muslim" => "eating halal",
        _ => word,
    };
}
