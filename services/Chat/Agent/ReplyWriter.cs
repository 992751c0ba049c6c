using System.Runtime.CompilerServices;
using AspireCoach.Data.Jobs;
using Microsoft.Extensions.AI;

namespace AspireCoach.Chat.Agent;

/// <summary>Makes what a run has come to durable and visible: steps and then text, whoever sees the words can see what they rest on.</summary>
internal sealed class ReplyWriter(AnswerStore store, ReplyBoard board, ChatMetrics metrics, TimeProvider time)
{
    /// <summary>Shows that the reply is being worked on.</summary>
    public void Begin(AgentRun run) => board.Publish(run.Reply);

    /// <summary>The model's updates, with what has come made visible whenever it is due, also while nothing comes.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> PacedAsync(
        AgentRun run, IAsyncEnumerable<ChatResponseUpdate> updates, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var each = updates.GetAsyncEnumerator(stop.Token);
        var next = Task.FromResult(true);
        try
        {
            while (true)
            {
                next = run.ElsewhereAsync(each.MoveNextAsync().AsTask());
                await ShowWhileAsync(run, next, cancel);
                if (!await next)
                {
                    yield break;
                }

                yield return each.Current;
                await ShowDueAsync(run, cancel);
            }
        }
        finally
        {
            // A reply that ended elsewhere leaves the model in the middle of a word: an enumerator that is still moving
            // can neither be disposed of nor lets go of its connection.
            await stop.CancelAsync();
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>What the work comes to; meanwhile, what is due becomes visible.</summary>
    public async Task<T> ShowingAsync<T>(AgentRun run, Task<T> work, CancellationToken cancel)
    {
        try
        {
            await ShowWhileAsync(run, work, cancel);
        }
        finally
        {
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await work;
    }

    public async Task SaveAsync(AgentRun run, CancellationToken cancel)
    {
        var version = await store.SaveAsync(run.Reply, run.Checkpoint, run.Turn.Fence, cancel);
        run.Saved(version);
        board.Publish(run.Reply);
    }

    /// <summary>Makes what is waiting visible now.</summary>
    public async Task AppendAsync(AgentRun run, CancellationToken cancel)
    {
        var first = run.Reply.Text.Length == 0;
        using var span = ReplySpans.Write("show words", first);
        var chunk = run.Text.Take();
        var version = await store.AppendAsync(run.Reply, chunk, run.Turn.Fence, cancel);
        if (first)
        {
            metrics.Reached("first_chunk", time.GetUtcNow() - run.Turn.At);
        }

        run.Reply = run.Reply with { Text = run.Reply.Text + chunk, Version = version, Status = ReplyStatus.Streaming };
        board.Publish(run.Reply);
    }

    public async Task FinishAsync(Job job, AgentRun run, TimeSpan took, CancellationToken cancel)
    {
        var first = run.Reply.Text.Length == 0;
        using var span = ReplySpans.Write("finish reply", first);
        var reply = run.Reply with
        {
            Text = run.Reply.Text + run.Text.Take(),
            Status = ReplyStatus.Done,
            Steps = [.. run.Reply.Steps, new ReplyStep("answer", run.Model, (long)took.TotalMilliseconds)],
            Sources = [.. run.Checkpoint.Sources.Union(run.Recalled.SourcesOf(run.Used.Order()))],
        };
        board.Publish(reply with { Version = await store.FinishAsync(job, run.Turn, reply, run.Model, cancel) });
        var since = time.GetUtcNow() - run.Turn.At;
        if (first)
        {
            metrics.Reached("first_chunk", since);
        }

        metrics.Reached("done", since);
        metrics.Finished(ReplyStatus.Done);
    }

    private async Task ShowWhileAsync(AgentRun run, Task work, CancellationToken cancel)
    {
        while (!work.IsCompleted && !cancel.IsCancellationRequested && Earlier(run.Due, run.Text.Due) is { } due)
        {
            await work.WaitAsync(due, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ShowDueAsync(run, cancel);
        }
    }

    private async Task ShowDueAsync(AgentRun run, CancellationToken cancel)
    {
        var words = run.Text.Due == TimeSpan.Zero;
        if (run.Due == TimeSpan.Zero || (words && run.Due is not null))
        {
            await SaveAsync(run, cancel);
        }

        if (words)
        {
            await AppendAsync(run, cancel);
        }
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one < other || other is null ? one : other;
}
