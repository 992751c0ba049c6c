using System.Runtime.CompilerServices;
using AspireCoach.Chat;
using AspireCoach.Chat.Agent;
using AspireCoach.Data.Jobs;
using AspireCoach.Functional.Data;
using AspireCoach.Functional.Fixtures;
using AspireCoach.Models;
using Microsoft.Extensions.AI;
using Npgsql;

namespace AspireCoach.Functional.Chat;

/// <summary>Replies that end, fail or change hands while they are being written, with a model that does as it is told.</summary>
public sealed class AgentTakeoverTests(PostgresFixture postgres)
{
    private static readonly string s_long = string.Concat(Enumerable.Repeat("Сегодня я бегал. ", 900));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reply_cancelled_in_another_process_stops_its_model_and_ends_its_job_without_a_failure()
    {
        var (goOn, released) = (Signal(), Signal());
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var writer = await AgentNode.StartAsync(database, Model, Cancel);
        await using var other = await AgentNode.StartAsync(database, null, Cancel);
        var reply = await writer.AskAsync("hello", Cancel);
        await writer.UntilAsync(reply, state => state.Text.Length > 0, Cancel);

        (await other.Get<ReplyStore>().CancelAsync(reply, writer.UserId, Cancel)).ShouldBeTrue();
        goOn.SetResult();
        await released.Task.WaitAsync(Eventually.Deadline, Cancel);
        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(database, Cancel), "the job has ended", Cancel);
        (await QueueDatabase.CountAsync(database, "select from jobs.dead", Cancel)).ShouldBe(0);
        (await writer.UntilAsync(reply, state => state.IsFinal, Cancel)).Status.ShouldBe(ReplyStatus.Cancelled);

