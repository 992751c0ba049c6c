using AspireCoach.Functional.Data;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Knowledge;
using AspireCoach.Memory;

namespace AspireCoach.Functional.Memory;

/// <summary>What the coach said of a fact is not recalled either, once that is forgotten.</summary>
public sealed class ForgottenAnswersTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_written_while_its_fact_is_forgotten_is_left_out_of_the_index()
    {
        await using var node = await StartAsync();
        var (user, fact, _) = await KnowAsync(node);
        var dinner = await node.SayAsync(user, "dinner?", Cancel, tell: false);
        await RestAsync(node, dinner, "fact", fact);

        await node.Get<FactEditor>().ForgetAsync(user, fact, Cancel);
        await node.TellAgainAsync(dinner, Cancel);

        (await node.IndexedAsync(user, KnowledgeKind.Turn, Cancel)).ShouldBe(["dinner?"]);
    }

    [Fact]
    public async Task An_answer_that_rests_on_one_that_rests_on_the_fact_is_retracted_with_it()
    {
        await using var node = await StartAsync();
        var (user, fact, _) = await KnowAsync(node);
        var dinner = await node.SayAsync(user, "dinner?", Cancel, tell: false);
        await RestAsync(node, dinner, "fact", fact);
        await node.TellAgainAsync(dinner, Cancel);
        var snack = await node.SayAsync(user, "snack?", Cancel, tell: false);
        await RestAsync(node, snack, "turn", dinner.AnswerId);
        await node.TellAgainAsync(snack, Cancel);
        await node.SayAsync(user, "hello", Cancel);
        (await node.IndexedAsync(user, KnowledgeKind.Turn, Cancel)).Length.ShouldBe(8);

        await node.Get<FactEditor>().ForgetAsync(user, fact, Cancel);

        (await node.IndexedAsync(user, KnowledgeKind.Turn, Cancel)).ShouldBe(["The coach says: hello", "dinner?", "hello", "snack?"]);
    }

    [Fact]
    public async Task The_answers_that_had_the_message_at_hand_are_retracted_with_it()
    {
        await using var node = await StartAsync();
        var (user, fact, said) = await KnowAsync(node);
        var (next, later) = (await node.SayAsync(user, "next", Cancel), await node.SayAsync(user, "later", Cancel));
        await JoinAsync(node, said, next, 2);
        await JoinAsync(node, said, later, 9);

        await node.Get<FactEditor>().ForgetAsync(user, fact, Cancel);

        (await node.IndexedAsync(user, KnowledgeKind.Turn, Cancel)).ShouldBe(["The coach says: later", "later", "next"]);
    }

    private async Task<MemoryNode> StartAsync() => await MemoryNode.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Cancel);

    private static async Task<(Guid User, Guid Fact, Said Said)> KnowAsync(MemoryNode node)
    {
        var user = MemoryNode.NewUser();
        var said = await node.SayAsync(user, "diet: Is vegan", Cancel);
        await node.ExtractAsync(user, Cancel);
        return (user, (await node.RowsAsync(user, Cancel)).Single().Id, said);
    }

    private static Task RestAsync(MemoryNode node, Said said, string kind, Guid source) => QueueDatabase.ExecuteAsync(
        node.ConnectionString,
        $$"""update chat.replies set sources = '[{"kind": "{{kind}}", "id": "{{source}}", "label": ""}]' where id = '{{said.ReplyId}}'""",
        Cancel);

    /// <summary>Makes a turn one of another's conversation.</summary>
    private static Task JoinAsync(MemoryNode node, Said first, Said other, int turn) => QueueDatabase.ExecuteAsync(
        node.ConnectionString,
        $"""
        update chat.messages set turn = {turn}, entry = {turn} * 2 + from_coach::int, conversation_id = (
            select conversation_id from chat.messages where id = '{first.MessageId}')
        where reply_id = '{other.ReplyId}'
        """,
        Cancel);
}
