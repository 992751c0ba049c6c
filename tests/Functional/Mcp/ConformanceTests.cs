using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Mcp;

/// <summary>
/// MCP's own conformance suite against the server; docs/mcp-conformance.md says which scenarios are not for it, and why.
/// </summary>
public sealed class ConformanceTests(ConformanceTests.Server server) : IClassFixture<ConformanceTests.Server>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Scenarios =>
    [
        "server-initialize", "ping", "logging-set-level", "tools-list", "tools-call-simple-text", "tools-call-image", "tools-call-audio", "tools-call-embedded-resource",
        "tools-call-mixed-content", "tools-call-error", "tools-call-with-progress", "json-schema-2020-12", "dns-rebinding-protection",
    ];

    [Theory, MemberData(nameof(Scenarios))]
    public async Task A_scenario_passes(string scenario)
    {
        Assert.SkipWhen(NodeTools.Missing is not null, NodeTools.Missing ?? "");

        var (code, output) = await NodeTools.ConformanceAsync(Cancel, "server", "--url", $"{server.Address}mcp", "--scenario", scenario);

        code.ShouldBe(0, output);
        output.ShouldContain("0 failed, 0 warnings");
    }

    /// <summary>A new version of the suite may ask for more: then somebody has to decide whether it is for this server.</summary>
    [Fact]
    public async Task Every_scenario_is_run_or_said_not_to_apply()
    {
        Assert.SkipWhen(NodeTools.Missing is not null, NodeTools.Missing ?? "");

        var (_, output) = await NodeTools.ConformanceAsync(Cancel, "list", "--server");
        var listed = output.Split('\n').SkipWhile(line => !line.StartsWith("Server scenarios", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith("  - ", StringComparison.Ordinal)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]).ToList();
        var left = File.ReadLines(Path.Combine(Repository.Root, "docs", "mcp-conformance.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).SelectMany(line => line.Split('|')[1].Split('`').Where((_, at) => at % 2 == 1)).ToList();

        listed.ShouldNotBeEmpty();
        left.ShouldBeUnique();
        listed.ShouldBe([.. Scenarios.Select(row => row.Data), .. left], ignoreOrder: true);
    }

    /// <summary>The server that the scenarios are run against.</summary>
    public sealed class Server(PostgresFixture postgres) : IAsyncLifetime
    {
        private McpHost? _host;

        internal Uri Address => _host!.Address;

        public async ValueTask InitializeAsync()
        {
            if (NodeTools.Missing is null)
            {
                _host = await McpHost.StartAsync(await postgres.CreateDatabaseAsync(CancellationToken.None), "all", CancellationToken.None, new ConformanceTools(), addToken: true);
            }
        }

        public async ValueTask DisposeAsync()
        {
            if (_host is not null)
            {
                await _host.DisposeAsync();
            }
        }
    }
}
