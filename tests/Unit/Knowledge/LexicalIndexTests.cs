using AspireCoach.Knowledge;
using AspireCoach.Knowledge.Ranking;
using static AspireCoach.Unit.Knowledge.Conversation;

namespace AspireCoach.Unit.Knowledge;

public sealed class LexicalIndexTests
{
    [Fact]
    public void The_entry_that_has_the_words_comes_first() =>
        Index(Turn(1, "I had oats for breakfast."), Turn(2, "My knee hurts after the long run.", thread: 2), Turn(3, "The release went out late.", thread: 3))
            .Find("What happened to my knee?")[0].ShouldBe(2);

    [Theory]
    [InlineData("She is running a marathon", "Did she run?")]
    [InlineData("We ate dumplings", "What did we eat?")]
    [InlineData("Two weeks of swimming helped", "Does it help to swim?")]
    [InlineData("We visited the café", "Which cafe was it?")]
    [InlineData("Signed up for the roadtrip", "When is the road trip?")]
    [InlineData("My neighbour is kind", "What is my neighbor like?")]
    [InlineData("Ich möchte am Montag schwimmen", "Was mochte ich?")]
    [InlineData("我想学游泳和跑步", "游泳")]
    public void Other_forms_of_a_word_are_the_same_word(string said, string asked) =>
        Index(Turn(1, "The weather was fine."), Turn(2, said, thread: 2)).Find(asked).ShouldBe([2]);

    [Theory]
    [InlineData("I play the violin every evening", "Which instruments do I play?")]
    [InlineData("My sister came over on Sunday", "Do I have siblings?")]
    [InlineData("The headaches are back", "Where do I feel pain?")]
    [InlineData("I purchased new sneakers", "What shoes did I buy?")]
    public void Related_words_are_found_where_the_word_itself_is_missing(string said, string asked) =>
        Index(Turn(1, "The weather was fine."), Turn(2, said, thread: 2)).Find(asked).ShouldBe([2]);

    [Fact]
    public void The_word_itself_beats_its_relative() =>
        Index(Turn(1, "I visited my brother last week."), Turn(2, "I visited my sister last week.", thread: 2)).Find("When did I visit my sister?")[0].ShouldBe(2);

