using AspireCoach.Functional.Data;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;

namespace AspireCoach.Functional.Memory;

/// <summary>"Just kidding" takes back what was said just before it, in whichever order the turns come to the memory.</summary>
public sealed class TakenBackTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(0, 2, 1)]
    [InlineData(1, 0, 2)]
    [InlineData(1, 2, 0)]
    [InlineData(2, 0, 1)]
    [InlineData(2, 1, 0)]
    public async Task Only_the_message_before_tells_nothing_whichever_turn_comes_first(params int[] order)
    {
        await using var node = await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Cancel);
        var user = MemoryNode.NewUser();
        string[] texts = ["I'm allergic to shellfish.", "I'm allergic to peanuts.", "Just kidding."];
        List<Said> said = [];
        foreach (var text in texts)
        {
            said.Add(await node.SayAsync(user, text, Cancel, tell: false));
        }

        await JoinAsync(node, said);
        foreach (var turn in order)
        {
            await node.TellAgainAsync(said[turn], Cancel);
        }

        (await node.IndexedAsync(user, KnowledgeKind.Turn, Cancel)).ShouldBe([.. texts, .. texts.Select(text => $"The coach says: {text}")], ignoreOrder: true);
        (await PostgresFixture.QueryAsync<string[]>(
            node.ConnectionString, $"select array_agg(text) from knowledge.entries where user_id = '{user}' and told is not null", Cancel))
            .ShouldBe(["I'm allergic to shellfish."]);
    }

    /// <summary>Makes them the turns of one conversation.</summary>
    private static async Task JoinAsync(MemoryNode node, List<Said> said)
    {
        foreach (var (turn, index) in said.Select((turn, index) => (turn, index)))
        {
            await QueueDatabase.ExecuteAsync(
                node.ConnectionString,
                $"""
                update chat.messages m set turn = {index + 1}, entry = 2 * {index} + (case when m.from_coach then 2 else 1 end), conversation_id = first.conversation_id
                from chat.replies first where first.id = '{said[0].ReplyId}' and m.reply_id = '{turn.ReplyId}'
                """,
                Cancel);
        }
    }
}
