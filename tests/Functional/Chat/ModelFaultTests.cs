using System.Diagnostics;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Chat;

/// <summary>What becomes of a reply when the model fails: the right status, a problem in our words, and the next message.</summary>
[Collection<ModelCoachCollection>]
public sealed class ModelFaultTests(ModelCoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_that_is_busy_is_asked_again_after_the_time_it_names()
    {
        var script = coach.Model.When("Busy?", Replies.Refuse(429, ("Retry-After", "1")), Replies.Says("Not any more."));
        var clock = Stopwatch.StartNew();
        var reader = await coach.AskAsync("Busy?", Cancel);
        (reader.Status, reader.Text, reader.Attempt).ShouldBe(("done", "Not any more.", 1));
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
        script.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_model_that_fails_thrice_and_then_answers_has_answered()
    {
        var script = coach.Model.When("Fail thrice", Replies.Refuse(500), Replies.Refuse(500), Replies.Refuse(500), Replies.Says("Here I am."));
        var reader = await coach.AskAsync("Fail thrice", Cancel);
        (reader.Status, reader.Text, reader.Attempt).ShouldBe(("done", "Here I am.", 1));
        script.Requests.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("nonsense")]
    [InlineData("nonsense in events")]
    [InlineData("no choices")]
    [InlineData("an error in events")]
    public async Task A_model_that_only_talks_nonsense_fails_the_reply_and_no_other(string fault)
    {
        coach.Model.When(fault, fault switch
        {
            "html" => Replies.Body("<html>secret provider words</html>", "text/html"),
            "nonsense" => Replies.Json("secret provider words"),
            "nonsense in events" => Replies.Events("secret provider words"),
            "no choices" => Replies.Json("""{"choices":[],"note":"secret provider words"}"""),
            _ => Replies.Events("""{"error":{"message":"secret provider words","code":400}}"""),
        });
        var reader = await coach.AskAsync(fault, Cancel);
        (reader.Status, reader.Text).ShouldBe(("failed", ""));
        ShouldBeOurWords(reader, retryable: fault != "an error in events");
    }

    [Fact]
    public async Task A_key_that_is_refused_fails_the_reply_for_good()
    {
        var script = coach.Model.When("Who are you?", Replies.Refuse(401));
        var reader = await coach.AskAsync("Who are you?", Cancel);
        reader.Status.ShouldBe("failed");
        ShouldBeOurWords(reader, retryable: false);
        script.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_begun_anew_and_says_so()
    {
        LiveReply first = new(), second = new();
        coach.Model.When("Break off", BreakAfter(first), second.ServeAsync);
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var reply = await Conversations.SendAsync(client, conversation, "Break off", Cancel);
        var reader = new Reader(client, reply);
        first.Say("It was the");
        await reader.UntilTextAsync("It was the", Cancel);
        first.End();
        second.Say("Whole.");
        await reader.UntilTextAsync("Whole.", Cancel);
        reader.Attempt.ShouldBe(2);
        second.End();
        (await reader.ToEndAsync(Cancel)).Status.ShouldBe("done");
        var poll = await reader.FromAsync(3, Cancel);
        (poll.Text("text"), poll["reset"].GetBoolean()).ShouldBe(("Whole.", true));
        (await Conversations.AnswersAsync(client, conversation, Cancel)).ShouldBe([(reply, "Whole.")]);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_each_time_fails_with_a_problem()
    {
        coach.Model.When("Always break off", Replies.EventsThenBreak(Replies.Stream[..2]));
        var reader = await coach.AskAsync("Always break off", Cancel);
        reader.Status.ShouldBe("failed");
        ShouldBeOurWords(reader, retryable: true);
    }

    /// <summary>A live answer whose connection breaks where it would end.</summary>
    private static Func<HttpContext, Task> BreakAfter(LiveReply live) => async context =>
    {
        context.Response.ContentLength = 1_000_000;
        context.Response.ContentType = "text/event-stream";
        await live.ServeAsync(context, finish: false);
    };

    internal static void ShouldBeOurWords(Reader reader, bool retryable)
    {
        var problem = reader.Last.GetProperty("problem");
        problem.ValueKind.ShouldBe(JsonValueKind.Object);
        problem.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("detail").GetString().ShouldNotBeNullOrWhiteSpace();
        problem.GetProperty("retryable").GetBoolean().ShouldBe(retryable);
        var all = reader.Last.GetRawText();
        foreach (var theirs in (string[])["secret provider words", ScriptedModel.Key, ScriptedModel.Name, "127.0.0.1", "some_error", "some_code", "Exception"])
        {
            all.ShouldNotContain(theirs, Case.Insensitive);
        }
    }
}
