using System.Diagnostics;
using System.Text;
using System.Text.Json;
using AspireCoach.Chat.Agent.Rewrite;
using AspireCoach.Data.Jobs;
using AspireCoach.Models;
using AspireCoach.Models.Tools;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AspireCoach.Chat.Agent;

/// <summary>
/// The graph: rewrite → act ⇄ tools → answer. Finished steps are checkpoints and visible to polls; each step is
/// traced and timed.
/// </summary>
internal sealed class CoachAgent(
    AnswerStore store, ReplyBoard board, AgentTools tools, ModelCatalog models,
    ChatMetrics metrics, IOptions<ChatOptions> options, TimeProvider time)
{
    private const string HabitsTool = "get_habits";
    private static readonly ActivitySource Source = new("AspireCoach.Chat");

    /// <summary>Answers one message and ends its job with the answer.</summary>
    /// <exception cref="ReplyEndedException">The answer is not wanted any more.</exception>
    /// <exception cref="ModelUnavailableException">No model could answer.</exception>
    public async Task AnswerAsync(Job job, AgentTurn turn, CancellationToken cancel)
    {
        var run = new AgentRun(turn, TimeSpan.FromMilliseconds(options.Value.ChunkMilliseconds), time);
        board.Publish(run.Reply);
        if (run.Checkpoint.Question is null)
        {
            await RewriteAsync(run, cancel);
        }

        var text = new AnswerText(options.Value.MaxReplyCharacters, TimeSpan.FromMilliseconds(options.Value.ChunkMilliseconds), time);
        await RunToolsAsync(run, text, cancel);
        var started = time.GetTimestamp();
        while (await AskAsync(run, text, cancel))
        {
            await RunToolsAsync(run, text, cancel);
        }

        if (text.Length == 0)
        {
            text.Add("I have no answer to that. Could you say it in other words?");
        }

        await FinishAsync(job, run, text, time.GetElapsedTime(started), cancel);
    }

    private async Task RewriteAsync(AgentRun run, CancellationToken cancel)
    {
        using var span = Source.StartActivity("rewrite");
        var started = time.GetTimestamp();
        var habits = await HabitsAsync(run, cancel);
        var question = QuestionRewriter.Rewrite(new RewriteInput(run.Turn.Text, run.Turn.At, run.Turn.TimeZone, habits, run.Turn.History));
        run.Checkpoint = run.Checkpoint with { Question = question };
        run.Took(new ReplyStep("rewrite", question.Query, Milliseconds(started)));
    }

    private async Task<IReadOnlyList<HabitReference>> HabitsAsync(AgentRun run, CancellationToken cancel)
    {
        run.Habits = await tools.InvokeAsync(HabitsTool, new Dictionary<string, JsonElement>(), Context(run.Turn, "rewrite"), cancel);
        using var json = JsonDocument.Parse(run.Habits);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("habits", out var habits)
            ? habits.Deserialize<HabitReference[]>(JsonSerializerOptions.Web) ?? []
            : [];
    }

    /// <summary>
    /// Runs the calls that have no result yet: the model's latest, or those a dead worker had decided on. A call that
    /// writes is a checkpoint of its own; for others one is written when it is due, since running them again changes nothing.
    /// </summary>
    private async Task RunToolsAsync(AgentRun run, AnswerText text, CancellationToken cancel)
    {
        while (run.Checkpoint.Calls.Select((call, index) => (call, index)).FirstOrDefault(entry => entry.call.Result is null) is { call: { } call, index: var index })
        {
            using var span = Source.StartActivity($"execute_tool {call.Name}");
            var started = time.GetTimestamp();
            // What the rewrite step has just read need not be read again, unless something was written since.
            var result = call.Name == HabitsTool && run.Habits is { } known && !AgentTools.IsError(known) && run.Checkpoint.Calls.Take(index).All(earlier => tools.IsReadOnly(earlier.Name))
                ? known
                : await ShowingAsync(run, text, tools.InvokeAsync(call.Name, call.Arguments, Context(run.Turn, $"{index}"), cancel), cancel);
            var calls = run.Checkpoint.Calls.ToArray();
            calls[index] = call with { Result = result };
            run.Checkpoint = run.Checkpoint with
            {
                Calls = calls,
                Sources = [.. run.Checkpoint.Sources.Union(AgentTools.SourcesOf(result))],
            };
            var detail = AgentTools.IsError(result) ? $"{call.Name}: failed" : call.Name;
            run.Took(new ReplyStep("tool", detail, Milliseconds(started)));
            if (!tools.IsReadOnly(call.Name))
            {
                await SaveAsync(run, cancel);
            }
        }
    }

    /// <summary>One round with the model: its words become visible as they come.</summary>
    /// <returns>True when it wants tools, which are then in the checkpoint.</returns>
    private async Task<bool> AskAsync(AgentRun run, AnswerText text, CancellationToken cancel)
    {
        var left = options.Value.MaxToolCalls - run.Checkpoint.Calls.Count;
        var messages = AgentPrompt.Compose(run.Checkpoint.Question!, run.Turn.History, run.Turn.Text, run.Checkpoint.Calls);
        List<FunctionCallContent> wanted = [];
        var said = new StringBuilder();
        var settings = new Microsoft.Extensions.AI.ChatOptions { Tools = left > 0 ? await tools.OfferedAsync(Context(run.Turn, "offered"), cancel) : null };
        var updates = models.Chat.GetStreamingResponseAsync(messages, settings, cancel);
        await foreach (var update in PacedAsync(run, text, updates, cancel))
        {
            run.Model = update.ModelId ?? run.Model;
            foreach (var content in update.Contents)
            {
                switch (content)
                {
                    case TextContent words when !string.IsNullOrEmpty(words.Text):
                        text.Add(words.Text);
                        said.Append(words.Text);
                        break;
                    case FunctionCallContent call when wanted.Count < left:
                        wanted.Add(call);
                        break;
                }
            }

            if (text.IsFull)
            {
                return false;
            }
        }

        if (wanted.Count == 0)
        {
            return false;
        }

        text.Break();
        run.Checkpoint = run.Checkpoint with { Calls = ToolExchange.After(run.Checkpoint.Calls, said.ToString().Trim(), wanted) };
        if (wanted.Any(call => !tools.IsReadOnly(call.Name)))
        {
            // The decision is durable before the deed: whoever takes over does the same, not something similar.
            await SaveAsync(run, cancel);
        }

        return true;
    }

    /// <summary>The model's updates, with what has come made visible whenever it is due, also while nothing comes.</summary>
    private async IAsyncEnumerable<ChatResponseUpdate> PacedAsync(
        AgentRun run, AnswerText text, IAsyncEnumerable<ChatResponseUpdate> updates,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancel)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await using var each = updates.GetAsyncEnumerator(stop.Token);
        var next = Task.FromResult(true);
        try
        {
            while (true)
            {
                next = each.MoveNextAsync().AsTask();
                await ShowWhileAsync(run, text, next, cancel);
                if (!await next)
                {
                    yield break;
                }

                yield return each.Current;
                await ShowDueAsync(run, text, cancel);
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
    private async Task<string> ShowingAsync(AgentRun run, AnswerText text, Task<string> work, CancellationToken cancel)
    {
        try
        {
            await ShowWhileAsync(run, text, work, cancel);
        }
        finally
        {
            await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await work;
    }

    private async Task ShowWhileAsync(AgentRun run, AnswerText text, Task work, CancellationToken cancel)
    {
        while (!work.IsCompleted && !cancel.IsCancellationRequested && Earlier(run.Due, text.Due) is { } due)
        {
            await work.WaitAsync(due, time, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await ShowDueAsync(run, text, cancel);
        }
    }

    /// <summary>Finished steps and then text: whoever sees the words can see what they rest on.</summary>
    private async Task ShowDueAsync(AgentRun run, AnswerText text, CancellationToken cancel)
    {
        var words = text.Due == TimeSpan.Zero;
        if (run.Due == TimeSpan.Zero || (words && run.Due is not null))
        {
            await SaveAsync(run, cancel);
        }

        if (words)
        {
            await AppendAsync(run, text.Take(), cancel);
        }
    }

    private async Task AppendAsync(AgentRun run, string chunk, CancellationToken cancel)
    {
        var version = await store.AppendAsync(run.Reply, chunk, run.Turn.Fence, cancel);
        if (run.Reply.Text.Length == 0)
        {
            metrics.Reached("first_chunk", time.GetUtcNow() - run.Turn.At);
        }

        run.Reply = run.Reply with { Text = run.Reply.Text + chunk, Version = version, Status = ReplyStatus.Streaming };
        board.Publish(run.Reply);
    }

    private async Task SaveAsync(AgentRun run, CancellationToken cancel)
    {
        var version = await store.SaveAsync(run.Reply, run.Checkpoint, run.Turn.Fence, cancel);
        run.Saved(version);
        board.Publish(run.Reply);
    }

    private async Task FinishAsync(Job job, AgentRun run, AnswerText text, TimeSpan took, CancellationToken cancel)
    {
        var first = run.Reply.Text.Length == 0;
        var reply = run.Reply with
        {
            Text = run.Reply.Text + text.Take(),
            Status = ReplyStatus.Done,
            Steps = [.. run.Reply.Steps, new ReplyStep("answer", run.Model, (long)took.TotalMilliseconds)],
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

    private long Milliseconds(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) => one < other || other is null ? one : other;

    private static ToolContext Context(AgentTurn turn, string call) =>
        new(turn.Reply.UserId, turn.TimeZone, turn.At, $"{turn.Reply.Id:N}/{call}");
}
