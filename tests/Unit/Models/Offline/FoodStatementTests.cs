using System.Text.RegularExpressions;
using AspireCoach.Models;
using AspireCoach.Models.Offline.Meals;

namespace AspireCoach.Unit.Models.Offline;

/// <summary>What the offline coach understands of what people say about food, and what it says where it does not.</summary>
public sealed class FoodStatementTests
{
    private static readonly DateOnly s_march = new(2026, 3, 3);
    private static readonly string[] s_milk = ["milk", "cheese", "butter", "yoghurt", "feta", "halloumi", "mozzarella", "parmesan"];
    private static readonly string[] s_gluten = ["bread", "pasta", "couscous", "pita"];

    [Theory]
    [InlineData("Dairy makes them sick", "diet", "milk")]
    [InlineData("Milk gives them cramps", "diet", "milk")]
    [InlineData("Dairy upsets their stomach", "health", "milk")]
    [InlineData("Dairy doesn't agree with them", "health", "milk")]
    [InlineData("Lactose free", "diet", "milk")]
    [InlineData("Off dairy", "diet", "milk")]
    [InlineData("Cut out dairy", "diet", "milk")]
    [InlineData("Does not tolerate lactose", "diet", "milk")]
    [InlineData("Cannot have gluten", "diet", "gluten")]
    [InlineData("Coeliac", "health", "gluten")]
    [InlineData("Has coeliac disease", "health", "gluten")]
    [InlineData("Sensitive to gluten", "health", "gluten")]
    [InlineData("Has a severe allergy to peanuts, eggs and shellfish", "health", "peanut", "satay", "egg", "shrimp")]
    [InlineData("Allergic only to eggs", "health", "egg")]
    [InlineData("Allergic to everything with eggs in it", "health", "egg")]
    [InlineData("Does not eat pork, beef or fish", "diet", "ham", "beef", "salmon", "tuna", "cod")]
    [InlineData("No shellfish", "diet", "shrimp")]
    [InlineData("Tomatoes trigger their eczema", "health", "tomato")]
    public async Task A_fact_is_kept_to_however_it_is_put(string fact, string about, params string[] absent) =>
        await AbsentAsync("Any ideas for dinner?", Memory((fact, about)), absent, "You told me on Tuesday 3 March");

    [Theory]
    [InlineData("Dairy makes me sick. What can I eat tonight?", "milk")]
    [InlineData("I cant have dairy, what can I eat?", "milk")]
    [InlineData("No shellfish for me: what should I cook?", "shrimp")]
    [InlineData("I don't eat pork or beef, any dinner ideas?", "ham", "beef")]
    [InlineData("I'm lactose free, suggest a lunch", "milk")]
    [InlineData("I\u2019m coeliac. What can I eat?", "gluten")]
    [InlineData("I'm allergic to eggs, peanuts and milk, what can I eat tonight?", "egg", "peanut", "satay", "milk")]
    [InlineData("What can I cook? My daughter can't digest lactose", "milk")]
    public async Task A_message_that_says_so_itself_is_kept_to(string question, params string[] absent) =>
        await AbsentAsync(question, RecalledMemory.None, absent, "I leave out what does not go with your message");

    [Fact]
    public async Task A_wish_behind_an_allergy_is_no_part_of_it() =>
        (await AskAsync("I'm allergic to peanuts, suggest a dinner with chicken", RecalledMemory.None)).ShouldContain("chicken");

    [Fact]
    public async Task A_food_that_is_liked_is_no_part_of_an_allergy() =>
        FoodRule.Of(Item("Allergic to eggs but loves cheese", "health"), MealBook.BuiltIn).ShouldNotBeNull().Classes.ShouldBe(["egg"]);

    [Theory]
    [InlineData("Has a fructose intolerance", "health")]
    [InlineData("Allergic to penicillin", "health")]
    [InlineData("Allergic to cats", "health")]
    [InlineData("Allergic to cats", null)]
    [InlineData("Has diabetes", "health")]
    [InlineData("Follows a low FODMAP diet", "diet")]
    [InlineData("Is kosher", "diet")]
    public async Task What_a_meal_cannot_be_checked_against_is_shown_and_no_allergy_is_denied(string fact, string? about)
    {
        var script = new Script();
        var answer = await script.AskAsync("What should I cook for dinner?", Context, Memory((fact, about)));

        answer.ShouldContain($"You told me: “{fact}”; I could not check the meals against it");
        answer.ShouldNotContain("I know of no allergy");
        script.Used.ShouldBe([1]);
    }

