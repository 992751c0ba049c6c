using System.Net;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

[Collection<CoachCollection>]
public sealed class MessageTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_message_is_accepted_with_the_place_of_its_reply()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel, "Running");
        var sent = await client.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", new { text = "Hello" }, Cancel, key: "a");
        sent.Status.ShouldBe(HttpStatusCode.Accepted);
        sent.Text("status").ShouldBe("queued");
        sent["pollAfterMs"].GetInt32().ShouldBePositive();
        sent.Message.Headers.Location!.ToString().ShouldBe($"/v1/replies/{sent.Text("replyId")}");
        Guid.Parse(sent.Text("messageId")).Version.ShouldBe(7);
    }

    [Fact]
    public async Task A_message_without_a_key_is_refused_and_leaves_nothing()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        var sent = await client.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", new { text = "Hello" }, Cancel);
        sent.Status.ShouldBe(HttpStatusCode.BadRequest);
        sent.Errors.ShouldBe(["Idempotency-Key"]);
        (await client.GetJsonAsync($"/v1/conversations/{conversation}/messages", Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_message_is_answered_byte_for_byte_as_the_first_and_stands_once()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = $"/v1/conversations/{await Conversations.BeginAsync(client, Cancel)}/messages";
        var first = await client.SendAsync(HttpMethod.Post, url, new { text = "Hello" }, Cancel, key: "same");
        var second = await client.SendAsync(HttpMethod.Post, url, new { text = "Hello" }, Cancel, key: "same");
        second.Status.ShouldBe(HttpStatusCode.Accepted);
        second.Body.GetRawText().ShouldBe(first.Body.GetRawText());
        second.Message.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        second.Message.Headers.Location.ShouldBe(first.Message.Headers.Location);
        first.Message.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        (await client.SendAsync(HttpMethod.Post, url, new { text = "Other" }, Cancel, key: "same")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.GetJsonAsync(url, Cancel)).Items.Count(item => item.GetProperty("role").GetString() == "user").ShouldBe(1);
    }

    [Fact]
    public async Task Many_requests_with_one_key_at_once_make_one_message()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = $"/v1/conversations/{await Conversations.BeginAsync(client, Cancel)}/messages";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(
            _ => client.SendAsync(HttpMethod.Post, url, new { text = "Hello" }, Cancel, key: "race")));
        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Accepted || answer.Status == HttpStatusCode.Conflict);
        answers.Where(answer => answer.Status == HttpStatusCode.Conflict).ShouldAllBe(answer => answer.Message.Headers.RetryAfter != null);
        answers.Where(answer => answer.Status == HttpStatusCode.Accepted).Select(answer => answer.Text("messageId")).Distinct().Count().ShouldBe(1);
        (await client.GetJsonAsync(url, Cancel)).Items.Count(item => item.GetProperty("role").GetString() == "user").ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"text":""}""")]
    [InlineData("""{"text":"   "}""")]
    [InlineData("""{"text":null}""")]
    [InlineData("""{}""")]
    [InlineData("""{"text":7}""")]
    [InlineData("""{"text":"a\u0000b"}""")]
    [InlineData("""{"text":"a\ud800b"}""")]
    [InlineData("""{"text":"a","mediaIds":["no id"]}""")]
    [InlineData("""{"text":"a","mediaIds":"no list"}""")]
    [InlineData("""[]""")]
    [InlineData("""{"text":""")]
    [InlineData("")]
    public async Task A_body_that_is_no_message_is_400_and_uses_up_no_key(string body)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = $"/v1/conversations/{await Conversations.BeginAsync(client, Cancel)}/messages";
        var refused = await client.SendAsync(HttpMethod.Post, url, body, Cancel, key: "k");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        refused["traceId"].GetString().ShouldNotBeNullOrEmpty();
        (await client.SendAsync(HttpMethod.Post, url, new { text = "Now right" }, Cancel, key: "k")).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_message_has_at_most_8000_characters()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = $"/v1/conversations/{await Conversations.BeginAsync(client, Cancel)}/messages";
        (await client.SendAsync(HttpMethod.Post, url, new { text = new string('a', 8_000) }, Cancel, key: "1")).Status.ShouldBe(HttpStatusCode.Accepted);
        (await client.SendAsync(HttpMethod.Post, url, new { text = new string('a', 8_001) }, Cancel, key: "2")).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Somebody_elses_conversation_does_not_exist()
    {
        var ann = await coach.CreateUserAsync(Cancel);
        var bob = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(ann, Cancel);
        var reply = await Conversations.SendAsync(ann, conversation, "Hello", Cancel);
        (await bob.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", new { text = "Hi" }, Cancel, key: "k")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await bob.GetJsonAsync($"/v1/conversations/{conversation}/messages", Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await bob.GetJsonAsync($"/v1/replies/{reply}", Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await bob.SendAsync(HttpMethod.Delete, $"/v1/replies/{reply}", null, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await bob.GetJsonAsync("/v1/conversations", Cancel)).Items.ShouldBeEmpty();
        using var nobody = coach.CreateClient();
        (await nobody.GetJsonAsync($"/v1/replies/{reply}", Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Messages_of_a_conversation_are_answered_in_order_and_listed_newest_first()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var conversation = await Conversations.BeginAsync(client, Cancel);
        List<string> replies = [];
        foreach (var text in (string[])["First", "Second", "Third"])
        {
            replies.Add(await Conversations.SendAsync(client, conversation, text, Cancel));
        }

        await new Reader(client, replies[^1]).ToEndAsync(Cancel);
        List<System.Text.Json.JsonElement> items = [];
        string? cursor = null;
        do
        {
            var page = await client.GetJsonAsync($"/v1/conversations/{conversation}/messages?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}", Cancel);
            page.Items.Count.ShouldBeLessThanOrEqualTo(2);
            items.AddRange(page.Items);
            cursor = page["nextCursor"].GetString();
        }
        while (cursor is not null);

        items.Count.ShouldBe(6);
        items.Where(item => item.GetProperty("role").GetString() == "coach").Select(item => item.GetProperty("replyId").GetString()).Reverse().ShouldBe(replies);
        items.Where(item => item.GetProperty("role").GetString() == "user").Select(item => item.GetProperty("text").GetString()).Reverse().ShouldBe(["First", "Second", "Third"]);
        items.Select(item => item.GetProperty("at").GetDateTimeOffset()).Reverse().ShouldBeInOrder();
    }
}
