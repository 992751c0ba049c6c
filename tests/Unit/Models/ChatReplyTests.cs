using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AspireCoach.Unit.Models;

/// <summary>What servers answer, documented or not.</summary>
public sealed class ChatReplyTests
{
    [Fact]
    public async Task A_whole_answer_has_text_usage_reason_and_model()
    {
        var response = await AskAsync(Replies.Json(Replies.Whole));

        response.Text.ShouldBe("Well done.");
        response.FinishReason.ShouldBe(ChatFinishReason.Stop);
        response.ModelId.ShouldBe("small-1");
        response.ResponseId.ShouldBe("c1");
        (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount, response.Usage?.TotalTokenCount).ShouldBe((12, 3, 15));
    }

    [Fact]
    public async Task A_streamed_answer_comes_piece_by_piece_with_usage_reason_and_model()
    {
        await using var server = await ChatServer.StartAsync(Replies.Events(Replies.Stream));
        using var coach = Coach.Hurried(Coach.Only(server));
        var updates = await coach.Stream().ToListAsync(TestContext.Current.CancellationToken);

        updates.Select(u => u.Text).Where(t => t.Length > 0).ShouldBe(["Well ", "done."]);
        updates.ShouldAllBe(u => u.ModelId == "small-1");
        updates[^1].FinishReason.ShouldBe(ChatFinishReason.Stop);
        var response = updates.ToChatResponse();
        (response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount).ShouldBe((12, 3));
        response.Messages.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"choices":[{"message":{"content":"Hi"}}]}""", "Hi", "stop")]
    [InlineData("""{"choices":[{"message":{"role":"oracle","content":"Hi","new":{"a":[1]}},"finish_reason":"weary","more":1}],"usage":null,"created":"x","odd":[]}""", "Hi", "weary")]
    [InlineData("""{"choices":[{"message":{"content":[{"type":"text","text":"H"},{"type":"text","text":"i"}]},"finish_reason":"length"}]}""", "Hi", "length")]
    [InlineData("""{"choices":[{"message":{"content":null,"refusal":"I cannot."},"finish_reason":"content_filter"}],"usage":{"prompt_tokens":"many"}}""", "I cannot.", "content_filter")]
    [InlineData("""{"choices":[{"message":{"content":""},"finish_reason":"stop"}],"error":null}""", "", "stop")]
    public async Task Whole_answers_of_other_shapes_are_read(string body, string text, string reason)
    {
        var response = await AskAsync(Replies.Json(body));

        response.Text.ShouldBe(text);
        response.FinishReason.ShouldBe(new ChatFinishReason(reason));
        response.ModelId.ShouldBe("small");
    }

    [Fact]
    public async Task Streams_of_other_shapes_are_read()
    {
        var response = await StreamAsync(Replies.Events(
            """{"choices":[]}""",
            "{}",
            """{"choices":[{}]}""",
            """{"choices":[{"delta":null}],"model":"/models/secret-path.gguf"}""",
            """{"choices":[{"delta":{"reasoning_content":"Hm."}}]}""",
            """{"choices":[{"delta":{"content":"Hi","role":null}}],"usage":null}""",
            """{"choices":[{"delta":{"content":""},"finish_reason":"because"}]}""",
            "[DONE]"));

        response.Text.ShouldBe("Hi");
        response.Messages[0].Contents.OfType<TextReasoningContent>().Single().Text.ShouldBe("Hm.");
        response.FinishReason.ShouldBe(new ChatFinishReason("because"));
        response.ModelId.ShouldBe("small");
    }

    [Fact]
    public async Task A_server_that_cannot_stream_is_understood()
    {
        var response = await StreamAsync(Replies.Json(Replies.Whole));
        response.Text.ShouldBe("Well done.");
        response.Usage?.OutputTokenCount.ShouldBe(3);
    }

    [Fact]
    public async Task A_stream_cut_after_its_finish_reason_is_whole() =>
        (await StreamAsync(Replies.EventsThenBreak(Replies.Delta("""{"content":"Hi"}"""), Replies.Delta("{}", "stop")))).Text.ShouldBe("Hi");

    [Fact]
    public async Task Tool_calls_of_a_whole_answer_are_read()
    {
        var response = await AskAsync(Replies.Json("""
            {"choices":[{"message":{"content":null,"tool_calls":[
              {"id":"a","type":"function","function":{"name":"one","arguments":"{\"day\":\"2026-11-19\",\"n\":2}"}},
              {"id":"b","type":"function","function":{"name":"two","arguments":""}}]},"finish_reason":"tool_calls"}]}
            """));

        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        var calls = Calls(response);
        calls.Select(c => (c.CallId, c.Name)).ShouldBe([("a", "one"), ("b", "two")]);
        ((JsonElement)calls[0].Arguments!["day"]!).GetString().ShouldBe("2026-11-19");
        calls[1].Arguments.ShouldBeEmpty();
        calls[1].Exception.ShouldBeNull();
    }

    [Fact]
    public async Task Tool_calls_are_put_together_from_fragments()
    {
        var response = await StreamAsync(Replies.Events(
            Replies.Delta("""{"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"one","arguments":""}}]}"""),
            Replies.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"da"}}]}"""),
            Replies.Delta("""{"tool_calls":[{"index":1,"id":"b","function":{"name":"two","arguments":"{}"}}]}"""),
            Replies.Delta("""{"tool_calls":[{"index":0,"function":{"arguments":"y\":1}"}}]}"""),
            Replies.Delta("{}", "tool_calls"),
            "[DONE]"));

        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
        Calls(response).Select(c => (c.CallId, c.Name, JsonSerializer.Serialize(c.Arguments))).ShouldBe([("a", "one", """{"day":1}"""), ("b", "two", "{}")]);
    }

    [Theory]
    [InlineData("no index", """{"id":"a","function":{"name":"one","arguments":"{\"x\""}}""", """{"function":{"arguments":":1}"}}""", """{"id":"b","function":{"name":"two","arguments":"{}"}}""")]
    [InlineData("the same index", """{"index":0,"id":"a","function":{"name":"one","arguments":"{\"x\""}}""", """{"index":0,"id":"a","function":{"name":"one","arguments":":1}"}}""", """{"index":0,"id":"b","function":{"name":"two","arguments":"{}"}}""")]
    [InlineData("no ids", """{"index":0,"function":{"name":"one","arguments":"{\"x\""}}""", """{"index":0,"function":{"arguments":":1}"}}""", """{"index":1,"function":{"name":"two"}}""")]
    [InlineData("neither", """{"function":{"name":"one","arguments":{"x":1}}}""", """{"function":{}}""", """{"function":{"name":"two","arguments":null}}""")]
    public async Task Fragments_of_careless_servers_are_told_apart(string what, params string[] fragments)
    {
        var response = await StreamAsync(Replies.Events(
            [.. fragments.Select(f => Replies.Delta("{\"tool_calls\":[" + f + "]}")), Replies.Delta("{}", "stop"), "[DONE]"]));

        var calls = Calls(response);
        calls.Select(c => (c.Name, JsonSerializer.Serialize(c.Arguments))).ShouldBe([("one", """{"x":1}"""), ("two", "{}")], what);
        calls.Select(c => c.CallId).Distinct().Count().ShouldBe(2);
        calls.ShouldAllBe(c => c.CallId.Length > 0 && c.Exception == null);
        response.FinishReason.ShouldBe(ChatFinishReason.ToolCalls);
    }

    [Theory]
    [InlineData("{\"day\":")]
    [InlineData("[1]")]
    [InlineData("null")]
    public async Task Arguments_that_are_no_object_are_marked_and_do_not_fail_the_call(string arguments)
    {
        var response = await AskAsync(Replies.Json($$$"""
            {"choices":[{"message":{"tool_calls":[{"id":"a","function":{"name":"one","arguments":{{{JsonSerializer.Serialize(arguments)}}} }}]}}]}
            """));

        Calls(response).Single().Exception.ShouldNotBeNull();
    }

    private static List<FunctionCallContent> Calls(ChatResponse response) => [.. response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>()];

    private static async Task<ChatResponse> AskAsync(Func<Microsoft.AspNetCore.Http.HttpContext, Task> reply)
    {
        await using var server = await ChatServer.StartAsync(reply);
        using var coach = Coach.Hurried(Coach.Only(server, ("Chat:MaxRetries", "0")));
        return await coach.AskAsync();
    }

    private static async Task<ChatResponse> StreamAsync(Func<Microsoft.AspNetCore.Http.HttpContext, Task> reply)
    {
        await using var server = await ChatServer.StartAsync(reply);
        using var coach = Coach.Hurried(Coach.Only(server, ("Chat:MaxRetries", "0")));
        return await coach.StreamToEndAsync();
    }
}
