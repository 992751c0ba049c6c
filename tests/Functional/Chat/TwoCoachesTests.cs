using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>Two coaches on one database: one writes a reply and the other is polled, cancels it, or takes it over.</summary>
public sealed partial class TwoCoachesTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_coach_that_was_held_up_past_its_lease_writes_nothing_more()
    {
        await using var model = await ScriptedModel.StartAsync();
        LiveReply first = new(), second = new();
        model.When("Tell me", first.ServeAsync, second.ServeAsync);
        var settings = new Dictionary<string, string>(model.Settings) { ["Jobs__LeaseSeconds"] = "2", ["Jobs__SlowPollMilliseconds"] = "200" };
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var stopped = await CoachProcess.StartAsync(database, Cancel, settings: settings);
        var client = await Conversations.SignUpAsync(stopped.CreateClient(), Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var reply = await Conversations.SendAsync(client, conversation, "Tell me", Cancel);
        first.Say("Old ");
        await new Reader(client, reply).UntilTextAsync("Old ", Cancel);

        await stopped.SignalAsync("STOP", Cancel);
        await using var other = await CoachProcess.StartAsync(database, Cancel, settings: settings);
        using var otherClient = ClientOf(other, client);
        var reader = new Reader(otherClient, reply);
        await second.OpenedAsync(Cancel);
        second.Say("New ");
        await reader.UntilTextAsync("New ", Cancel);
        // The rest of the old answer lies in the stopped coach's socket: it is the first thing it finds when it goes on.
        first.Say("words");
        first.End();
        await stopped.SignalAsync("CONT", Cancel);
        await Eventually.TrueAsync(
            async () => LostAnswers().IsMatch(await client.GetStringAsync("/metrics", Cancel)), "the coach that was stopped knows that it lost the reply", Cancel);
        second.Say("words");
        second.End();

        await reader.ToEndAsync(Cancel);
        (reader.Status, reader.Text, reader.Attempt).ShouldBe(("done", "New words", 2));
        (await new Reader(client, reply).ToEndAsync(Cancel)).Text.ShouldBe("New words");
        (await Conversations.AnswersAsync(client, conversation, Cancel)).ShouldBe([(reply, "New words")]);
        (await PostgresFixture.QueryAsync<long>(database, "select (select count(*) from jobs.jobs where kind = 'chat.answer') + (select count(*) from jobs.dead) + (select count(*) from chat.chunks)", Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task The_coach_that_does_not_write_a_reply_shows_no_less_than_was_seen_and_can_cancel_it()
    {
        await using var model = await ScriptedModel.StartAsync();
        var live = new LiveReply();
        model.When("Tell me", live.ServeAsync);
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var writing = await CoachProcess.StartAsync(database, Cancel, settings: model.Settings);
        await using var other = await CoachProcess.StartAsync(
            database, Cancel, settings: new Dictionary<string, string>(model.Settings) { ["Chat__AgentConcurrency"] = "0" });
        var client = await Conversations.SignUpAsync(writing.CreateClient(), Cancel);
        using var otherClient = ClientOf(other, client);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var reply = await Conversations.SendAsync(client, conversation, "Tell me", Cancel);
        var next = await Conversations.SendAsync(client, conversation, "Go on", Cancel);
        Reader reader = new(client, reply), elsewhere = new(otherClient, reply);
        for (var i = 1; i <= 5; i++)
        {
            await elsewhere.PollAsync(Cancel);
            live.Say("word ");
            await reader.UntilTextAsync(string.Concat(Enumerable.Repeat("word ", i)), Cancel);
            var poll = await elsewhere.FromAsync(reader.Cursors[^1], Cancel);
            (poll["cursor"].GetInt64(), poll.Text("text"), poll["reset"].GetBoolean()).ShouldBe((reader.Cursors[^1], "", false));
        }

        (await otherClient.SendAsync(HttpMethod.Delete, $"/v1/replies/{reply}", null, Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        await elsewhere.PollAsync(Cancel);
        elsewhere.Status.ShouldBe("cancelled");
        live.Say("too late");
        await live.LeftAsync(Cancel);
        (await reader.ToEndAsync(Cancel)).Status.ShouldBe("cancelled");
        (await new Reader(client, next).ToEndAsync(Cancel)).Status.ShouldBe("done");
        (await Conversations.AnswersAsync(client, conversation, Cancel)).ShouldBe([(next, "Well done.")]);
        writing.Log.ShouldNotContain("failed in attempt");
    }

    private static HttpClient ClientOf(CoachProcess coach, HttpClient user)
    {
        var client = coach.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", user.DefaultRequestHeaders.Authorization!.Parameter);
        return client;
    }

    [GeneratedRegex("""coach_jobs_duration_seconds_count\{[^}]*outcome="lost"[^}]*\} [1-9]""")]
    private static partial Regex LostAnswers();
}
