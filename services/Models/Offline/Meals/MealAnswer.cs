using System.Globalization;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline.Meals;

/// <summary>Meal ideas that keep to what the user told about allergies and diet, and say so.</summary>
internal static class MealAnswer
{
    private const int Ideas = 3;

    /// <summary>So many of the things told are named.</summary>
    private const int MostSaid = 6;

    private static readonly string[] s_kinds = ["breakfast", "lunch", "dinner", "snack"];

    public static IEnumerable<string> Parts(OfflineTurn turn, QuestionContext context)
    {
        var book = MealBook.BuiltIn;
        var rules = Rules(turn, book);
        foreach (var rule in rules)
        {
            turn.Use(rule.Fact);
        }

        // What the message itself says of it, whoever's allergy that is.
        var named = FoodRule.InMessage(turn.UserText, context.Today, book);

        var words = EnglishWords.Read(turn.UserText).Where(word => word.Kind == WordKind.Letters).Select(word => EnglishStem.Of(word.Text)).ToHashSet(StringComparer.Ordinal);
        var kind = Array.Find(s_kinds, name => words.Contains(EnglishStem.Of(name))) ?? (words.Contains("supper") || words.Contains("tonight") ? "dinner" : null);
        var fitting = book.Meals
            .Where(meal => (kind is null ? !meal.Kinds.Contains("snack") : meal.Kinds.Contains(kind)) && rules.TrueForAll(rule => rule.Allows(meal, book)) && named?.Allows(meal, book) != false)
            .ToList();
        var wished = fitting.Where(meal => words.Any(word => book.HasWord(meal, word))).ToList();
        var ideas = Turned(wished, context.Today).Concat(Turned([.. fitting.Except(wished)], context.Today)).Take(Ideas).ToList();

        var understood = rules.Where(rule => rule.Says.Length > 0).DistinctBy(rule => rule.Says).ToList();
        if (understood.Count > 0)
        {
            var told = Few(understood, rule => $"on {Wording.Day(rule.Fact.On, context.Today)} that {rule.Says}");
            yield return ideas.Count > 0
                ? $"You told me {told}, so I leave that out:\n{Listed(ideas)}"
                : $"You told me {told}. None of my built-in {kind ?? "meal"} ideas keeps to that.";
        }
        else if (named is { Says.Length: > 0 })
        {
            yield return ideas.Count > 0
                ? $"I leave out what does not go with your message:\n{Listed(ideas)}"
                : $"None of my built-in {kind ?? "meal"} ideas goes with your message.";
        }
        else
        {
            yield return ideas.Count > 0 ? $"Some {kind ?? "meal"} ideas:\n{Listed(ideas)}" : $"None of my built-in {kind ?? "meal"} ideas keeps to all that you told me.";
        }

        // Of the catalogue's recipes those whose ingredients are known to keep to what was said.
        var recipes = turn.Results.Catalog
            .Where(recipe => recipe.Ingredients.Count > 0 && !turn.Memory.IsDegraded
                && rules.TrueForAll(rule => rule.Allows(recipe.Ingredients, book)) && named?.Allows(recipe.Ingredients, book) != false)
            .Take(Ideas).ToList();
        if (recipes.Count > 0)
        {
            yield return $"From the catalogue:\n{string.Join('\n', recipes.Select(recipe => CatalogAnswer.Line(recipe, "")))}";
        }

        var unclear = rules.Where(rule => rule.IsUnclear).Select(rule => Wording.Quote(rule.Fact.Text))
            .Concat(named is { IsUnclear: true } ? [Wording.Quote(named.Fact.Text)] : []).Distinct().ToList();
        if (unclear.Count > 0)
        {
            yield return $"You told me: {Few(unclear, text => text)}; I could not check the meals against {(unclear.Count == 1 ? "it" : "these")}, so do that yourself.";
        }

        yield return turn.Memory.IsDegraded
            ? "I could not look up whether you told me of allergies or a diet, so check these yourself."
            : rules.Exists(rule => rule.IsAllergy) || named is { IsAllergy: true }
            ? "I go by the ingredients above: check the labels of what you buy, too."
            : rules.Count == 0 && named is null ? "I know of no allergy or diet of yours: tell me, and I keep to it." : "These are built-in ideas, from the ingredients named.";
    }

    /// <summary>Of what is known, and of what an earlier message told that is no fact yet.</summary>
    private static List<FoodRule> Rules(OfflineTurn turn, MealBook book) =>
        [.. turn.Memory.Items.Where(item => item.IsKnown).Select(item => FoodRule.Of(item, book)).OfType<FoodRule>()];

    /// <summary>The first of them, and how many more there are: every meal is checked against all.</summary>
    private static string Few<T>(List<T> all, Func<T, string> say) =>
        all.Count <= MostSaid
            ? Wording.List([.. all.Select(say)])
            : Wording.List([.. all.Take(MostSaid).Select(say), string.Create(CultureInfo.InvariantCulture, $"{all.Count - MostSaid} more")]);

    private static string Listed(List<Meal> meals) =>
        string.Join('\n', meals.Select(meal => string.Create(CultureInfo.InvariantCulture, $"- {meal.Name} ({string.Join(", ", meal.Ingredients)})")));

    /// <summary>Another beginning each day, the same all day.</summary>
    private static IEnumerable<Meal> Turned(List<Meal> meals, DateOnly today)
    {
        var start = meals.Count == 0 ? 0 : today.DayNumber % meals.Count;
        return meals.Skip(start).Concat(meals.Take(start));
    }
}
