using AspireCoach.Models;
using AspireCoach.Models.Offline;

namespace AspireCoach.Unit.Models.Offline;

public sealed class OfflineWritesTests
{
    private static readonly HabitReference s_run = new(new Guid("019a0000-0000-7000-8000-000000000001"), "Run 5 km");
    private static readonly HabitReference s_meditate = new(new Guid("019a0000-0000-7000-8000-000000000002"), "Meditate");

    private const string Habits = """
        {"habits":[
          {"id":"019a0000-0000-7000-8000-000000000001","name":"Run 5 km","days":["tue","thu","sat"],"unit":"km","target":5,"goal":null,"currentStreak":0,"longestStreak":9,"completion30d":0.7},
          {"id":"019a0000-0000-7000-8000-000000000002","name":"Meditate","days":["mon","tue","wed","thu","fri","sat","sun"],"unit":null,"target":null,"goal":null,"currentStreak":4,"longestStreak":12,"completion30d":0.9}],
         "sources":[]}
        """;

    [Fact]
    public async Task A_report_is_checked_in_and_confirmed_from_the_result()
    {
        var script = new Script()
            .Tool("get_habits", Habits)
            .Tool("check_in", """{"habitId":"019a0000-0000-7000-8000-000000000001","name":"Run 5 km","date":"2026-11-20","done":true,"amount":5,"note":null}""")
            .Tool("get_streak", """{"habitId":"019a0000-0000-7000-8000-000000000001","name":"Run 5 km","current":1,"longest":9,"lastDone":"2026-11-20","completion30d":0.7}""");

        var answer = await script.AskAsync("I ran 5 kilometers today", Script.Context(QuestionIntent.Report, "2026-11-20", "2026-11-20", habits: s_run));

        answer.ShouldBe("Logged: Run 5 km done on Friday 20 November, 5 km.\n\nRun 5 km: current streak 1, longest 9.");
        var call = script.Calls.Single(call => call.Name == "check_in").Arguments!;
        call["habitId"].ShouldBe(s_run.Id.ToString());
        call["date"].ShouldBe("2026-11-20");
        call["done"].ShouldBe(true);
        call["amount"].ShouldBe(5m);
        call.ContainsKey("note").ShouldBeFalse();
    }

    [Fact]
    public async Task A_miss_is_checked_in_with_its_reason()
    {
        var script = new Script().Tool("get_habits", Habits).Tool("check_in", """{"habitId":"019a0000-0000-7000-8000-000000000002","name":"Meditate","date":"2026-11-19","done":false,"amount":null,"note":"because I was ill"}""");

        var answer = await script.AskAsync("skipped meditation yesterday because I was ill.", Script.Context(QuestionIntent.Report, "2026-11-19", "2026-11-19", habits: s_meditate));

        answer.ShouldBe("Logged: Meditate not done on Thursday 19 November.");
        var call = script.Calls.ShouldHaveSingleItem().Arguments!;
        call["done"].ShouldBe(false);
        call["note"].ShouldBe("because I was ill");
    }

    [Theory]
    [InlineData("I ran but skipped meditation", true, false)]
    [InlineData("I didn't run and skipped meditation", false, false)]
    [InlineData("I skipped my run and meditation", false, false)]
    [InlineData("I didn't skip my run, and I meditated", true, true)]
    [InlineData("Meditated, no run", false, true)]
    [InlineData("Ran and meditated today", true, true)]
    [InlineData("I couldn't run but did meditate", false, true)]
    [InlineData("I was too tired to run, but I meditated", false, true)]
    public void Each_habit_of_a_report_has_its_own_outcome(string text, bool ran, bool meditated) =>
        ReportedCheckIn.Read(text, [s_run, s_meditate]).Select(report => report.Done).ShouldBe([ran, meditated]);

    [Theory]
    [InlineData("I had sugar yesterday", false)]
    [InlineData("I ate sugar", false)]
    [InlineData("I avoided sugar today", true)]
    [InlineData("No sugar today!", true)]
    [InlineData("I didn't eat any sugar", true)]
    [InlineData("I failed at no sugar", false)]
    public void What_a_habit_forbids_is_not_done_by_doing_it(string text, bool done) =>
        ReportedCheckIn.Read(text, [new HabitReference(Guid.Empty, "No sugar")]).ShouldHaveSingleItem().Done.ShouldBe(done);

