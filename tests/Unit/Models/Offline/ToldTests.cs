using AspireCoach.Models;
using AspireCoach.Models.Offline;

namespace AspireCoach.Unit.Models.Offline;

/// <summary>What the offline coach answers to what it is told, and makes of what it was told before.</summary>
public sealed class ToldTests
{
    private static readonly DateOnly s_march = new(2026, 3, 3);
    private static readonly DateOnly s_may = new(2026, 5, 4);

    [Theory]
    [InlineData("I'm allergic to peanuts and I want to run a marathon in May", QuestionIntent.Advice)]
    [InlineData("I\u2019m allergic to peanuts.", QuestionIntent.Chat)]
    [InlineData("Hi! I'd like to learn the cello.", QuestionIntent.Advice)]
    [InlineData("I don't eat pork", QuestionIntent.Chat)]
    [InlineData("I live in Lyon now", QuestionIntent.Chat)]
    [InlineData("My goal is to read twelve books", QuestionIntent.Chat)]
    public async Task Who_only_tells_something_is_told_what_will_be_kept_in_mind(string message, string intent)
    {
        var answer = await new Script().AskAsync(message, Script.Context(intent, "2027-05-01", "2027-05-31"));

        answer.ShouldBe($"Noted: “{message.Replace("Hi! ", "", StringComparison.Ordinal).TrimEnd('.')}”. I will keep that in mind.");
    }

    [Theory]
    [InlineData("I want to run more, how can I?", QuestionIntent.Advice)]
    [InlineData("I want to know what to do", QuestionIntent.Advice)]
    [InlineData("I want to give up", QuestionIntent.Advice)]
    [InlineData("Help me. I want to run a marathon", QuestionIntent.Advice)]
    [InlineData("thanks", QuestionIntent.Chat)]
    public async Task What_asks_for_something_is_not_just_noted(string message, string intent) =>
        (await new Script().AskAsync(message, Script.Context(intent, null, null))).ShouldNotContain("Noted");

    [Fact]
    public async Task Ones_own_questions_are_no_knowledge()
    {
        var memory = new RecalledMemory(
            [Turn(1, "What did I tell you about my violin?"), Turn(2, "Tell me about my violin."), Turn(3, "My violin is from Cremona. What is it worth?")]);

        (await AskAsync("What did I tell you about my violin?", memory)).ShouldBe("You wrote on Tuesday 3 March: “My violin is from Cremona. What is it worth?”");
    }

    [Fact]
    public async Task Of_a_former_home_nothing_is_said_where_the_present_one_is_known()
    {
        var memory = new RecalledMemory(
        [
            Turn(1, "I live in Berlin") with { Outdated = true },
            new RecalledItem(2, "fact", s_may, "user", "Moved to Lyon"),
        ]);

        (await AskAsync("Where do I live?", memory)).ShouldBe("You told me on Monday 4 May: “Moved to Lyon”");
        (await AskAsync("Where do I live?", new RecalledMemory([memory.Items[0]]))).ShouldContain("Berlin");
    }

    [Fact]
    public async Task Of_many_facts_some_are_told_and_the_others_counted()
    {
        var memory = new RecalledMemory([.. Enumerable.Range(1, 20).Select(at => new RecalledItem(at, "fact", s_march, "user", $"Has a cousin named Cousin{at}"))]);

        (await AskAsync("What do you know about me?", memory)).ShouldEndWith("And 14 more: your memory lists all that I know of you.");
    }

    [Theory]
    [InlineData("What should I eat?", true)]
    [InlineData("Good morning. How was my week?", true)]
    [InlineData("I'm allergic to nuts, what can I eat?", false)]
    [InlineData("I moved. Where do I live?", false)]
    public void A_text_that_only_asks_is_told_from_one_that_states(string text, bool asks) => Questions.IsOnly(text).ShouldBe(asks);

    private static RecalledItem Turn(int number, string text) => new(number, "turn", s_march, "user", text);

    private static Task<string> AskAsync(string question, RecalledMemory memory) => new Script().AskAsync(question, Script.Context(QuestionIntent.Memory, null, null), memory);
}
