using System.Text.Json;
using AspireCoach.Models.Language;

namespace AspireCoach.Models.Offline.Meals;

/// <summary>A meal idea and what is in it.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kinds">breakfast, lunch, dinner, snack.</param>
/// <param name="Ingredients">Everything in it but salt, pepper and water.</param>
internal sealed record Meal(string Name, IReadOnlyList<string> Kinds, IReadOnlyList<string> Ingredients);

/// <summary>
/// The built-in meal ideas, and what their ingredients are made of: <c>meals.json</c>. A class is what people leave out
/// (milk, gluten, peanut); a term is a word for one or several of them; a diet leaves out several.
/// </summary>
internal sealed class MealBook
{
    private readonly Dictionary<string, string[]> _classesOfFood;
    private readonly Dictionary<string, string[]> _classesOfTerm;
    private readonly Dictionary<string, string[]> _foodsOfWord;

    private MealBook(Data data)
    {
        Meals = data.Meals;
        Diets = data.Diets;
        _classesOfFood = Reverse(data.Classes);
        _classesOfTerm = Reverse(data.Terms.ToDictionary(pair => pair.Key, pair => pair.Value.Select(EnglishStem.Of).ToArray()));
        _foodsOfWord = Reverse(data.Meals.SelectMany(meal => meal.Ingredients).Distinct().ToDictionary(food => food, food => Stems(food).ToArray()));
    }

    public static MealBook BuiltIn { get; } = Read();

    public IReadOnlyList<Meal> Meals { get; }

    /// <summary>The classes that a diet leaves out.</summary>
    public IReadOnlyDictionary<string, string[]> Diets { get; }

    /// <summary>The classes that a word stands for; empty where it stands for none.</summary>
    public IReadOnlyList<string> ClassesOf(Word word) => _classesOfTerm.GetValueOrDefault(EnglishStem.Of(word.Text)) ?? [];

    /// <summary>True where the word is part of an ingredient's name.</summary>
    public bool IsFood(Word word) => word.Text.Length > 2 && _foodsOfWord.ContainsKey(EnglishStem.Of(word.Text));

    /// <summary>True where the meal has an ingredient of the class.</summary>
    public bool HasClass(Meal meal, string name) => meal.Ingredients.Any(food => _classesOfFood.GetValueOrDefault(food)?.Contains(name) == true);

    /// <summary>True where an ingredient's name has the word.</summary>
    public bool HasWord(Meal meal, string stem) => _foodsOfWord.GetValueOrDefault(stem) is { } foods && meal.Ingredients.Any(foods.Contains);

    /// <summary>
    /// The stems of an ingredient of somebody else's recipe, and every class that one of its words may stand for: "peanut
    /// butter" may be both of milk and of peanuts, which leaves out too much rather than too little. No classes and not
    /// <c>IsKnown</c>: nothing is known of it.
    /// </summary>
    public (IReadOnlyList<string> Stems, IReadOnlySet<string> Classes, bool IsKnown) Read(string ingredient)
    {
        string[] stems = [.. Stems(ingredient)];
        HashSet<string> classes = new(StringComparer.Ordinal);
        var isKnown = false;
        foreach (var stem in stems)
        {
            var foods = _foodsOfWord.GetValueOrDefault(stem) ?? [];
            var named = _classesOfTerm.GetValueOrDefault(stem) ?? [];
            classes.UnionWith(named);
            classes.UnionWith(foods.SelectMany(food => _classesOfFood.GetValueOrDefault(food) ?? []));
            isKnown |= foods.Length > 0 || named.Length > 0;
        }

        return (stems, classes, isKnown);
    }

    private static IEnumerable<string> Stems(string text) => EnglishWords.Read(text).Where(word => word.Kind == WordKind.Letters).Select(word => EnglishStem.Of(word.Text));

    private static Dictionary<string, string[]> Reverse(Dictionary<string, string[]> table) => table
        .SelectMany(pair => pair.Value.Select(value => (value, pair.Key)))
        .GroupBy(pair => pair.value, pair => pair.Key, StringComparer.Ordinal)
        .ToDictionary(group => group.Key, group => group.Distinct().ToArray(), StringComparer.Ordinal);

    private static MealBook Read()
    {
        using var file = typeof(MealBook).Assembly.GetManifestResourceStream("AspireCoach.Models.meals.json")!;
        return new MealBook(JsonSerializer.Deserialize<Data>(file, JsonSerializerOptions.Web)!);
    }

    private sealed record Data(
        Dictionary<string, string[]> Classes, Dictionary<string, string[]> Terms, Dictionary<string, string[]> Diets, IReadOnlyList<Meal> Meals);
}
