using System.Net;
using System.Text;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Chat;

/// <summary>What clients see while a model writes, and what becomes of text that cannot be stored as it comes.</summary>
[Collection<ModelCoachCollection>]
public sealed class StreamedAnswerTests(ModelCoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_answer_is_seen_as_it_grows_and_every_poll_is_right()
    {
        LiveReply before = new(), live = new();
        coach.Model.When("Keep me waiting", before.ServeAsync);
        coach.Model.When("Tell me slowly", live.ServeAsync);
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var first = await Conversations.SendAsync(client, conversation, "Keep me waiting", Cancel);
        var second = await Conversations.SendAsync(client, conversation, "Tell me slowly", Cancel);
        var reader = new Reader(client, second);

        await before.OpenedAsync(Cancel);
        await reader.PollAsync(Cancel);
        before.Say("Done waiting.");
        before.End();
        (await new Reader(client, first).ToEndAsync(Cancel)).Text.ShouldBe("Done waiting.");
        await live.OpenedAsync(Cancel);
        await Eventually.TrueAsync(
            async () =>
            {
                await reader.PollAsync(Cancel);
                return reader.Status == "working" && reader.Steps.Count == 2;
            },
            "the first steps are seen",
            Cancel);
        var whole = "";
        foreach (var piece in (string[])["One, ", "two 😀, ", "three\n\n", "– and four."])
        {
            live.Say(piece);
            whole += piece;
            await reader.UntilTextAsync(whole, Cancel);
            reader.Status.ShouldBe("streaming");
            reader.Last.GetProperty("pollAfterMs").GetInt32().ShouldBeGreaterThan(0);
        }

        live.End();
        await reader.ToEndAsync(Cancel);
        reader.Text.ShouldBe(whole);
        reader.Statuses.ShouldBe(["queued", "working", "streaming", "done"]);
        reader.Steps.ShouldBe(["rewrite", "recall", "answer"]);
        reader.Attempt.ShouldBe(1);
        foreach (var cursor in reader.Cursors.Distinct())
        {
            var poll = await reader.FromAsync(cursor, Cancel);
            (poll.Text("text"), poll["reset"].GetBoolean()).ShouldBe((whole[(int)cursor..], false));
        }

        (await Conversations.AnswersAsync(client, conversation, Cancel)).ShouldBe([(first, "Done waiting."), (second, whole)]);
    }

    [Fact]
    public async Task Cancelling_takes_effect_at_once_closes_the_models_connection_and_lets_the_next_message_in()
    {
        var live = new LiveReply();
        coach.Model.When("Never mind", live.ServeAsync);
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var reply = await Conversations.SendAsync(client, conversation, "Never mind", Cancel);
        var next = await Conversations.SendAsync(client, conversation, "Go on", Cancel);
        var reader = new Reader(client, reply);
        live.Say("Well, ");
        await reader.UntilTextAsync("Well, ", Cancel);
        live.Say("you see");

        (await client.SendAsync(HttpMethod.Delete, $"/v1/replies/{reply}", null, Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        if (Topology.OfThisAssembly == Topology.Monolith)
        {
            await reader.PollAsync(Cancel);
            reader.Status.ShouldBe("cancelled");
        }

        // Nothing else ends it: the model never does. Another process is told a moment later.
        (await reader.ToEndAsync(Cancel)).Status.ShouldBe("cancelled");
        await live.LeftAsync(Cancel);
        (await new Reader(client, next).ToEndAsync(Cancel)).Status.ShouldBe("done");
        await reader.PollAsync(Cancel);
        reader.Status.ShouldBe("cancelled");
        reader.Last.GetProperty("problem").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await Conversations.AnswersAsync(client, conversation, Cancel)).ShouldBe([(next, "Well done.")]);
    }

    [Fact]
    public async Task Cancelling_while_text_rushes_in_fails_no_job()
    {
        coach.Model.When("Talk without end", ChatterAsync);
        for (var i = 0; i < 10; i++)
        {
            var client = await coach.CreateUserAsync(Cancel);
            var reply = await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), "Talk without end", Cancel);
            var reader = new Reader(client, reply);
            await Eventually.TrueAsync(() => reader.PollAsync(Cancel, wait: 5), "there is an answer", Cancel);
            await client.SendAsync(HttpMethod.Delete, $"/v1/replies/{reply}", null, Cancel);
            (await reader.ToEndAsync(Cancel)).Status.ShouldBeOneOf("cancelled", "done");
        }

        coach.Log.ShouldNotContain("NotSupportedException");
    }

    [Theory]
    [InlineData("Emoji in escaped halves", "a\\ud83d", "\\ude00b", "a😀b")]
    [InlineData("Emoji in halves of an escape", "\\ud83d\\udc69\\u200d\\ud83d", "\\udcbb!", "👩‍💻!")]
    [InlineData("NUL", "a\\u0000", "b", "a\uFFFDb")]
    [InlineData("A high surrogate alone", "a\\ud83d", "b", "a\uFFFDb")]
    [InlineData("A low surrogate alone", "a", "\\ude00b", "a\uFFFDb")]
    [InlineData("Blanks before the first word", "\\n\\n ", " Hello", "Hello")]
    public async Task Text_that_comes_in_odd_pieces_is_stored_and_shown_sanely(string message, string first, string second, string expected)
    {
        coach.Model.When(message, Replies.Events(
            Replies.Delta($$"""{"content":"{{first}}"}"""), Replies.Delta($$"""{"content":"{{second}}"}"""), Replies.Delta("{}", "stop"), "[DONE]"));
        var reader = await coach.AskAsync(message, Cancel);
        (reader.Status, reader.Text, reader.Attempt).ShouldBe(("done", expected, 1));
    }

    [Fact]
    public async Task Characters_whose_bytes_come_in_two_packets_are_put_together()
    {
        coach.Model.When("Split bytes", async context =>
        {
            var bytes = Encoding.UTF8.GetBytes($"data: {Replies.Delta("{\"content\":\"caf\u00e9 😀\"}")}\n\ndata: {Replies.Delta("{}", "stop")}\n\ndata: [DONE]\n\n");
            context.Response.ContentType = "text/event-stream";
            foreach (var value in bytes)
            {
                await context.Response.Body.WriteAsync(new[] { value }, context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
            }
        });
        (await coach.AskAsync("Split bytes", Cancel)).Text.ShouldBe("café 😀");
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_cut_at_the_longest_reply_and_not_within_a_character()
    {
        var live = new LiveReply();
        coach.Model.When("Write a novel", live.ServeAsync);
        live.Say(new string('a', ModelCoachFixture.MaxReplyCharacters - 1));
        live.Say("😀");
        live.Say("and so on");
        var reader = await coach.AskAsync("Write a novel", Cancel);
        reader.Status.ShouldBe("done");
        reader.Text.ShouldBe(new string('a', ModelCoachFixture.MaxReplyCharacters - 1));
        await live.LeftAsync(Cancel);
    }

    private static async Task ChatterAsync(HttpContext context)
    {
        context.Response.ContentType = "text/event-stream";
        for (var i = 0; i < 100_000; i++)
        {
            await context.Response.WriteAsync($"data: {Replies.Text(i % 100 == 0 ? "." : "")}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
