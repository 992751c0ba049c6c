using AspireCoach.Memory.Extraction;

namespace AspireCoach.Unit.Memory;

public sealed class ReconcilerTests
{
    [Theory]
    [InlineData("I moved to Berlin", "Lives in Hamburg", "identity")]
    [InlineData("I'm no longer vegetarian", "Vegetarian", "diet")]
    [InlineData("I weigh 78 kg now", "Weighs 82 kg", "health")]
    [InlineData("I'm 35 now", "34 years old", "identity")]
    [InlineData("My new goal is to run 10 km", "Wants to run 5 km", "goal")]
    [InlineData("My new goal is to learn Spanish", "Wants to run 5 km", "goal")]
    [InlineData("I work as a teacher now", "Works as a barista", "identity")]
    [InlineData("I hate cilantro now", "Loves cilantro", "preference")]
    [InlineData("I'm not allergic to milk after all", "Allergic to milk", "health")]
    [InlineData("I get up at 7 now", "Gets up at 5:30 every day", "routine")]
    [InlineData("I quit my job yesterday", "Works as a barista", "identity")]
    public void What_changes_a_known_fact_supersedes_it(string said, string known, string category)
    {
        var fact = Said.Knowing([new KnownFact("other", "Has two cats", "relationship"), new KnownFact("old", known, category)], said).ShouldHaveSingleItem();

        (fact.Supersedes, fact.Reinforces).ShouldBe(("old", null));
    }

    [Theory]
    [InlineData("As I said, I'm vegetarian.", "Is vegetarian", "diet")]
    [InlineData("i live in leipzig btw", "Lives in Leipzig", "identity")]
    [InlineData("I have a peanut allergy", "Allergic to peanuts", "health")]
    public void What_is_known_is_reinforced_and_not_added(string said, string known, string category)
    {
        var fact = Said.Knowing([new KnownFact("same", known, category)], said).ShouldHaveSingleItem();

        (fact.Supersedes, fact.Reinforces).ShouldBe((null, "same"));
    }

    [Theory]
    [InlineData("I have a brother called Tom", "Has a brother called Ben", "relationship")]
    [InlineData("I'm allergic to cats", "Allergic to peanuts", "health")]
    [InlineData("I swim every Monday", "Runs every Monday", "routine")]
    [InlineData("I love tea", "Loves coffee", "preference")]
    public void What_stands_beside_a_known_fact_is_new(string said, string known, string category)
    {
        var fact = Said.Knowing([new KnownFact("other", known, category)], said).ShouldHaveSingleItem();

        (fact.Supersedes, fact.Reinforces).ShouldBe((null, null));
    }

    [Fact]
    public void Of_two_messages_that_contradict_each_other_the_later_one_stands() =>
        Said.By("I live in Hamburg.", "I moved to Berlin yesterday.").ShouldHaveSingleItem().TurnId.ShouldBe("t2");

    [Fact]
    public void A_message_that_contradicts_itself_says_nothing() => Said.By("I live in Graz. I don't live in Graz.").ShouldBeEmpty();

    [Fact]
    public void A_message_that_corrects_itself_means_what_it_says_last() =>
        Said.By("I weigh 82 kg. Sorry, I weigh 83 kg.").ShouldHaveSingleItem().Text.ShouldContain("83");
}
