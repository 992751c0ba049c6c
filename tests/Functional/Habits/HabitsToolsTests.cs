using System.Globalization;
using System.Text.Json;
using AspireCoach.Data;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Habits;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AspireCoach.Functional.Habits;

/// <summary>The tools over the demo data: what an agent is told, against what the demo says happened.</summary>
public sealed class HabitsToolsTests(PostgresFixture postgres) : IAsyncLifetime
{
    // A Wednesday evening in New York; Thursday already in UTC.
    private static readonly DateTimeOffset s_now = new(2026, 3, 19, 1, 30, 0, TimeSpan.Zero);
    private static readonly DateOnly s_today = new(2026, 3, 18);
    private static readonly Guid s_user = Guid.CreateVersion7(s_now);

    private IHost? _host;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(
            [new("ConnectionStrings:coachdb", await postgres.CreateDatabaseAsync(CancellationToken.None))]);
        DataModule.Add(builder);
        HabitsModule.Add(builder);
        _host = builder.Build();
        await _host.Services.GetRequiredService<Migrator>().MigrateAsync(CancellationToken.None);
        await using var transaction = await _host.Services.GetRequiredService<Database>().BeginAsync(CancellationToken.None);
        await HabitsDemo.SeedAsync(transaction, s_user, "America/New_York", s_today, CancellationToken.None);
        await transaction.CommitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is IAsyncDisposable host)
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_tool_says_whether_it_only_reads()
    {
        var tools = _host!.Services.GetServices<IToolSource>().SelectMany(source => source.Tools).ToDictionary(tool => tool.Name);
        tools.Keys.Order().ShouldBe(["add_journal_entry", "check_in", "get_habit_log", "get_habits", "get_streak", "search_journal"]);
        tools.Values.Where(tool => !tool.ReadOnly).Select(tool => tool.Name).Order().ShouldBe(["add_journal_entry", "check_in"]);
        tools.Values.ShouldAllBe(tool => tool.Idempotent);
        tools["get_habit_log"].Function.JsonSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["from", "to"]);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task The_habits_are_told_with_goals_and_streaks()
    {
        var answer = await CallAsync("get_habits");
        var habits = answer.GetProperty("habits").EnumerateArray().ToList();
        habits.Select(habit => habit.GetProperty("name").GetString())
            .ShouldBe(["Run 5 km", "Strength training", "Meditate", "Read 20 pages", "In bed by 23:00"]);
        var run = habits[0];
        run.GetProperty("goal").GetString().ShouldBe("Run a half marathon");
        run.GetProperty("unit").GetString().ShouldBe("km");
        run.GetProperty("currentStreak").GetInt32().ShouldBe(0);

        // Due 1, 3, 5 days ago and so every week; not done 1, 10, 24, 38, 40, 54 days ago: the run from 36 to 26 days ago is 5 long, that from 22 to 12 too.
        run.GetProperty("longestStreak").GetInt32().ShouldBe(5);
        habits.ShouldAllBe(habit => habit.GetProperty("completion30d").GetDouble() >= 0.7 && habit.GetProperty("completion30d").GetDouble() <= 0.9);
        answer.GetProperty("sources").EnumerateArray().Select(source => source.GetProperty("label").GetString())
            .ShouldBe(habits.Select(habit => habit.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Yesterdays_run_was_not_done_and_the_journal_says_why()
    {
        var log = await CallAsync("get_habit_log", ("from", "2026-03-17"), ("to", "2026-03-17"));
        var missed = log.GetProperty("habits").EnumerateArray()
            .Where(habit => habit.GetProperty("entries").EnumerateArray().Any(entry =>
                entry.GetProperty("scheduled").GetBoolean() && entry.GetProperty("done").ValueKind != JsonValueKind.True))
            .Select(habit => habit.GetProperty("name").GetString());
        missed.ShouldBe(["Run 5 km"]);
        var journal = await CallAsync("search_journal", ("from", "2026-03-17"), ("to", "2026-03-17"));
        journal.GetProperty("entries").EnumerateArray().ShouldHaveSingleItem().GetProperty("text").GetString()!
            .ShouldContain("because I worked late");
        journal.GetProperty("sources")[0].GetProperty("kind").GetString().ShouldBe("journal");
    }

    [Fact]
    public async Task The_demo_is_kept_75_to_85_percent_of_the_time()
    {
        var log = await CallAsync("get_habit_log", ("from", "2026-01-17"), ("to", "2026-03-17"));
        foreach (var habit in log.GetProperty("habits").EnumerateArray())
        {
            var due = habit.GetProperty("entries").EnumerateArray().ToList();
            var share = (double)due.Count(entry => entry.GetProperty("done").ValueKind == JsonValueKind.True) / due.Count;
            share.ShouldBeInRange(0.75, 0.85, habit.GetProperty("name").GetString());
        }

        (await CallAsync("search_journal", ("limit", 50))).GetProperty("entries").GetArrayLength().ShouldBeInRange(25, 30);
    }

    [Fact]
    public async Task A_check_in_shows_in_the_log_and_the_streak()
    {
        var run = await RunIdAsync();
        for (var time = 0; time < 2; time++)
        {
            var set = await CallAsync("check_in", ("habitId", run), ("date", "2026-03-17"), ("done", true), ("amount", 5.5), ("note", "made up for it"));
            (set.GetProperty("name").GetString(), set.GetProperty("amount").GetDecimal()).ShouldBe(("Run 5 km", 5.5m));
        }

        var streak = await CallAsync("get_streak", ("habitId", run));
        (streak.GetProperty("current").GetInt32(), streak.GetProperty("lastDone").GetString()).ShouldBe((4, "2026-03-17"));
        var log = await CallAsync("get_habit_log", ("from", "2026-03-17"), ("to", "2026-03-18"), ("habitId", run));
        log.GetProperty("habits")[0].GetProperty("entries").GetRawText()
            .ShouldBe("""[{"date":"2026-03-17","scheduled":true,"done":true,"amount":5.5,"note":"made up for it"}]""");
    }

    [Fact]
    public async Task A_journal_entry_is_written_once_for_a_call()
    {
        var first = await CallAsync("add_journal_entry", "call-1", s_user, ("date", "2026-03-18"), ("text", "A zebra crossed the street"), ("mood", 4));
        var again = await CallAsync("add_journal_entry", "call-1", s_user, ("date", "2026-03-18"), ("text", "A zebra crossed the street"), ("mood", 4));
        again.GetRawText().ShouldBe(first.GetRawText());
        await CallAsync("add_journal_entry", "call-2", s_user, ("date", "2026-03-18"), ("text", "Another zebra"));
        (await CallAsync("search_journal", ("query", "zebras"))).GetProperty("entries").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Another_user_is_told_nothing()
    {
        var stranger = Guid.CreateVersion7(s_now);
        (await CallAsync("get_habits", "call", stranger)).GetProperty("habits").GetArrayLength().ShouldBe(0);
        (await CallAsync("search_journal", "call", stranger, ("query", "run"))).GetProperty("entries").GetArrayLength().ShouldBe(0);
        var run = await RunIdAsync();
        await Should.ThrowAsync<ToolRefusedException>(() => CallAsync("get_streak", "call", stranger, ("habitId", run)));
        await Should.ThrowAsync<ToolRefusedException>(() => CallAsync("check_in", "call", stranger, ("habitId", run), ("date", "2026-03-17"), ("done", true)));
    }

    [Fact]
    public async Task What_cannot_be_done_is_refused_with_what_to_do()
    {
        var run = await RunIdAsync();
        await RefusedAsync("92 days", "get_habit_log", ("from", "2026-01-01"), ("to", "2026-04-03"));
        await RefusedAsync("earlier day", "get_habit_log", ("from", "2026-03-02"), ("to", "2026-03-01"));
        await RefusedAsync("YYYY-MM-DD", "get_habit_log", ("from", "yesterday"), ("to", "2026-03-01"));
        await RefusedAsync("get_habits", "get_streak", ("habitId", "Run 5 km"));
        await RefusedAsync("tomorrow", "check_in", ("habitId", run), ("date", "2026-03-20"), ("done", true));
        await RefusedAsync("mood", "add_journal_entry", ("date", "2026-03-18"), ("text", "x"), ("mood", 7));
        await RefusedAsync("text", "add_journal_entry", ("date", "2026-03-18"), ("text", " "));
        (await CallAsync("get_habit_log", ("from", "2026-01-01"), ("to", "2026-04-02"))).GetProperty("habits").GetArrayLength().ShouldBe(5);
    }

    private async Task<string> RunIdAsync() => (await CallAsync("get_habits")).GetProperty("habits")[0].GetProperty("id").GetString()!;

    private async Task RefusedAsync(string says, string tool, params (string Name, object? Value)[] arguments) =>
        (await Should.ThrowAsync<ToolRefusedException>(() => CallAsync(tool, arguments))).Message.ShouldContain(says);

    private Task<JsonElement> CallAsync(string tool, params (string Name, object? Value)[] arguments) =>
        CallAsync(tool, "call", s_user, arguments);

    /// <summary>Calls it as an agent does: arguments as JSON, the result as JSON.</summary>
    private async Task<JsonElement> CallAsync(string name, string key, Guid user, params (string Name, object? Value)[] arguments)
    {
        var tool = _host!.Services.GetServices<IToolSource>().SelectMany(source => source.Tools).Single(tool => tool.Name == name);
        var json = await tool.InvokeAsync(
            arguments.Select(argument => KeyValuePair.Create(argument.Name, (object?)JsonSerializer.SerializeToElement(argument.Value))),
            new ToolContext(user, "America/New_York", s_now, string.Create(CultureInfo.InvariantCulture, $"{name} {key}")),
            Cancel);
        return JsonSerializer.Deserialize<JsonElement>(json);
    }
}
