using System.Globalization;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Mcp;

/// <summary>The MCP Inspector's command line against a real coach, with a personal access token as any user makes one.</summary>
[Collection<CoachCollection>]
public sealed class InspectorTests(CoachFixture coach)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Today => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [Fact]
    public async Task It_lists_and_calls_every_tool()
    {
        Assert.SkipWhen(NodeTools.Missing is not null, NodeTools.Missing ?? "");
        var client = await coach.CreateUserAsync(Cancel);
        var habit = (await client.SendAsync(HttpMethod.Post, "/v1/habits", new { name = "Read" }, Cancel)).Text("id");
        var token = (await client.SendAsync(HttpMethod.Post, "/v1/tokens", new { name = "Inspector" }, Cancel)).Text("token");
        // Not every version of the Inspector's command line can send a header.
        await using var front = await TokenForwarder.StartAsync(coach.CreateClient(), token);
        var values = new Dictionary<string, string>
        {
            ["habitId"] = habit, ["from"] = Today, ["to"] = Today, ["date"] = Today, ["done"] = "true", ["text"] = "Inspected", ["query"] = "inspected", ["q"] = "inspected",
        };

        var tools = (await RunAsync(front, "--method", "tools/list")).GetProperty("tools").EnumerateArray().ToList();

        tools.Select(tool => tool.GetProperty("name").GetString()!).ShouldBe(await ToolNames.OfTheProgramAsync(), ignoreOrder: true);
        foreach (var tool in tools)
        {
            var required = tool.GetProperty("inputSchema").TryGetProperty("required", out var names) ? names.EnumerateArray().Select(name => name.GetString()!).ToList() : [];
            string[] arguments = required.Count == 0 ? [] : ["--tool-arg", .. required.Select(name => $"{name}={values.GetValueOrDefault(name, Today)}")];
            var name = tool.GetProperty("name").GetString()!;
            var result = await RunAsync(front, ["--method", "tools/call", "--tool-name", name, .. arguments]);
            result.TryGetProperty("isError", out var failed).ShouldBe(failed.ValueKind == JsonValueKind.False, $"{name}: {result}");
            result.GetProperty("content")[0].GetProperty("text").GetString().ShouldNotBeNullOrEmpty(name);
        }
    }

    private static async Task<JsonElement> RunAsync(TokenForwarder front, params string[] arguments)
    {
        var (code, output) = await NodeTools.InspectorAsync(
            Cancel, [$"{front.Address}/mcp", "--transport", "http", .. arguments]);
        code.ShouldBe(0, output);
        return JsonSerializer.Deserialize<JsonElement>(output);
    }
}
