using System.ComponentModel;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AspireCoach.Unit.Models;

/// <summary>What goes over the wire; the server refuses what the protocol would refuse.</summary>
public sealed class ChatRequestTests
{
    [Fact]
    public async Task A_conversation_with_tools_is_sent_in_the_protocols_shape()
    {
        await using var server = await ChatServer.StartAsync(Replies.Json(Replies.Whole));
        using var coach = Coach.Hurried(Coach.Only(server, ("Chat:ApiKey", "key-1")));
        ChatMessage[] messages =
        [
            new(ChatRole.System, "You are a coach."),
            new(ChatRole.User, "How did I do? ☕"),
            new(ChatRole.Assistant, [
                new FunctionCallContent("a", "get_habits", new Dictionary<string, object?> { ["day"] = "2026-11-19" }),
                new FunctionCallContent("b", "get_journal"),
            ]),
            new(ChatRole.Tool, [new FunctionResultContent("a", """{"kept":true}"""), new FunctionResultContent("b", new { text = "tired" })]),
            new(ChatRole.Assistant, "You ran."),
            new(ChatRole.User, "And today?"),
        ];
        var options = new ChatOptions
        {
            Tools = [AIFunctionFactory.Create(GetHabits, "get_habits"), AIFunctionFactory.Create(() => "x", "get_journal")],
            ToolMode = ChatToolMode.Auto,
            Temperature = 0.7f,
            MaxOutputTokens = 300,
            StopSequences = ["END"],
            ModelId = "the callers wish",
        };

        var response = await coach.Chat.GetResponseAsync(messages, options, TestContext.Current.CancellationToken);

        response.Text.ShouldBe("Well done.");
        var request = server.Requests.Single();
        request.Headers["Authorization"].ShouldBe("Bearer key-1");
        request.Headers.Keys.ShouldNotContain("traceparent");
        var body = request.Body;
        body.GetProperty("model").GetString().ShouldBe("small");
        body.GetProperty("temperature").GetRawText().ShouldBe("0.7");
        body.GetProperty("max_tokens").GetInt32().ShouldBe(300);
        body.GetProperty("stop")[0].GetString().ShouldBe("END");
        body.GetProperty("tool_choice").GetString().ShouldBe("auto");
        var sent = body.GetProperty("messages").EnumerateArray().ToList();
        sent.Select(m => m.GetProperty("role").GetString()).ShouldBe(["system", "user", "assistant", "tool", "tool", "assistant", "user"]);
        sent[1].GetProperty("content").GetString().ShouldBe("How did I do? ☕");
        sent[2].GetProperty("tool_calls")[0].GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"day":"2026-11-19"}""");
        sent[3].GetProperty("content").GetString().ShouldBe("""{"kept":true}""");
        sent[4].GetProperty("content").GetString().ShouldBe("""{"text":"tired"}""");
        var function = body.GetProperty("tools")[0].GetProperty("function");
        function.GetProperty("description").GetString().ShouldBe("The habits of a day.");
        function.GetProperty("parameters").GetProperty("properties").GetProperty("day").GetProperty("type").GetString().ShouldBe("string");
    }

    [Fact]
    public async Task Images_are_sent_as_parts()
    {
        await using var server = await ChatServer.StartAsync(Replies.Json(Replies.Whole));
        using var coach = Coach.Hurried(Coach.Only(server, ("Chat:Vision", "true")));
        var message = new ChatMessage(ChatRole.User, [
            new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/png"), new UriContent("https://x.example/a.jpg", "image/jpeg")]);

        await coach.Chat.GetResponseAsync([message], null, TestContext.Current.CancellationToken);

        var parts = server.Requests.Single().Body.GetProperty("messages")[0].GetProperty("content");
        parts[0].GetProperty("text").GetString().ShouldBe("What is it?");
        parts[1].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("data:image/png;base64,AQID");
        parts[2].GetProperty("image_url").GetProperty("url").GetString().ShouldBe("https://x.example/a.jpg");
    }

    [Fact]
    public async Task A_model_that_takes_no_pictures_is_sent_the_words_and_told_what_it_does_not_see()
    {
        await using var seeing = await ChatServer.StartAsync(Replies.Json("{}", 400));
        await using var blind = await ChatServer.StartAsync(Replies.Json(Replies.Whole));
        using var coach = Coach.Hurried(Coach.Only(
            seeing, ("Chat:Vision", "true"), ("Chat:MaxRetries", "0"), ("Chat:Fallbacks:0:Endpoint", blind.Endpoint), ("Chat:Fallbacks:0:Model", "another")));
        var message = new ChatMessage(ChatRole.User, [new TextContent("What is it?"), new DataContent(new byte[] { 1, 2, 3 }, "image/webp")]);

        coach.Models.ChatTakesPictures.ShouldBeTrue();
        await coach.Chat.GetResponseAsync([message], null, TestContext.Current.CancellationToken);

        seeing.Requests.Single().Body.GetProperty("messages")[0].GetProperty("content").GetArrayLength().ShouldBe(2);
        var sent = blind.Requests.Single().Body.GetProperty("messages")[0].GetProperty("content").GetString()!;
        sent.ShouldStartWith("What is it?\n");
        sent.ShouldContain("1 attached pictures are not shown");
        using var unset = Coach.Hurried(Coach.Only(blind));
        unset.Models.ChatTakesPictures.ShouldBeFalse();
    }

    [Fact]
    public async Task A_schema_for_the_answer_is_sent()
    {
        await using var server = await ChatServer.StartAsync(Replies.Json(Replies.Whole));
        using var coach = Coach.Hurried(Coach.Only(server, ("Chat:MaxOutputTokens", "77")));
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"query":{"type":"string"}}}""");

        await coach.AskAsync(options: new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema.RootElement, "rewrite") });

        var body = server.Requests.Single().Body;
        var format = body.GetProperty("response_format");
        format.GetProperty("type").GetString().ShouldBe("json_schema");
        format.GetProperty("json_schema").GetProperty("name").GetString().ShouldBe("rewrite");
        format.GetProperty("json_schema").GetProperty("schema").GetProperty("properties").GetProperty("query").GetProperty("type").GetString().ShouldBe("string");
        body.GetProperty("max_tokens").GetInt32().ShouldBe(77);
    }

    [Fact]
    public async Task Without_a_key_no_authorization_is_sent_and_a_trailing_slash_does_no_harm()
    {
        await using var server = await ChatServer.StartAsync(Replies.Json(Replies.Whole));
        using var coach = Coach.Hurried([.. Coach.Only(server), ("Chat:Endpoint", server.Endpoint + "/")]);

        await coach.AskAsync();

        server.Requests.Single().Headers.Keys.ShouldNotContain("Authorization");
    }

    [Fact]
    public async Task Content_that_the_protocol_cannot_carry_is_refused_before_it_is_sent()
    {
        await using var server = await ChatServer.StartAsync(Replies.Json(Replies.Whole));
        using var coach = Coach.Hurried(Coach.Only(server));
        var message = new ChatMessage(ChatRole.User, [new DataContent(new byte[] { 1 }, "video/mp4")]);

        var error = await Should.ThrowAsync<NotSupportedException>(() => coach.Chat.GetResponseAsync([message], null, TestContext.Current.CancellationToken));

        error.Message.ShouldContain("video/mp4");
        server.Requests.ShouldBeEmpty();
    }

    [Description("The habits of a day.")]
    private static string GetHabits([Description("ISO date")] string day) => day;
}
