using System.Diagnostics;
using System.Globalization;
using AspireCoach.AppHost.Local;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace AspireCoach.Functional.Chat;

/// <summary>Coaches that die or are told to stop while a model writes.</summary>
public sealed class ModelKillTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task An_answer_that_a_killed_coach_was_writing_is_begun_anew_and_every_old_cursor_starts_over()
    {
        await using var life = await LifeAsync();
        LiveReply first = new(), second = new();
        life.Model.When("Tell me", first.ServeAsync, second.ServeAsync);
        var client = await Conversations.SignUpAsync(life.Coach.CreateClient(), Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var reply = await Conversations.SendAsync(client, conversation, "Tell me", Cancel);
        var reader = new Reader(client, reply);
        first.Say("You ran 😀");
        await reader.UntilTextAsync("You ran 😀", Cancel);
        first.Say(" on Monday");
        await reader.UntilTextAsync("You ran 😀 on Monday", Cancel);
        var shown = reader.Cursors[^1];

        await life.KillAsync();
        await second.OpenedAsync(Cancel);
        await Eventually.TrueAsync(async () => await reader.PollAsync(Cancel) && reader.Attempt == 2, "the reply is begun anew", Cancel);
        reader.Text.ShouldBe("");
        second.Say("You swam ");
        await reader.UntilTextAsync("You swam ", Cancel);
        second.Say("🏊 instead.");
        second.End();
        await reader.ToEndAsync(Cancel);

        const string Whole = "You swam 🏊 instead.";
        (reader.Status, reader.Text, reader.Attempt).ShouldBe(("done", Whole, 2));
        reader.Steps.ShouldBe(["rewrite", "recall", "answer"]);
        for (var cursor = 0L; cursor <= shown; cursor++)
        {
            var poll = await reader.FromAsync(cursor, Cancel);
            (poll.Text("text"), poll["reset"].GetBoolean()).ShouldBe((Whole, true));
        }

        var start = reader.Cursors[^1] - Whole.Length;
        foreach (var cursor in reader.Cursors.Where(seen => seen > shown).Distinct())
        {
            var poll = await reader.FromAsync(cursor, Cancel);
            (poll.Text("text"), poll["reset"].GetBoolean()).ShouldBe((Whole[(int)(cursor - start)..], false));
        }

        (await Conversations.AnswersAsync(client, conversation, Cancel)).ShouldBe([(reply, Whole)]);
    }

    [Fact]
    public async Task What_a_model_decided_to_write_is_written_once_and_as_first_decided_whenever_the_coach_is_killed()
    {
        await using var life = await LifeAsync();
        // Three users: one user's messages are answered one after another.
        var (hung, noting, swimmer) = (await SignUpAsync(), await SignUpAsync(), await SignUpAsync());
        var habit = (await swimmer.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Swim", unit = "m" }, Cancel)).Text("id");
        var hanging = new LiveReply();
        var note = Deciding(n => Replies.Calls("add_journal_entry", new { date = Today, text = $"Decision {n}" }));
        var checkIn = Deciding(n => Replies.Calls("check_in", new { habitId = habit, date = Today, done = n == 1, amount = 100 * n, note = $"Decision {n}" }));
        var noted = life.Model.When("Note and hang", Replies.Calls("add_journal_entry", new { date = Today, text = "Noted before" }), hanging.ServeAsync, Replies.Says("Noted."));
        life.Model.When("Note it", note);
        life.Model.When("Check it", checkIn);

        // The tool has ended and its result is kept.
        List<(HttpClient Client, string Id)> replies = [(hung, await SendAsync(hung, "Note and hang"))];
        await hanging.OpenedAsync(Cancel);
        // The tools have begun, and end when nobody is there any more to learn it.
        await using (var connection = new NpgsqlConnection(life.Database))
        {
            await connection.OpenAsync(Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await using (var hold = new NpgsqlCommand("lock table habits.journal, habits.check_ins in share mode", connection, transaction))
            {
                await hold.ExecuteNonQueryAsync(Cancel);
            }

            replies.Add((noting, await SendAsync(noting, "Note it")));
            replies.Add((swimmer, await SendAsync(swimmer, "Check it")));
            await Eventually.TrueAsync(
                async () => await PostgresFixture.QueryAsync<long>(
                    life.Database, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", Cancel) == 2,
                "both tools write",
                Cancel);
            await life.KillAsync();
        }

        foreach (var (client, reply) in replies)
        {
            var reader = await new Reader(client, reply).ToEndAsync(Cancel);
            (reader.Status, reader.Text).ShouldBe(("done", "Noted."));
            reader.Steps.ShouldBe(["rewrite", "recall", "tool", "answer"]);
        }

        noted.Requests.Count.ShouldBe(3);
        (await hung.GetJsonAsync("/v1/journal", Cancel)).Items.Single().GetProperty("text").GetString().ShouldBe("Noted before");
        (await noting.GetJsonAsync("/v1/journal", Cancel)).Items.Single().GetProperty("text").GetString().ShouldBe("Decision 1");
        var day = (await swimmer.GetJsonAsync($"/v1/habits/{habit}/check-ins", Cancel)).Items.Single();
        (day.GetProperty("done").GetBoolean(), day.GetProperty("amount").GetDecimal(), day.GetProperty("note").GetString()).ShouldBe((true, 100m, "Decision 1"));

        Task<HttpClient> SignUpAsync() => Conversations.SignUpAsync(life.Coach.CreateClient(), Cancel);

        static async Task<string> SendAsync(HttpClient client, string text) =>
            await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), text, Cancel);

        // Decides differently each time it is asked, and is content with any result.
        static Func<HttpContext, Task> Deciding(Func<int, Func<HttpContext, Task>> decide)
        {
            var decisions = 0;
            return context => Script.MessagesOf(ScriptedModel.Request(context)).Any(entry => entry.Role == "tool")
                ? Replies.Says("Noted.")(context)
                : decide(Interlocked.Increment(ref decisions))(context);
        }
    }

    [Fact]
    public async Task A_coach_that_is_told_to_stop_finishes_what_ends_in_time_and_hands_back_the_rest()
    {
        await using var life = await LifeAsync(("Jobs__DrainSeconds", "10"), ("Service__ShutdownSeconds", "20"), ("Jobs__LeaseSeconds", "300"));
        LiveReply drained = new(), hanging = new();
        life.Model.When("Be quick", drained.ServeAsync);
        life.Model.When("Take your time", hanging.ServeAsync, Replies.Says("At last."));
        var quick = await AskAsync("Be quick");
        var slow = await AskAsync("Take your time");
        drained.Say("Just ");
        hanging.Say("Well");
        await quick.UntilTextAsync("Just ", Cancel);
        await slow.UntilTextAsync("Well", Cancel);

        var clock = Stopwatch.StartNew();
        await life.Coach.SignalAsync("TERM", Cancel);
        await Eventually.TrueAsync(async () => !await life.IsReadyAsync(Cancel), "the coach is stopping", Cancel);
        drained.Say("a moment.");
        drained.End();
        (await life.Coach.EndAsync(Cancel)).ShouldBe(0);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        await hanging.LeftAsync(Cancel);

        // The leases of five minutes have not run out: what is answered now was finished or handed back.
        await life.StartAsync();
        await quick.ToEndAsync(Cancel);
        (quick.Status, quick.Text, quick.Attempt).ShouldBe(("done", "Just a moment.", 1));
        await slow.ToEndAsync(Cancel);
        (slow.Status, slow.Text, slow.Attempt).ShouldBe(("done", "At last.", 2));
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(4));

        async Task<Reader> AskAsync(string text)
        {
            var client = await Conversations.SignUpAsync(life.Coach.CreateClient(), Cancel);
            return new(client, await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), text, Cancel));
        }
    }

    private async Task<Life> LifeAsync(params (string Name, string Value)[] settings)
    {
        var life = new Life(await ScriptedModel.StartAsync(), await postgres.CreateDatabaseAsync(Cancel), settings);
        await life.StartAsync();
        return life;
    }

    /// <summary>A coach that comes back at the same address with the same database and model.</summary>
    private sealed class Life(ScriptedModel model, string database, (string Name, string Value)[] more) : IAsyncDisposable
    {
        private readonly int _port = LoopbackPort.Free();

        public ScriptedModel Model => model;

        public string Database => database;

        public CoachProcess Coach { get; private set; } = null!;

        public async Task StartAsync()
        {
            var settings = new Dictionary<string, string>(model.Settings) { ["Jobs__LeaseSeconds"] = "2", ["Jobs__SlowPollMilliseconds"] = "200", ["Chat__ToolSeconds"] = "60" };
            foreach (var (name, value) in more)
            {
                settings[name] = value;
            }

            if (Coach is not null)
            {
                await Coach.DisposeAsync();
            }

            Coach = await CoachProcess.StartAsync(database, Cancel, _port, settings);
        }

        /// <summary>kill -9, and a new life.</summary>
        public async Task KillAsync()
        {
            await Coach.KillAsync();
            await StartAsync();
        }

        public async Task<bool> IsReadyAsync(CancellationToken cancel)
        {
            using var client = Coach.CreateClient();
            try
            {
                return (await client.GetAsync("/health", cancel)).IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Coach.DisposeAsync();
            await model.DisposeAsync();
        }
    }
}
