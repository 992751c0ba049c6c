using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Mcp;

/// <summary>What <c>/mcp</c> serves, to whom, and what it makes of requests that are none.</summary>
[Collection<CoachCollection>]
public sealed class McpTests(CoachFixture coach)
{
    private const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("2024-11-05")]
    [InlineData("2025-03-26")]
    [InlineData("2025-06-18")]
    [InlineData("2025-11-25")]
    public async Task Each_version_of_the_protocol_begins_with_a_handshake_that_names_it(string version)
    {
        var client = await coach.CreateUserAsync(Cancel);

        var hello = await client.PostMcpAsync(
            JsonSerializer.Serialize(new { jsonrpc = "2.0", id = 1, method = "initialize", @params = new { protocolVersion = version, capabilities = new { }, clientInfo = new { name = "test", version = "1" } } }),
            Cancel,
            request => request.Headers.Remove("MCP-Protocol-Version"));

        hello.Result.GetProperty("protocolVersion").GetString().ShouldBe(version);
        // The SDK answers logging/setLevel by itself.
        hello.Result.GetProperty("capabilities").EnumerateObject().Select(one => one.Name).ShouldBeSubsetOf(["tools", "logging"]);
        hello.Message.Headers.Contains("Mcp-Session-Id").ShouldBeFalse();
        (await client.PostMcpAsync("""{"jsonrpc":"2.0","method":"notifications/initialized"}""", Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Every_tool_is_listed_with_what_it_takes_gives_and_does()
    {
        var client = await coach.CreateUserAsync(Cancel);

        var tools = (await client.PostMcpAsync(List, Cancel)).Result.GetProperty("tools").EnumerateArray().ToDictionary(tool => tool.GetProperty("name").GetString()!);

        tools.Keys.ShouldBe(await ToolNames.OfTheProgramAsync(), ignoreOrder: true);
        foreach (var (name, tool) in tools)
        {
            tool.GetProperty("description").GetString().ShouldNotBeNullOrWhiteSpace(name);
            tool.GetProperty("inputSchema").GetProperty("type").GetString().ShouldBe("object", name);
            tool.GetProperty("inputSchema").GetRawText().ShouldNotContain("userId", Case.Insensitive, name);
            tool.GetProperty("annotations").GetProperty("openWorldHint").GetBoolean().ShouldBeFalse(name);
        }

        (bool Reads, bool Repeats, bool Destroys) Hints(string name) => tools[name].GetProperty("annotations") is var hints
            ? (hints.GetProperty("readOnlyHint").GetBoolean(), hints.GetProperty("idempotentHint").GetBoolean(), hints.GetProperty("destructiveHint").GetBoolean()) : default;
        Hints("get_habits").ShouldBe((true, true, false));
        Hints("check_in").ShouldBe((false, true, true));
        Hints("add_journal_entry").ShouldBe((false, true, false));
    }

    [Fact]
    public async Task A_result_is_text_and_the_same_as_structured_content()
    {
        var client = await coach.CreateUserAsync(Cancel, "Europe/Berlin");
        (await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Read" }, Cancel)).Status.ShouldBe(HttpStatusCode.Created);

        var reply = await client.CallToolAsync("get_habits", new { }, Cancel);

        reply.Message.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
        var structured = reply.Result.GetProperty("structuredContent");
        structured.GetProperty("habits")[0].GetProperty("name").GetString().ShouldBe("Read");
        JsonElement.DeepEquals(structured, JsonSerializer.Deserialize<JsonElement>(reply.Tool.Text)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_user_reaches_only_their_own_rows_whatever_the_arguments_say()
    {
        var other = await coach.CreateUserAsync(Cancel);
        var habit = (await other.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "OTHERS-HABIT" }, Cancel)).Text("id");
        (await other.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "OTHERS-SECRET" }, Cancel)).Status.ShouldBe(HttpStatusCode.Created);
        var otherId = (await other.GetJsonAsync("/v1/me", Cancel)).Text("userId");
        var client = await coach.CreateUserAsync(Cancel);
        var described = new { name = "search_journal", arguments = new { }, _meta = new Dictionary<string, object> { ["aspirecoach/user"] = otherId, ["userId"] = otherId } };

        McpReply[] replies =
        [
            await client.CallToolAsync("get_habits", new { userId = otherId, user_id = otherId, context = new { userId = otherId } }, Cancel),
            await client.CallToolAsync("search_journal", new { query = "OTHERS" }, Cancel),
            await client.CallToolAsync("get_habit_log", new { from = Today, to = Today }, Cancel),
            await client.CallToolAsync("get_habit_log", new { from = Today, to = Today, habitId = habit }, Cancel),
            await client.CallToolAsync("get_streak", new { habitId = habit }, Cancel),
            await client.CallToolAsync("check_in", new { habitId = habit, date = Today, done = true }, Cancel),
            await client.McpAsync("tools/call", described, Cancel),
        ];

        replies.ShouldAllBe(reply => reply.Status == HttpStatusCode.OK && !reply.Body.Contains("OTHERS-"));
        replies[3..6].ShouldAllBe(reply => reply.Tool.IsError);
        (await other.GetJsonAsync($"/v1/habits/{habit}/check-ins", Cancel)).Items.ShouldBeEmpty();
        (await other.CallToolAsync("search_journal", new { }, Cancel)).Tool.Text.ShouldContain("OTHERS-SECRET");
    }

    [Fact]
    public async Task The_same_request_sent_again_writes_once_and_another_one_writes_again()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var entry = new { date = Today, text = "Once" };
        var first = await client.CallToolAsync("add_journal_entry", entry, Cancel, id: 7);

        (await client.CallToolAsync("add_journal_entry", entry, Cancel, id: 7)).Tool.ShouldBe(first.Tool);
        await client.CallToolAsync("add_journal_entry", entry, Cancel, id: 8);
        await client.CallToolAsync("add_journal_entry", new { date = Today, text = "Other" }, Cancel, id: 7);

        (await client.GetJsonAsync("/v1/journal", Cancel)).Items.Count.ShouldBe(3);
    }

    [Fact]
    public async Task What_the_agent_may_say_of_a_call_a_client_may_not()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var meta = new Dictionary<string, object> { ["aspirecoach/call-key"] = "mine", ["aspirecoach/now"] = "2020-01-01T00:00:00.0000000+00:00", ["aspirecoach/time-zone"] = "Pacific/Kiritimati" };
        object Call(string text) => new { name = "add_journal_entry", arguments = new { date = Today, text }, _meta = meta };

        // In 2020 today would lie too far ahead, and with one key the second would be the first again.
        (await client.McpAsync("tools/call", Call("One"), Cancel)).Tool.IsError.ShouldBeFalse();
        (await client.McpAsync("tools/call", Call("Two"), Cancel)).Tool.Text.ShouldContain("Two");
    }

    [Theory]
    [InlineData("get_streak", "{}", "get_streak cannot be called with these arguments: habitId is missing.")]
    [InlineData("get_streak", """{"habitId":7}""", "get_streak cannot be called with these arguments: habitId must be a string.")]
    [InlineData("get_habit_log", """{"from":"yesterday","to":"2026-01-01"}""", "YYYY-MM-DD")]
    [InlineData("add_journal_entry", """{"date":"2026-01-01","text":"a\u0000b"}""", "text")]
    public async Task Wrong_arguments_are_a_result_that_says_so(string tool, string arguments, string says)
    {
        var client = await coach.CreateUserAsync(Cancel);

        var (text, isError) = (await client.CallToolAsync(tool, JsonSerializer.Deserialize<JsonElement>(arguments), Cancel)).Tool;

        isError.ShouldBeTrue();
        text.ShouldContain(says);
        text.ShouldNotContain("Exception");
    }

    [Theory]
    [InlineData("{", 400, -32700)]
    [InlineData("", 400, -32700)]
    [InlineData("null", 400, -32600)]
    [InlineData("7", 400, -32600)]
    [InlineData("{}", 400, -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"ping"}""", 400, -32600)]
    [InlineData("""[{"jsonrpc":"2.0","id":1,"method":"ping"}]""", 400, -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"no/such"}""", 200, -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_everything","arguments":{}}}""", 200, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":7}""", 200, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call"}""", 200, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}""", 200, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_streak","arguments":[]}}""", 200, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"tools/list","params":"x"}""", 200, -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":1}}""", 200, -32602)]
    public async Task What_is_no_request_is_refused_as_JSON_RPC_refuses_it(string body, int status, int code)
    {
        var client = await coach.CreateUserAsync(Cancel);

        var reply = await client.PostMcpAsync(body, Cancel);

        ((int)reply.Status).ShouldBe(status, reply.Body);
        reply.Error.GetProperty("code").GetInt32().ShouldBe(code);
        reply.Body.ShouldNotContain("Exception");
        reply.Body.ShouldNotContain("System.");
    }

    [Fact]
    public async Task A_version_of_the_protocol_that_is_none_is_refused_and_those_there_are_are_named()
    {
        var client = await coach.CreateUserAsync(Cancel);

        var reply = await client.PostMcpAsync(List, Cancel, request =>
        {
            request.Headers.Remove("MCP-Protocol-Version");
            request.Headers.Add("MCP-Protocol-Version", "1999-01-01");
        });

        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.Error.GetProperty("message").GetString()!.ShouldContain("2025-11-25");
    }

    [Fact]
    public async Task What_HTTP_refuses_is_refused_before_anything_is_read()
    {
        var client = await coach.CreateUserAsync(Cancel);

        // A refusal ends the connection, and whoever is still sending may miss it: the answer is waited for first.
        (await client.PostMcpAsync(List + new string(' ', 2_000_000), Cancel, request => request.Headers.ExpectContinue = true)).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await client.PostMcpAsync(List, Cancel, request => request.Content = new StringContent(List, Encoding.UTF8, "text/plain"))).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await client.PostMcpAsync(List, Cancel, request => request.Headers.Accept.Clear())).Status.ShouldBe(HttpStatusCode.NotAcceptable);
        (await client.PostMcpAsync(List, Cancel, request => request.Headers.Host = "evil.example.com")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.PostMcpAsync(List, Cancel, request => request.Headers.Add("Origin", "http://evil.example.com"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.PostMcpAsync(List, Cancel, request => request.Headers.Add("Origin", "null"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await client.PostMcpAsync(List, Cancel, request => request.Headers.Add("Origin", "http://localhost:6274"))).Status.ShouldBe(HttpStatusCode.OK);
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Delete])
        {
            using var refused = await client.SendAsync(new HttpRequestMessage(method, "/mcp"), Cancel);
            refused.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
            refused.Content.Headers.Allow.ShouldBe(["POST"]);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no-token-of-anybody")]
    [InlineData("cpat_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("cagt_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Without_a_valid_token_there_is_nothing(string? token)
    {
        var reply = await coach.CreateClient().WithToken(token).PostMcpAsync(List, Cancel);

        reply.Status.ShouldBe(HttpStatusCode.Unauthorized);
        reply.Message.Headers.WwwAuthenticate.Single().Scheme.ShouldBe("Bearer");
    }

    [Fact]
    public async Task Many_calls_at_once_are_each_answered_with_their_own()
    {
        var users = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => coach.CreateUserAsync(Cancel)));
        await Task.WhenAll(users.Select((user, at) => user.SendAsync(HttpMethod.Post, "/v1/habits", new { name = $"Habit of {at}" }, Cancel)));

        var replies = await Task.WhenAll(Enumerable.Range(0, 80).Select(async call =>
            (User: call % users.Length, Id: call, Reply: await users[call % users.Length].CallToolAsync("get_habits", new { }, Cancel, id: call))));

        foreach (var (user, id, reply) in replies)
        {
            reply.Messages.Single().GetProperty("id").GetInt32().ShouldBe(id);
            JsonSerializer.Deserialize<JsonElement>(reply.Tool.Text).GetProperty("habits").EnumerateArray().Single().GetProperty("name").GetString().ShouldBe($"Habit of {user}");
        }
    }
}
