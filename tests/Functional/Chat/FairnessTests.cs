using System.Runtime.CompilerServices;
using AspireCoach.Chat;
using AspireCoach.Functional.Fixtures;
using Microsoft.Extensions.AI;

namespace AspireCoach.Functional.Chat;

/// <summary>Users take turns, whatever one of them sends.</summary>
public sealed class FairnessTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_users_many_conversations_hold_one_place_of_the_model_and_another_user_is_answered_meanwhile()
    {
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (held, mostHeld) = (0, 0);
        await using var node = await AgentNode.StartAsync(await postgres.CreateDatabaseAsync(Cancel), Model, Cancel);
        List<Guid> busy = [];
        for (var i = 0; i < 8; i++)
        {
            busy.Add(await node.AskAsync("hold", Cancel));
        }

        await node.UntilAsync(busy[0], state => state.Text.Length > 0, Cancel);
        var other = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        (await node.UntilAsync(other, await node.AskAsync(other, "hello", Cancel), state => state.IsFinal, Cancel)).Text.ShouldBe("At once.");

        goOn.SetResult();
        foreach (var reply in busy)
        {
            (await node.UntilAsync(reply, state => state.IsFinal, Cancel)).Status.ShouldBe(ReplyStatus.Done);
        }

        mostHeld.ShouldBe(1);

        async IAsyncEnumerable<ChatResponseUpdate> Model(IReadOnlyList<ChatMessage> messages, [EnumeratorCancellation] CancellationToken cancel)
        {
            if (messages[^1].Text != "hold")
            {
                yield return AgentNode.Says("At once.");
                yield break;
            }

            mostHeld = Math.Max(mostHeld, Interlocked.Increment(ref held));
            yield return AgentNode.Says("In a moment.");
            await goOn.Task.WaitAsync(cancel);
            Interlocked.Decrement(ref held);
        }
    }
}
