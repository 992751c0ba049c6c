using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

[Collection<CoachCollection>]
public sealed class PollTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_earlier_cursor_gives_the_text_from_there_on()
    {
        var (client, reply) = await AnsweredAsync("hello");
        var whole = (await client.GetJsonAsync($"/v1/replies/{reply}?cursor=0", Cancel)).Text("text");
        whole.Length.ShouldBeGreaterThan(20);
        foreach (var cursor in (int[])[0, 1, 7, whole.Length - 1, whole.Length])
        {
            var poll = await client.GetJsonAsync($"/v1/replies/{reply}?cursor={cursor}", Cancel);
            poll.Text("text").ShouldBe(whole[cursor..]);
            poll["cursor"].GetInt64().ShouldBe(whole.Length);
            poll["reset"].GetBoolean().ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_finished_reply_says_all_that_the_contract_names()
    {
        var (client, reply) = await AnsweredAsync("hello");
        var poll = await client.GetJsonAsync($"/v1/replies/{reply}", Cancel);
        poll.Text("replyId").ShouldBe(reply);
        poll.Text("status").ShouldBe("done");
        poll["attempt"].GetInt32().ShouldBe(1);
        poll["problem"].ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        poll["sources"].GetArrayLength().ShouldBe(0);
        poll["steps"].EnumerateArray().Select(step => step.GetProperty("name").GetString()).ShouldBe(["rewrite", "recall", "answer"]);
        poll["pollAfterMs"].GetInt32().ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task The_last_entity_tag_answers_304_when_there_is_nothing_new()
    {
        var (client, reply) = await AnsweredAsync("hello");
        var first = await client.GetJsonAsync($"/v1/replies/{reply}?cursor=0", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}?cursor={first["cursor"].GetInt64()}");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Message.Headers.ETag!.ToString()));
        using var again = await client.SendAsync(request, Cancel);
        again.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        again.Headers.Contains("traceresponse").ShouldBeTrue();
    }

    [Theory]
    [InlineData("*", HttpStatusCode.NotModified)]
    [InlineData("W/{0}", HttpStatusCode.NotModified)]
    [InlineData("\"x\", {0}", HttpStatusCode.NotModified)]
    [InlineData("\"x\"", HttpStatusCode.OK)]
    public async Task Entity_tags_are_compared_as_http_wants(string header, HttpStatusCode expected)
    {
        var (client, reply) = await AnsweredAsync("hello");
        var tag = (await client.GetJsonAsync($"/v1/replies/{reply}", Cancel)).Message.Headers.ETag!.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}");
        request.Headers.TryAddWithoutValidation("If-None-Match", header.Replace("{0}", tag, StringComparison.Ordinal));
        using var answer = await client.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(expected);
    }

    [Fact]
    public async Task A_poll_that_waits_is_answered_when_the_reply_is_and_not_at_the_end_of_its_time()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var reply = await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), "hello", Cancel);
        var clock = Stopwatch.StartNew();
        var reader = await new Reader(client, reply).ToEndAsync(Cancel, wait: 25);
        reader.Status.ShouldBe("done");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_poll_that_waits_in_vain_says_so_after_its_time()
    {
        var (client, reply) = await AnsweredAsync("hello");
        var first = await client.GetJsonAsync($"/v1/replies/{reply}", Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}");
        request.Headers.Add("Prefer", "respond-async, wait=1");
        request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Parse(first.Message.Headers.ETag!.ToString()));
        var clock = Stopwatch.StartNew();
        using var answer = await client.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        answer.Headers.GetValues("Preference-Applied").ShouldBe(["wait=1"]);
        clock.Elapsed.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(950));
    }

    [Theory]
    [InlineData("cursor=-1", HttpStatusCode.BadRequest)]
    [InlineData("cursor=x", HttpStatusCode.BadRequest)]
    [InlineData("cursor=99999999999999999999", HttpStatusCode.BadRequest)]
    [InlineData("cursor=9223372036854775807", HttpStatusCode.OK)]
    public async Task A_cursor_is_a_number_from_0(string query, HttpStatusCode expected)
    {
        var (client, reply) = await AnsweredAsync("hello");
        var poll = await client.GetJsonAsync($"/v1/replies/{reply}?{query}", Cancel);
        poll.Status.ShouldBe(expected);
        (await poll.Message.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("E+");
    }

    [Fact]
    public async Task A_reply_that_is_not_begun_can_be_cancelled_and_stays_so()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        List<string> replies = [];
        for (var i = 0; i < 10; i++)
        {
            replies.Add(await Conversations.SendAsync(client, conversation, "Why did I fail last week?", Cancel));
        }

        (await client.SendAsync(HttpMethod.Delete, $"/v1/replies/{replies[^1]}", null, Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        var cancelled = await new Reader(client, replies[^1]).ToEndAsync(Cancel);
        cancelled.Status.ShouldBeOneOf("cancelled", "done");
        foreach (var reply in replies[..^1])
        {
            (await new Reader(client, reply).ToEndAsync(Cancel)).Status.ShouldBe("done");
        }

        (await new Reader(client, replies[^1]).ToEndAsync(Cancel)).Status.ShouldBe(cancelled.Status);
        (await client.SendAsync(HttpMethod.Delete, $"/v1/replies/{replies[0]}", null, Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        (await new Reader(client, replies[0]).ToEndAsync(Cancel)).Status.ShouldBe("done");
    }

    private async Task<(HttpClient Client, string Reply)> AnsweredAsync(string text)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var reply = await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), text, Cancel);
        (await new Reader(client, reply).ToEndAsync(Cancel)).Status.ShouldBe("done");
        return (client, reply);
    }
}