    [Fact]
    public async Task Days_named_one_by_one_are_each_checked_in_and_a_range_is_not_guessed()
    {
        const string done = """{"habitId":"019a0000-0000-7000-8000-000000000002","name":"Meditate","date":"2026-11-16","done":true,"amount":null,"note":null}""";
        var named = new Script().Tool("check_in", done);
        await named.AskAsync(
            "I meditated on Monday and Wednesday",
            Script.Context(QuestionIntent.Report, "2026-11-16", "2026-11-18", "I meditated on Monday 16 November 2026 and on Wednesday 18 November 2026", habits: s_meditate));
        named.Calls.Select(call => call.Arguments!["date"]).ShouldBe(["2026-11-16", "2026-11-18"]);

        var range = new Script().Tool("check_in", done);
        var answer = await range.AskAsync(
            "I meditated last week",
            Script.Context(QuestionIntent.Report, "2026-11-09", "2026-11-15", "I meditated from Monday 9 November 2026 to Sunday 15 November 2026", habits: s_meditate));
        range.Calls.ShouldBeEmpty();
        answer.ShouldContain("I have logged nothing yet");
    }

    [Fact]
    public async Task Nothing_is_logged_for_a_day_ahead_or_an_unknown_habit()
    {
        var script = new Script().Tool("get_habits", Habits).Tool("check_in", "{}");

        (await script.AskAsync("I did Meditate tomorrow", Script.Context(QuestionIntent.Report, "2026-11-21", "2026-11-21", habits: s_meditate))).ShouldContain("still ahead");
        (await script.AskAsync("I did everything", Script.Context(QuestionIntent.Report, null, null))).ShouldContain("not sure which habit you mean: Run 5 km and Meditate?");
        script.Calls.ShouldAllBe(call => call.Name == "get_habits");
    }

    [Fact]
    public async Task A_failed_check_in_is_not_confirmed()
    {
        var answer = await new Script().Tool("check_in", """{"error":"That day is before the habit was made."}""")
            .AskAsync("I meditated", Script.Context(QuestionIntent.Report, null, null, habits: s_meditate));

        answer.ShouldContain("I could not log Meditate.");
        answer.ShouldContain("That day is before the habit was made.");
        answer.ShouldNotContain("Logged:");
    }

    [Theory]
    [InlineData("journal: slept badly", "slept badly")]
    [InlineData("Note in my journal: the Meeting was long, again.", "the Meeting was long, again.")]
    [InlineData("Please add to my journal that my knee hurts", "my knee hurts")]
    [InlineData("note that I saw a heron in my journal", "I saw a heron")]
    [InlineData("Dear diary, today was odd", "today was odd")]
    [InlineData("Add 'a good day' to my journal", "a good day")]
    [InlineData("New journal entry: rest day", "rest day")]
    [InlineData("journal entry I walked home", "I walked home")]
    [InlineData("write in my journal a quiet evening", "a quiet evening")]
    [InlineData("note: call the dentist", "call the dentist")]
    public async Task A_journal_entry_is_written_in_the_users_words(string message, string text)
    {
        var script = new Script().Tool("add_journal_entry", arguments => $$"""{"id":"j","date":"{{arguments["date"]}}","text":"{{arguments["text"]}}","mood":null}""");

        var answer = await script.AskAsync(message, Script.Context(QuestionIntent.Journal, null, null, message));

        var call = script.Calls.ShouldHaveSingleItem();
        call.Arguments!["text"].ShouldBe(text);
        call.Arguments["date"].ShouldBe("2026-11-20");
        answer.ShouldBe($"Noted in your journal for Friday 20 November: “{text}”");
    }

    [Fact]
    public async Task The_journal_is_searched_by_telling_words_and_days()
    {
        var script = new Script().Tool("search_journal", """{"entries":[{"id":"j1","date":"2026-11-10","text":"The knee is sore.","mood":2}]}""");

        var answer = await script.AskAsync("What did I write about my knee last week?", Script.Context(QuestionIntent.Journal, "2026-11-09", "2026-11-15"));

        var call = script.Calls.ShouldHaveSingleItem().Arguments!;
        (call["query"], call["from"], call["to"]).ShouldBe(("knee", "2026-11-09", "2026-11-15"));
        answer.ShouldBe("Tuesday 10 November: “The knee is sore.”");
    }
}
