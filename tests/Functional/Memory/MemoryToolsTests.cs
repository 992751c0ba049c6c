using System.Text.Json;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Memory;
using AspireCoach.Models.Tools;

namespace AspireCoach.Functional.Memory;

/// <summary>What an agent recalls.</summary>
public sealed class MemoryToolsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Guid _user = MemoryNode.NewUser();
    private MemoryNode _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _node = await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(CancellationToken.None), CancellationToken.None);

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public void It_is_one_tool_that_only_reads()
    {
        var tool = _node.Get<IEnumerable<IToolSource>>().OfType<MemoryTools>().Single().Tools.ShouldHaveSingleItem();

        (tool.Name, tool.ReadOnly, tool.Idempotent).ShouldBe(("recall", true, true));
        tool.Function.JsonSchema.GetProperty("required").EnumerateArray().Select(name => name.GetString()).ShouldBe(["query"]);
        tool.Function.JsonSchema.GetProperty("properties").EnumerateObject().Select(property => property.Name).ShouldBe(["query", "from", "to", "limit"]);
    }

    [Fact]
    public async Task Facts_and_messages_are_recalled_with_their_days_and_listed_as_sources()
    {
        var said = await _node.SayAsync(_user, "diet: Eats no peanuts", Cancel, new DateTimeOffset(2026, 3, 1, 22, 30, 0, TimeSpan.Zero), "Asia/Tokyo");
        await _node.ExtractAsync(_user, Cancel);
        var fact = (await _node.RowsAsync(_user, Cancel)).Single();

        var answer = await RecallAsync(_user, ("query", "What about peanuts?"));

        Text(answer.GetProperty("facts")[0], "id", "text", "date").ShouldBe([fact.Id.ToString(), "Eats no peanuts", "2026-03-02"]);
        var turns = answer.GetProperty("turns").EnumerateArray().Select(turn => Text(turn, "id", "speaker", "date", "text")).ToList();
        turns.Single(turn => turn[1] == "user").ShouldBe([said.MessageId.ToString(), "user", "2026-03-02", "diet: Eats no peanuts"]);
        var sources = answer.GetProperty("sources").EnumerateArray().Select(source => Text(source, "kind", "id", "label")).ToList();
        sources.ShouldContain(source => source.SequenceEqual(new[] { "fact", fact.Id.ToString(), "Fact, 2026-03-02" }));
        sources.ShouldContain(source => source.SequenceEqual(new[] { "turn", said.MessageId.ToString(), "Message, 2026-03-02" }));
        (await RecallAsync(_user, ("query", "What about peanuts?"), ("limit", 1))).GetProperty("sources").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_was_said_on_other_days_than_those_asked_for_is_not_recalled()
    {
        await _node.SayAsync(_user, "Peanuts are cheap", Cancel, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var said = await _node.SayAsync(_user, "Peanuts are dear", Cancel, new DateTimeOffset(2026, 3, 5, 12, 0, 0, TimeSpan.Zero));

        var answer = await RecallAsync(_user, ("query", "peanuts"), ("from", "2026-03-05"), ("to", "2026-03-05"));

        answer.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("id").GetGuid()).ShouldBe([said.MessageId, said.AnswerId], ignoreOrder: true);
    }

    [Fact]
    public async Task Another_user_recalls_nothing()
    {
        await _node.SayAsync(_user, "diet: Eats no peanuts", Cancel);
        await _node.ExtractAsync(_user, Cancel);

        var answer = await RecallAsync(MemoryNode.NewUser(), ("query", "peanuts"));

        foreach (var list in (string[])["facts", "turns", "sources"])
        {
            answer.GetProperty(list).GetArrayLength().ShouldBe(0);
        }
    }

    [Theory]
    [InlineData("", null, "query")]
    [InlineData("a\0b", null, "query")]
    [InlineData("peanuts", "1 March", "YYYY-MM-DD")]
    public async Task What_cannot_be_asked_is_refused_with_what_to_do(string query, string? from, string says) =>
        (await Should.ThrowAsync<ToolRefusedException>(() => RecallAsync(_user, ("query", query), ("from", from)))).Message.ShouldContain(says);

    private static string[] Text(JsonElement item, params string[] names) => [.. names.Select(name => item.GetProperty(name).GetString()!)];

    private async Task<JsonElement> RecallAsync(Guid user, params (string Name, object? Value)[] arguments)
    {
        var tool = _node.Get<IEnumerable<IToolSource>>().OfType<MemoryTools>().Single().Tools[0];
        var json = await tool.InvokeAsync(
            arguments.Select(argument => KeyValuePair.Create(argument.Name, (object?)JsonSerializer.SerializeToElement(argument.Value))),
            new ToolContext(user, "Asia/Tokyo", TimeProvider.System.GetUtcNow(), "call"),
            Cancel);
        return JsonSerializer.Deserialize<JsonElement>(json);
    }
}
