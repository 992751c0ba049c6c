using System.Text.Json;
using AspireCoach.AppHost.Local;
using AspireCoach.Chat.Agent;
using AspireCoach.Data.Erased;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Functional.Mcp;

/// <summary>The agent's tools through MCP, in its own process and over HTTP: the same either way.</summary>
public sealed class AgentToolsTests(PostgresFixture postgres)
{
    private static readonly ToolContext s_context = new(McpHost.UserId, "America/New_York", new DateTimeOffset(2026, 3, 19, 1, 30, 0, TimeSpan.Zero).AddTicks(7), "reply/3");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_tool_is_told_the_user_the_messages_instant_and_zone_and_the_call(bool local)
    {
        await using var node = await StartAsync(local);

        var told = JsonSerializer.Deserialize<JsonElement>(await node.InvokeAsync("who_am_i"));

        told.GetProperty("userId").GetGuid().ShouldBe(s_context.UserId);
        told.GetProperty("timeZone").GetString().ShouldBe("America/New_York");
        told.GetProperty("now").GetString().ShouldBe("2026-03-19T01:30:00.0000007+00:00");
        told.GetProperty("callKey").GetString().ShouldBe("reply/3");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whatever_a_tool_does_wrong_is_a_result_in_words(bool local)
    {
        await using var node = await StartAsync(local);

        (await node.InvokeAsync("throw")).ShouldBe("""{"error":"throw failed."}""");
        (await node.InvokeAsync("refuse")).ShouldBe("""{"error":"Not on Sundays."}""");
        (await node.InvokeAsync("flood")).ShouldBe("""{"error":"flood found more than can be read at once. Ask for a shorter range or fewer entries."}""");
        (await node.InvokeAsync("no_such")).ShouldBe("""{"error":"There is no tool called 'no_such'."}""");
        (await node.InvokeAsync("hang")).ShouldContain("it is not known whether it did its work");
        (await node.InvokeAsync("twice", """{"number":"x"}""")).ShouldBe("""{"error":"twice cannot be called with these arguments: number must be an integer."}""");
        JsonSerializer.Deserialize<string>(await node.InvokeAsync("html")).ShouldBe("<script>alert(1)</script> & \"quotes\" ü");
        (await node.InvokeAsync("twice", """{"number":21}""")).ShouldBe("""{"twice":42}""");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_changes_something_is_read_from_the_tools_annotations(bool local)
    {
        await using var node = await StartAsync(local);

        (await node.Tools.OfferedAsync(s_context, Cancel)).Select(tool => tool.Name).ShouldBeSubsetOf([.. await ToolNames.OfTheProgramAsync(), .. new AgentProbeTools().Tools.Select(tool => tool.Name)]);

        (node.Tools.IsReadOnly("get_habits"), node.Tools.IsReadOnly("check_in"), node.Tools.IsReadOnly("hang"), node.Tools.IsReadOnly("no_such")).ShouldBe((true, false, false, true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Calls_of_many_users_at_once_are_never_mixed_up(bool local)
    {
        await using var node = await StartAsync(local);
        var callers = Enumerable.Range(0, 100).Select(at => s_context with { UserId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), CallKey = $"call {at}" }).ToList();

        var told = await Task.WhenAll(callers.Select(caller => node.Tools.InvokeAsync("who_am_i", new Dictionary<string, JsonElement>(), caller, Cancel)));

        told.Select(result => JsonSerializer.Deserialize<JsonElement>(result)).Select(who => (who.GetProperty("userId").GetGuid(), who.GetProperty("callKey").GetString()))
            .ShouldBe(callers.Select(caller => (caller.UserId, (string?)caller.CallKey)));
    }

    [Fact]
    public async Task A_server_that_is_away_is_said_to_be_in_words_and_found_again_when_it_is_back()
    {
        var database = await postgres.CreateDatabaseAsync(CancellationToken.None);
        var url = $"http://127.0.0.1:{LoopbackPort.Free()}";
        await using var node = await Node.StartAsync(database, $"{url}/mcp", null);

        (await node.InvokeAsync("twice", """{"number":2}""")).ShouldBe("""{"error":"twice cannot be reached at the moment."}""");
        node.Tools.IsReadOnly("check_in").ShouldBeFalse();
        for (var time = 0; time < 2; time++)
        {
            await using (await McpHost.StartAsync(database, "mcp", Cancel, new AgentProbeTools(), settings: ("Urls", url)))
            {
                await Eventually.TrueAsync(async () => await node.InvokeAsync("twice", """{"number":2}""") == """{"twice":4}""", "the tools are found", Cancel);
            }

            (await node.InvokeAsync("twice", """{"number":2}""")).ShouldBe("""{"error":"twice cannot be reached at the moment."}""");
        }
    }

    [Fact]
    public async Task Where_one_process_is_away_the_next_is_asked()
    {
        var database = await postgres.CreateDatabaseAsync(CancellationToken.None);
        await using var server = await McpHost.StartAsync(database, "mcp", Cancel, new AgentProbeTools());
        await using var node = await Node.StartAsync(database, $"http://127.0.0.1:{LoopbackPort.Free()}/mcp,{server.Address}mcp", null);

        for (var call = 0; call < 4; call++)
        {
            (await node.InvokeAsync("twice", """{"number":2}""")).ShouldBe("""{"twice":4}""");
        }
    }

    [Fact]
    public async Task Erasing_an_account_ends_what_the_agent_may_do_for_it_at_once()
    {
        await using var node = await StartAsync(local: false);
        await Eventually.TrueAsync(async () => (await node.InvokeAsync("who_am_i")).Contains("reply/3", StringComparison.Ordinal), "the agent has a token", Cancel);
        var services = node.Services;
        await using (var transaction = await services.GetRequiredService<Database>().BeginAsync(Cancel))
        {
            await ErasedUsers.AddAsync(transaction, s_context.UserId, Cancel);
            await node.ServerServices.GetRequiredService<SessionStore>().EndAllAsync(transaction, s_context.UserId, Cancel);
            await transaction.CommitAsync(Cancel);
        }

        (await node.InvokeAsync("who_am_i")).ShouldBe("""{"error":"who_am_i cannot be reached at the moment."}""");
        await Should.ThrowAsync<Npgsql.PostgresException>(() => services.GetRequiredService<SessionStore>().CreateForAgentAsync(s_context.UserId, "Etc/UTC", TimeSpan.FromMinutes(1), Cancel));
    }

    [Fact]
    public async Task The_agents_token_opens_nothing_but_mcp_and_ends_soon()
    {
        await using var server = await McpHost.StartAsync(await postgres.CreateDatabaseAsync(CancellationToken.None), "all", Cancel);
        var issued = await server.Services.GetRequiredService<SessionStore>().CreateForAgentAsync(McpHost.UserId, "Etc/UTC", TimeSpan.FromSeconds(10), Cancel);
        using var client = server.CreateClient().WithToken(issued.Token);

        (await client.GetJsonAsync("/v1/habits", Cancel)).Status.ShouldBe(System.Net.HttpStatusCode.Forbidden);
        (await client.CallToolAsync("get_habits", new { }, Cancel)).Tool.IsError.ShouldBeFalse();
        await Eventually.TrueAsync(async () => (await client.McpAsync("ping", new { }, Cancel)).Status == System.Net.HttpStatusCode.Unauthorized, "it has ended", Cancel);
    }

    private async Task<Node> StartAsync(bool local)
    {
        var database = await postgres.CreateDatabaseAsync(CancellationToken.None);
        if (local)
        {
            return await Node.StartAsync(database, null, null);
        }

        var server = await McpHost.StartAsync(database, "mcp", Cancel, new AgentProbeTools());
        return await Node.StartAsync(database, $"{server.Address}mcp", server);
    }

    /// <summary>A process with an agent, and the one that has its tools where that is another.</summary>
    private sealed class Node(McpHost host, McpHost? server) : IAsyncDisposable
    {
        public IServiceProvider Services => host.Services;

        public IServiceProvider ServerServices => (server ?? host).Services;

        public AgentTools Tools { get; } = host.Services.GetRequiredService<AgentTools>();

        public static async Task<Node> StartAsync(string database, string? endpoint, McpHost? server) => new(
            await McpHost.StartAsync(
                database, endpoint is null ? "all" : "agent", Cancel, endpoint is null ? new AgentProbeTools() : null, addToken: false,
                [("Chat:ToolSeconds", "6"), .. endpoint is null ? [] : new[] { ("Mcp:Endpoint", endpoint) }]),
            server);

        public Task<string> InvokeAsync(string tool, string arguments = "{}") =>
            Tools.InvokeAsync(tool, JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(arguments), s_context, Cancel);

        public async ValueTask DisposeAsync()
        {
            await host.DisposeAsync();
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }
    }
}