    [Fact]
    public async Task Of_an_allergy_that_is_understood_in_part_the_rest_is_shown()
    {
        var answer = await AskAsync("What should I cook for dinner?", Memory(("Allergic to eggs and citrus", "health")));

        answer.ShouldContain("you are allergic to eggs");
        answer.ShouldContain("You told me: “Allergic to eggs and citrus”; I could not check");
        Ideas(answer).ShouldNotContain("egg");
    }

    [Theory]
    [InlineData("I have a fructose intolerance. What can I eat?")]
    [InlineData("I'm allergic to kiwi and sulphites, what can I eat tonight?")]
    public async Task A_message_that_cannot_be_checked_is_shown_too(string question)
    {
        var answer = await AskAsync(question, RecalledMemory.None);

        answer.ShouldContain("I could not check the meals against it");
        answer.ShouldNotContain("I know of no allergy");
    }

    [Theory]
    [InlineData("Has a bad knee", "health")]
    [InlineData("Weighs 80 kg", "health")]
    [InlineData("Quit smoking in May", "health")]
    [InlineData("Eats a lot of fruit", "diet")]
    [InlineData("Not allergic to nuts", "health")]
    [InlineData("No known food allergies", "health")]
    [InlineData("Is not vegan anymore", "diet")]
    public async Task What_has_nothing_to_do_with_a_meal_is_left_alone(string fact, string about)
    {
        var script = new Script();
        (await script.AskAsync("What should I cook for dinner?", Context, Memory((fact, about)))).ShouldContain("I know of no allergy or diet of yours");
        script.Used.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_one_of_many_facts_on_food_is_kept_to_and_the_last_are_counted()
    {
        var foods = new[] { "eggs", "peanuts", "shellfish", "mushrooms", "tomatoes", "pork", "beef", "celery", "sesame", "mustard", "honey", "soy" };
        var memory = Memory([.. foods.Select(food => ($"Allergic to {food}", (string?)"health"))]);

        foreach (var day in Enumerable.Range(0, 30))
        {
            var answer = await new Script().AskAsync("Any ideas for dinner?", Context with { Today = Script.Today.AddDays(day) }, memory);
            answer.ShouldContain(" and 6 more, so I leave that out");
            var ideas = Ideas(answer);
            ((string[])["egg", "peanut", "shrimp", "mushroom", "tomato", "ham", "beef", "honey", "tofu", "soy"]).ShouldAllBe(food => !ideas.Contains(food, StringComparison.Ordinal), ideas);
        }
    }

    [Fact]
    public async Task What_a_turn_told_counts_as_a_fact_does()
    {
        var script = new Script();
        var memory = new RecalledMemory([new RecalledItem(1, "turn", s_march, "user", "Allergic to peanuts") { About = "health" }]);

        (await script.AskAsync("Any snack ideas?", Context, memory)).ShouldContain("You told me on Tuesday 3 March that you are allergic to peanuts");
        script.Used.ShouldBe([1]);
    }

    [Theory]
    [InlineData("Good morning! I can't have gluten, by the way. How are you?", "I can't have gluten, by the way")]
    [InlineData("I ran 5 km. It rained.", null)]
    [InlineData("I don't have time to cook eggs", null)]
    public void Of_a_message_the_sentences_on_food_are_found(string message, string? said) => FoodStatements.In(message).ShouldBe(said);

    private static async Task AbsentAsync(string question, RecalledMemory memory, string[] absent, string says)
    {
        string[] foods = [.. absent.SelectMany(food => food switch { "milk" => s_milk, "gluten" => s_gluten, _ => [food] })];
        foreach (var day in Enumerable.Range(0, 60))
        {
            var answer = await new Script().AskAsync(question, Context with { Today = Script.Today.AddDays(day) }, memory);
            answer.ShouldContain(says);
            answer.ShouldNotContain("I know of no allergy");
            var ideas = Ideas(answer);
            ideas.ShouldNotBeEmpty();
            foods.ShouldAllBe(food => !Regex.IsMatch(ideas, $@"(?<!coconut |almond |peanut )\b{food}", RegexOptions.IgnoreCase), ideas);
        }
    }

    private static Task<string> AskAsync(string question, RecalledMemory memory) => new Script().AskAsync(question, Context, memory);

    private static string Ideas(string answer) => string.Join('\n', answer.Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal)));

    private static RecalledMemory Memory(params (string Text, string? About)[] facts) => new([.. facts.Select((fact, at) => Item(fact.Text, fact.About) with { Number = at + 1 })]);

    private static RecalledItem Item(string text, string? about) => new(1, "fact", s_march, "user", text) { About = about };

    private static QuestionContext Context => Script.Context(QuestionIntent.Meal, null, null);
}