    [Fact]
    public void A_question_whose_words_do_not_occur_finds_nothing()
    {
        var index = Index(Turn(1, "I had oats for breakfast."), Turn(2, "The release went out late."), Fact(3, "Is allergic to peanuts"));
        index.Find("Who won the chess tournament in Reykjavik?").ShouldBeEmpty();
        index.Find("What about it?").ShouldBeEmpty();
        index.Find("").ShouldBeEmpty();
        index.Find("?!… 🙂").ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_index_finds_nothing() => Index([]).Find("Is anybody there?").ShouldBeEmpty();

    [Fact]
    public void Without_the_floor_the_answer_is_filled_up_to_its_limit() =>
        Index(Turn(1, "Oats."), Turn(2, "Late release."), Turn(3, "Rain.")).Find(new LexicalQuery("Anything about rain?") { Floor = false }).Count.ShouldBe(3);

    [Fact]
    public void The_answer_is_found_by_the_question_that_it_answers()
    {
        var index = Index(
            Turn(1, "Morning! The usual."), Turn(2, "What would you like to call your new puppy?", "coach"), Turn(3, "Biscuit, I think."), Turn(4, "Lovely.", "coach"),
            Turn(5, "Off to the office.", thread: 2), Turn(6, "Have a fine day.", "coach", thread: 2));
        index.Find("What is my puppy called?")[0].ShouldBe(3);
    }

    [Fact]
    public void Neighbours_are_those_of_the_thread_and_of_the_hour()
    {
        var late = Turn(3, "Biscuit, I think.") with { At = Start.AddDays(3) };
        var index = Index(Turn(1, "My puppy is here."), Turn(2, "Biscuit, I think.", thread: 2), late);
        index.Find("Tell me about the puppy").ShouldBe([1]);
    }

    [Fact]
    public void What_the_user_asks_of_himself_is_what_he_said()
    {
        string said = "I have a plan for the marathon training.", told = "You have a plan for the marathon training.";
        Index(Turn(1, told, "coach"), Turn(2, said, thread: 2)).Find("What did I plan for the marathon?")[0].ShouldBe(2);
        Index(Turn(1, told, "coach"), Turn(2, said, thread: 2)).Find("What did you plan for the marathon?")[0].ShouldBe(1);
    }

    [Fact]
    public void The_one_who_is_named_is_the_one_who_speaks()
    {
        var index = Index(Turn(1, "I adopted a cat.", "Maria"), Turn(2, "I adopted a cat.", "John", thread: 2));
        index.Find("Which pet did John adopt?")[0].ShouldBe(2);
        index.Find("Which pet did Maria adopt?")[0].ShouldBe(1);
        index.Find(new LexicalQuery("Which pet was adopted?") { Speakers = ["John"] })[0].ShouldBe(2);
    }

    [Fact]
    public void A_fact_outranks_the_turns_it_came_from() =>
        Index(
            Turn(1, "Anything I should know about food?", "coach"), Turn(2, "Yes, I am allergic to peanuts since I was a child."), Turn(3, "Good to know.", "coach"),
            Fact(4, "Is allergic to peanuts"), Fact(5, "Wants to run a marathon"))
            .Find("Can I eat peanuts with my allergy?")[0].ShouldBe(4);

    [Fact]
    public void Only_the_kind_asked_for_is_found() =>
        Index(Turn(1, "I am allergic to peanuts."), Fact(2, "Is allergic to peanuts"))
            .Find(new LexicalQuery("peanuts") { Kind = KnowledgeKind.Turn }).ShouldBe([1]);

    [Fact]
    public void A_day_finds_what_was_said_on_it_and_what_speaks_of_it()
    {
        var index = Index(
            Turn(1, "The run was great."), // Monday 4 May
            Turn(2, "The run was great yesterday.", thread: 4), // said on 7 May, of 6 May
            Turn(3, "The run was great.", thread: 9));
        LexicalQuery Day(int day) => new("How was the run?") { From = new DateOnly(2026, 5, day), To = new DateOnly(2026, 5, day) };
        index.Find(Day(4))[0].ShouldBe(1);
        index.Find(Day(6))[0].ShouldBe(2);
        index.Find(Day(12))[0].ShouldBe(3);
    }

    [Fact]
    public void A_date_in_the_question_counts_as_well()
    {
        var index = Index(Turn(1, "The run was great."), Turn(2, "The run was great.", thread: 9));
        index.Find("How was the run on 4 May 2026?")[0].ShouldBe(1);
        index.Find("How was the run on May 12?")[0].ShouldBe(2);
        index.Find(new LexicalQuery("How was the run yesterday?") { Now = Start.AddDays(9) })[0].ShouldBe(2);
    }

    [Fact]
    public void A_day_alone_finds_that_day() =>
        Index(Turn(1, "Oats for breakfast."), Turn(2, "Late release.", thread: 2))
            .Find(new LexicalQuery("What was there?") { From = new DateOnly(2026, 5, 5), To = new DateOnly(2026, 5, 5) }).ShouldBe([2]);

    [Fact]
    public void The_day_is_the_users_own()
    {
        var index = Index(Turn(1, "Late run.") with { At = new DateTimeOffset(2026, 5, 4, 23, 30, 0, TimeSpan.FromHours(-7)) }); // 5 May in Greenwich
        index.Find(new LexicalQuery("What was there?") { From = new DateOnly(2026, 5, 4), To = new DateOnly(2026, 5, 4) }).ShouldBe([1]);
        index.Find(new LexicalQuery("What was there?") { From = new DateOnly(2026, 5, 5), To = new DateOnly(2026, 5, 5) }).ShouldBeEmpty();
    }

    [Fact]
    public void Putting_an_id_again_replaces_it()
    {
        var index = Index(Turn(1, "I love mango."), Turn(1, "I love papaya."));
        index.Count.ShouldBe(1);
        index.Find("mango").ShouldBeEmpty();
        index.Find("papaya").ShouldBe([1]);
    }

    [Fact]
    public void What_was_removed_is_found_no_more()
    {
        var index = Index(Turn(1, "I love mango."), Turn(2, "Mango again.", thread: 2));
        index.Remove(Id(1)).ShouldBeTrue();
        index.Remove(Id(1)).ShouldBeFalse();
        index.Find("mango").ShouldBe([2]);
        index.Count.ShouldBe(1);
    }

    [Fact]
    public void Given_entries_are_scored_as_a_search_scores_them()
    {
        var index = Index(Turn(1, "I love mango."), Turn(2, "Mango for lunch?", "coach"), Turn(3, "Rain all day.", thread: 2));
        var found = index.Search(new LexicalQuery("Do I love mango?"), 10);
        var scored = index.Score(new LexicalQuery("Do I love mango?"), [Id(3), Id(1), Id(77), Id(2)]);
        scored.Select(hit => hit.Id).ShouldBe([Id(3), Id(1), Id(2)]);
        foreach (var hit in found)
        {
            scored.ShouldContain(hit);
        }
    }

    [Fact]
    public void A_million_entries_over_a_hundred_users_take_less_than_250_MB()
    {
        // One user of the hundred: what it takes is what each takes.
        var index = new LexicalIndex();
        for (var number = 0; number < 10_000; number++)
        {
            index.Put(Turn(number, $"Today I went for a run of {number % 20} km in the park and had oats with berries for breakfast before the meeting.", thread: 1 + (number / 40)));
        }

        (index.ApproximateBytes * 100).ShouldBeLessThan(250_000_000);
    }
}
