using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Models;

namespace AspireCoach.Unit.Chat.Rewrite;

/// <summary>As of Friday 20 November 2026, 08:30 in Berlin.</summary>
public sealed class ConversationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 20, 8, 30, 0, TimeSpan.FromHours(1));

    private static readonly HabitReference s_run = Rewrite.Habit("Run 5 km", 1);
    private static readonly HabitReference s_meditate = Rewrite.Habit("Meditate", 2);
    private static readonly HabitReference s_read = Rewrite.Habit("Read 20 pages", 3);
    private static readonly HabitReference s_water = Rewrite.Habit("Drink water", 4);
    private static readonly HabitReference s_bed = Rewrite.Habit("In bed by 23:00", 5);

    private static QuestionContext Ask(string message, params (bool IsUser, string Text)[] history) =>
        QuestionRewriter.Rewrite(new RewriteInput(
            message,
            s_now,
            "Europe/Berlin",
            [s_run, s_meditate, s_read, s_water, s_bed],
            [.. history.Select((turn, at) => new EarlierMessage(turn.IsUser, turn.Text, s_now.AddMinutes(at - history.Length)))]));

    [Fact]
    public void The_generic_question_becomes_the_specific_one()
    {
        var context = Ask("Why did I fail yesterday?");

        context.Query.ShouldBe("Why did I fail to do my habits on Thursday 19 November 2026 (habit log and journal, reasons for not doing it)?");
        context.Intent.ShouldBe(QuestionIntent.Reason);
        context.Habits.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Why did I skip my run yesterday?", "Why did I skip my run on Thursday 19 November 2026 (habit: Run 5 km; habit log and journal, reasons for not doing it)?")]
    [InlineData("How did I do last week?", "How did I do from Monday 9 November 2026 to Sunday 15 November 2026 (habit log and streaks)?")]
    [InlineData("How was yesterday?", "How was Thursday 19 November 2026 (habit log and streaks)?")]
    [InlineData("How was yesterday's run?", "How was Thursday 19 November 2026's run (habit: Run 5 km; habit log and streaks)?")]
    [InlineData("I ran 5 km today.", "I ran 5 km on Friday 20 November 2026 (habit: Run 5 km).")]
    [InlineData("Yesterday I skipped Meditate", "On Thursday 19 November 2026 I skipped Meditate")]
    [InlineData("Hello there!", "Hello there!")]
    [InlineData("What are my habits?", "What are my habits?")]
    [InlineData("What is my streak for Meditate?", "What is my streak for Meditate?")]
    [InlineData("Why do I keep failing?", "Why do I keep failing?")]
    public void The_query_says_the_days_and_the_habits(string message, string query) => Ask(message).Query.ShouldBe(query);

    [Theory]
    [InlineData("Why did I skip Run 5 km?", "Run 5 km")]
    [InlineData("why did i skip run 5km?", "Run 5 km")]
    [InlineData("How is my run going?", "Run 5 km")]
    [InlineData("I went running", "Run 5 km")]
    [InlineData("I ran", "Run 5 km")]
    [InlineData("all my runs this week", "Run 5 km")]
    [InlineData("How was my meditation?", "Meditate")]
    [InlineData("I meditated", "Meditate")]
    [InlineData("my meditaton streak", "Meditate")]
    [InlineData("Did I read?", "Read 20 pages")]
    [InlineData("my reading", "Read 20 pages")]
    [InlineData("enough water?", "Drink water")]
    [InlineData("I drank water", "Drink water")]
    [InlineData("was I in bed by 23:00?", "In bed by 23:00")]
    [InlineData("running and reading", "Run 5 km|Read 20 pages")]
    [InlineData("I drank a coffee", "")]
    [InlineData("I was running late", "")]
    [InlineData("We ran out of milk", "")]
    [InlineData("in the long run it helps", "")]
    [InlineData("the waiter was ready", "")]
    [InlineData("I ate before bed", "")]
    [InlineData("5 of 20", "")]
    public void Habits_are_found_in_any_form(string message, string names) =>
        string.Join('|', Ask(message).Habits.Select(habit => habit.Name)).ShouldBe(names);

    [Fact]
    public void The_closest_of_two_habits_alike_is_meant()
    {
        HabitReference[] habits = [Rewrite.Habit("Run 5 km", 1), Rewrite.Habit("Evening run", 2), Rewrite.Habit("Push-ups", 3), Rewrite.Habit("Morning walk", 4)];

        Names("my evening run").ShouldBe("Evening run");
        Names("my run").ShouldBe("Run 5 km");
        Names("pushups").ShouldBe("Push-ups");
        Names("push ups").ShouldBe("Push-ups");
        Names("I did nothing this morning").ShouldBe("");
        Names("I walked this morning").ShouldBe("Morning walk");

        string Names(string message) =>
            string.Join('|', QuestionRewriter.Rewrite(new RewriteInput(message, s_now, "Europe/Berlin", habits, [])).Habits.Select(habit => habit.Name));
    }

    [Theory]
    [InlineData("Why did I fail yesterday?", QuestionIntent.Reason)]
    [InlineData("how come I never meditate", QuestionIntent.Reason)]
    [InlineData("What stopped me from running on Tuesday?", QuestionIntent.Reason)]
    [InlineData("What went wrong last week?", QuestionIntent.Reason)]
    [InlineData("I don't know why I skipped my run", QuestionIntent.Reason)]
    [InlineData("Why should I meditate?", QuestionIntent.Advice)]
    [InlineData("How did I do last week?", QuestionIntent.Progress)]
    [InlineData("What's my streak?", QuestionIntent.Progress)]
    [InlineData("Did I run yesterday?", QuestionIntent.Progress)]
    [InlineData("How many pages did I read this month?", QuestionIntent.Progress)]
    [InlineData("When did I last run?", QuestionIntent.Progress)]
    [InlineData("Give me a summary of October", QuestionIntent.Progress)]
    [InlineData("I ran 5 km today", QuestionIntent.Report)]
    [InlineData("skipped meditation yesterday because I was ill", QuestionIntent.Report)]
    [InlineData("Just meditated", QuestionIntent.Report)]
    [InlineData("I didn't run today", QuestionIntent.Report)]
    [InlineData("Forgot to meditate", QuestionIntent.Report)]
    [InlineData("Meditation done", QuestionIntent.Report)]
    [InlineData("mark meditation as done", QuestionIntent.Report)]
    [InlineData("check in my run for yesterday", QuestionIntent.Report)]
    [InlineData("why'd I skip my run on Tuesday", QuestionIntent.Reason)]
    [InlineData("did 5 km this morning, a run", QuestionIntent.Report)]
    [InlineData("I read 30 pages last night", QuestionIntent.Report)]
    [InlineData("Log 3 glasses of water", QuestionIntent.Report)]
    [InlineData("I was too tired to run", QuestionIntent.Report)]
    [InlineData("My brother ran 5 km today", QuestionIntent.Chat)]
    [InlineData("I almost ran today", QuestionIntent.Chat)]
    [InlineData("I planned to run yesterday", QuestionIntent.Chat)]
    [InlineData("Would it be bad if I skipped my run today?", QuestionIntent.Advice)]
    [InlineData("I will run tomorrow", QuestionIntent.Chat)]
    [InlineData("If I ran every day, would I get fit?", QuestionIntent.Chat)]
    [InlineData("I like running", QuestionIntent.Chat)]
    [InlineData("journal: slept badly", QuestionIntent.Journal)]
    [InlineData("Note in my journal: the meeting was long", QuestionIntent.Journal)]
    [InlineData("Please add to my journal that my knee hurts", QuestionIntent.Journal)]
    [InlineData("What did I write about my knee?", QuestionIntent.Journal)]
    [InlineData("What does my journal say about Tuesday?", QuestionIntent.Journal)]
    [InlineData("What are my habits?", QuestionIntent.List)]
    [InlineData("list my habits", QuestionIntent.List)]
    [InlineData("What do I have to do today?", QuestionIntent.List)]
    [InlineData("How can I read more?", QuestionIntent.Advice)]
    [InlineData("Any tips for running?", QuestionIntent.Advice)]
    [InlineData("Should I run today?", QuestionIntent.Advice)]
    [InlineData("Hi!", QuestionIntent.Chat)]
    [InlineData("thanks", QuestionIntent.Chat)]
    [InlineData("What is the capital of France?", QuestionIntent.Chat)]
    public void The_intent_is_what_the_words_say(string message, string intent) => Ask(message).Intent.ShouldBe(intent);

    [Fact]
    public void It_is_the_habit_and_the_day_just_spoken_of()
    {
        var context = Ask(
            "Why did I skip it?",
            (true, "How did my run go this week?"),
            (false, "You ran on Monday and Wednesday, but Run 5 km was not done on Thursday 19 November."),
            (true, "And did I meditate yesterday?"),
            (false, "No: Meditate was not done on Thursday 19 November."));

        context.Habits.ShouldBe([s_meditate]);
        (context.From, context.To).ShouldBe((new DateOnly(2026, 11, 19), new DateOnly(2026, 11, 19)));
        context.Intent.ShouldBe(QuestionIntent.Reason);
        context.Query.ShouldBe("Why did I skip Meditate on Thursday 19 November 2026 (habit log and journal, reasons for not doing it)?");
    }

    [Fact]
    public void The_week_before_counts_from_the_week_spoken_of_and_can_be_asked_again()
    {
        var first = Ask("And the week before?", (true, "How did my run go last week?"), (false, "Run 5 km: done on 2 of 3 days."));
        first.Habits.ShouldBe([s_run]);
        (first.From, first.To).ShouldBe((new DateOnly(2026, 11, 2), new DateOnly(2026, 11, 8)));
        first.Intent.ShouldBe(QuestionIntent.Progress);
        first.Query.ShouldBe("How did Run 5 km go from Monday 2 November 2026 to Sunday 8 November 2026 (habit log and streaks)?");

        var second = Ask("and the week before that?", (true, "How did my run go last week?"), (false, "2 of 3."), (true, "And the week before?"), (false, "3 of 3."));
        (second.From, second.To).ShouldBe((new DateOnly(2026, 10, 26), new DateOnly(2026, 11, 1)));
        second.Habits.ShouldBe([s_run]);
    }

    [Theory]
    [InlineData("And on Tuesday?", "2026-11-17", "Run 5 km", QuestionIntent.Reason)]
    [InlineData("What about Monday?", "2026-11-16", "Run 5 km", QuestionIntent.Reason)]
    [InlineData("And the day before?", "2026-11-18", "Run 5 km", QuestionIntent.Reason)]
    [InlineData("And my meditation?", "2026-11-19", "Meditate", QuestionIntent.Reason)]
    [InlineData("What about reading?", "2026-11-19", "Read 20 pages", QuestionIntent.Reason)]
    [InlineData("Why?", "2026-11-19", "Run 5 km", QuestionIntent.Reason)]
    [InlineData("Did I do it that day?", "2026-11-19", "Run 5 km", QuestionIntent.Progress)]
    public void A_short_question_takes_what_it_lacks_from_the_one_before(string message, string day, string habit, string intent)
    {
        var context = Ask(message, (true, "Why did I skip my run yesterday?"), (false, "Your journal says: “Too tired.”"));

        (context.From, context.To).ShouldBe((DateOnly.Parse(day, null), DateOnly.Parse(day, null)));
        context.Habits.Select(known => known.Name).ShouldBe([habit]);
        context.Intent.ShouldBe(intent);
        context.Query.ShouldContain(habit);
    }

    [Fact]
    public void A_date_in_an_earlier_message_counts_from_when_that_was_sent()
    {
        var context = QuestionRewriter.Rewrite(new RewriteInput(
            "Why did I skip it?", s_now, "Europe/Berlin", [s_run], [new EarlierMessage(true, "I skipped my run yesterday", s_now.AddDays(-3))]));

        context.From.ShouldBe(new DateOnly(2026, 11, 16));
    }

    [Theory]
    [InlineData("It was raining all day")]
    [InlineData("Thanks!")]
    [InlineData("Is it good to fast?")]
    [InlineData("What are my habits?")]
    public void What_needs_nothing_takes_nothing_from_before(string message)
    {
        var context = Ask(message, (true, "Why did I skip my run yesterday?"), (false, "Too tired."));

        context.Query.ShouldBe(message);
        context.Habits.ShouldBeEmpty();
        context.From.ShouldBeNull();
    }

    [Fact]
    public void A_new_question_takes_no_day_from_before()
    {
        var context = Ask("How is my meditation going?", (true, "Why did I skip my run yesterday?"), (false, "Too tired."));

        context.Habits.ShouldBe([s_meditate]);
        context.From.ShouldBeNull();
    }

    [Fact]
    public void The_rewritten_question_stands_by_itself()
    {
        var first = Ask("And the week before?", (true, "How did my run go last week?"), (false, "2 of 3."));
        var again = Ask(first.Query);

        (again.From, again.To, again.Intent).ShouldBe((first.From, first.To, first.Intent));
        again.Habits.ShouldBe(first.Habits);
    }
}