        async IAsyncEnumerable<ChatResponseUpdate> Model(IReadOnlyList<ChatMessage> messages, [EnumeratorCancellation] CancellationToken cancel)
        {
            try
            {
                yield return AgentNode.Says("One ");
                await goOn.Task.WaitAsync(cancel);
                yield return AgentNode.Says("two ");
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            }
            finally
            {
                released.TrySetResult();
            }
        }
    }

    [Fact]
    public async Task A_process_with_an_older_copy_never_shows_less_than_another_has_shown()
    {
        var goOn = Signal();
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var writer = await AgentNode.StartAsync(database, Model, Cancel);
        await using var other = await AgentNode.StartAsync(database, null, Cancel);
        var reply = await writer.AskAsync("hello", Cancel);
        (await other.Board.FindAsync(reply, writer.UserId, 0, Cancel)).ShouldNotBeNull().End.ShouldBe(0);

        goOn.SetResult();
        var shown = (await writer.UntilAsync(reply, state => state.Text.Length > 0, Cancel)).End;
        (await other.Board.FindAsync(reply, writer.UserId, shown, Cancel)).ShouldNotBeNull().End.ShouldBeGreaterThanOrEqualTo(shown);

        async IAsyncEnumerable<ChatResponseUpdate> Model(IReadOnlyList<ChatMessage> messages, [EnumeratorCancellation] CancellationToken cancel)
        {
            await goOn.Task.WaitAsync(cancel);
            yield return AgentNode.Says("All that there is to say.");
        }
    }

    [Fact]
    public async Task A_dead_letter_put_back_answers_its_failed_reply_and_repeats_no_tool_that_writes()
    {
        var (broken, results, shown) = (true, new List<string>(), Signal());
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var node = await AgentNode.StartAsync(database, Model, Cancel);
        var reply = await node.AskAsync("Note in my journal that I ran", Cancel);
        await node.UntilAsync(reply, state => state.Text.Length > 0, Cancel);
        shown.SetResult();
        var failed = await node.UntilAsync(reply, state => state.IsFinal, Cancel);
        failed.Status.ShouldBe(ReplyStatus.Failed);
        failed.Problem.ShouldNotBeNull().Retryable.ShouldBeTrue();
        failed.Text.ShouldStartWith("I write it down. ");

        broken = false;
        (await node.Get<DeadLetters>().RedriveAsync(AnswerJob.Kind, Cancel)).ShouldBe(1);
        var answered = await node.UntilAsync(reply, state => state.Status == ReplyStatus.Done, Cancel);
        answered.Text.ShouldBe("It is written.");
        answered.Problem.ShouldBeNull();
        answered.Attempt.ShouldBe(2);
        answered.Base.ShouldBe(failed.End + 1);
        (await PostgresFixture.QueryAsync<long>(database, "select count(*) from habits.journal", Cancel)).ShouldBe(1);

        // The entry was written: its result must not read as a failure, however long it is.
        results.ShouldNotBeEmpty();
        results.ShouldAllBe(result => !AgentTools.IsError(result));

        async IAsyncEnumerable<ChatResponseUpdate> Model(IReadOnlyList<ChatMessage> messages, [EnumeratorCancellation] CancellationToken cancel)
        {
            var known = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => $"{result.Result}").ToList();
            if (known.Count == 0)
            {
                yield return AgentNode.Says("I write it down. ");
                await shown.Task.WaitAsync(cancel);
                yield return AgentNode.Calls("add_journal_entry", new() { ["date"] = Today(), ["text"] = s_long });
                yield break;
            }

            results.AddRange(known);
            if (broken)
            {
                throw new ModelUnavailableException("Nobody answers.", null, mayRetry: true);
            }

            yield return AgentNode.Says("It is written.");
        }
    }

    [Fact]
    public async Task Whoever_takes_over_sees_the_chunk_that_the_worker_before_was_just_writing()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var node = await AgentNode.StartAsync(database, null, Cancel);
        var reply = await node.AskAsync("hello", Cancel);
        var store = node.Get<AnswerStore>();
        (await store.BeginAsync(reply, 1, 10, Cancel)).ShouldNotBeNull();

        // A chunk of claim 1 that is written and not yet committed.
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await using (var write = new NpgsqlCommand(
            $"""
            with written as (update chat.replies set status = 2, version = version + 1 where id = '{reply}' and fence = 1)
            insert into chat.chunks (reply_id, start, finish, text) values ('{reply}', 0, 5, 'Hello')
            """,
            connection))
        {
            await write.ExecuteNonQueryAsync(Cancel);
        }

        var takeover = store.BeginAsync(reply, 2, 10, Cancel);
        await Eventually.TrueAsync(
            async () => await QueueDatabase.CountAsync(database, "select from pg_locks where not granted", Cancel) > 0, "claim 2 waits", Cancel);
        await transaction.CommitAsync(Cancel);
        var turn = (await takeover).ShouldNotBeNull();
        turn.Reply.Attempt.ShouldBe(2);
        turn.Reply.Base.ShouldBe(6);
        (await QueueDatabase.CountAsync(database, "select from chat.chunks", Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task What_a_tool_recalled_is_in_no_checkpoint_and_is_asked_for_again()
    {
        var database = await postgres.CreateDatabaseAsync(Cancel);
        await using var node = await AgentNode.StartAsync(database, null, Cancel);
        var reply = await node.AskAsync("hello", Cancel);
        var store = node.Get<AnswerStore>();
        var turn = (await store.BeginAsync(reply, 1, 10, Cancel)).ShouldNotBeNull();
        var checkpoint = AgentCheckpoint.Start with
        {
            Calls = [new(1, "", "call_0", "recall", [], """{"facts":[{"text":"Is vegan"}]}"""), new(1, "", "call_1", "get_habits", [], """{"habits":[]}""")],
        };
        await store.SaveAsync(turn.Reply, checkpoint, 1, Cancel);

        (await QueueDatabase.CountAsync(database, "select from chat.replies where checkpoint like '%vegan%'", Cancel)).ShouldBe(0);
        var taken = (await store.BeginAsync(reply, 2, 10, Cancel)).ShouldNotBeNull();
        taken.Checkpoint.Calls.Select(call => (call.Name, call.Result)).ShouldBe([("recall", null), ("get_habits", """{"habits":[]}""")]);
    }

    private static string Today() => TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
