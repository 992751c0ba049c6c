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
/// The graph: rewrite → recall → act ⇄ tools → answer, with what needs a person said before any of it. Finished steps
/// are visible to polls; each is traced and timed.
/// </summary>
internal sealed class CoachAgent(
    ReplyWriter writer, MessageRewriter rewriter, RecallStep recall, TurnPhotos photos, AgentTools tools, ModelCatalog models,
    ChatMetrics metrics, IOptions<ChatOptions> options, TimeProvider time)
{
    private const string HabitsTool = "get_habits";

    /// <summary>Rules have no context to fill.</summary>
    private const int NoBound = 1_000_000;

    /// <summary>How much of a reply's time a model has for the words behind what is urgent, which stands without them.</summary>
    private const double UrgentShare = 0.3;

    private readonly AgentPrompt _prompt = models.IsOffline
        ? new AgentPrompt(NoBound, NoBound)
        : new AgentPrompt(options.Value.ContextTokens, options.Value.RecallTokens);

    /// <summary>Answers one message and ends its job with the answer.</summary>
    /// <param name="job">The job.</param>
    /// <param name="turn">The message.</param>
    /// <param name="began">The time stamp at which work on it began.</param>
    /// <param name="cancel">Cancels.</param>
    /// <exception cref="ReplyEndedException">The answer is not wanted any more.</exception>
    /// <exception cref="ModelUnavailableException">No model could answer.</exception>
    public async Task AnswerAsync(Job job, AgentTurn turn, long began, CancellationToken cancel)
    {
        using var span = ReplySpans.Source.StartActivity("invoke_agent coach");
        span?.SetTag("gen_ai.operation.name", "invoke_agent").SetTag("gen_ai.agent.name", "coach");
        var run = new AgentRun(turn, options.Value, time);
        writer.Begin(run);
        if (run.Signal is { } signal)
        {
            run.Text.Add(signal.Text);
            run.Text.Break();
        }

        var took = run.Signal is { IsUrgent: true } ? await ComfortAsync(run, cancel) : await WorkAsync(run, cancel);
        if (run.Text.Length == 0)
        {
            run.Text.Add("I have no answer to that. Could you say it in other words?");
        }

        await writer.FinishAsync(job, run, took, cancel);
        metrics.Overhead(time.GetElapsedTime(began) - run.Elsewhere);
    }

    /// <summary>The steps of the graph; how long the last one took.</summary>
    private async Task<TimeSpan> WorkAsync(AgentRun run, CancellationToken cancel)
    {
        if (run.Checkpoint.Question is null)
        {
            await RewriteAsync(run, cancel);
        }

        await RecallAsync(run, cancel);
        await LookAsync(run, cancel);
        await RunToolsAsync(run, cancel);
        var started = time.GetTimestamp();
        while (await AskAsync(run, options.Value.MaxToolCalls, cancel))
        {
            await RunToolsAsync(run, cancel);
        }

        return time.GetElapsedTime(started);
    }

    /// <summary>
    /// Where to turn is visible at once. A language model may add words of its own, with nothing to look up; whatever
    /// becomes of that, what was said stands.
    /// </summary>
    private async Task<TimeSpan> ComfortAsync(AgentRun run, CancellationToken cancel)
    {
        await writer.AppendAsync(run, cancel);
        run.Model = ModelCatalog.OfflineModelId;
        var started = time.GetTimestamp();
        if (!models.IsOffline)
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.ReplySeconds * UrgentShare), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancel);
            try
            {
                await AskAsync(run, 0, either.Token);
            }
            catch (ModelUnavailableException)
            {
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
            }
        }

        return time.GetElapsedTime(started);
    }

    private async Task RewriteAsync(AgentRun run, CancellationToken cancel)
    {
        using var span = ReplySpans.Source.StartActivity("rewrite");
        var started = time.GetTimestamp();
        var habits = await HabitsAsync(run, cancel);
        var input = new RewriteInput(run.Turn.Text, run.Turn.At, run.Turn.TimeZone, habits, run.Turn.History);
        var question = rewriter.Phraser is null
            ? QuestionRewriter.Rewrite(input)
            : await writer.ShowingAsync(run, run.ElsewhereAsync(rewriter.RewriteAsync(input, cancel)), cancel);
        run.Checkpoint = run.Checkpoint with { Question = question };
        run.Took(new ReplyStep("rewrite", question.Query, Milliseconds(started)));
    }

    private async Task<IReadOnlyList<HabitReference>> HabitsAsync(AgentRun run, CancellationToken cancel)
    {
        run.Habits = await InvokeAsync(run, HabitsTool, new Dictionary<string, JsonElement>(), "rewrite", cancel);
        using var json = JsonDocument.Parse(run.Habits);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("habits", out var habits)
            ? habits.Deserialize<HabitReference[]>(JsonSerializerOptions.Web) ?? []
            : [];
    }

    private async Task RecallAsync(AgentRun run, CancellationToken cancel)
    {
        using var span = ReplySpans.Source.StartActivity("recall");
        var started = time.GetTimestamp();
        run.Recalled = await writer.ShowingAsync(run, recall.RecallAsync(run.Turn, run.Checkpoint.Question!, cancel), cancel);
        run.TookAnew(new ReplyStep("recall", run.Recalled.Detail, Milliseconds(started)));
    }

    private async Task LookAsync(AgentRun run, CancellationToken cancel)
    {
        if (run.Turn.MediaIds.Count > 0)
        {
            run.Photos = await writer.ShowingAsync(run, run.ElsewhereAsync(photos.ReadAsync(run.Turn, cancel)), cancel);
            run.Checkpoint = run.Checkpoint with { Sources = [.. run.Checkpoint.Sources.Union(TurnPhotos.SourcesOf(run.Photos))] };
        }
    }

    /// <summary>
    /// Runs the calls that have no result yet: the model's latest, or those a dead worker had decided on. A call that
    /// writes is a checkpoint of its own; for others one is written when it is due, since running them again changes nothing.
    /// </summary>
    private async Task RunToolsAsync(AgentRun run, CancellationToken cancel)
    {
        while (run.Checkpoint.Calls.Select((call, index) => (call, index)).FirstOrDefault(entry => entry.call.Result is null) is { call: { } call, index: var index })
        {
            using var span = ReplySpans.Source.StartActivity($"execute_tool {call.Name}");
            span?.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", call.Name).SetTag("gen_ai.tool.call.id", call.CallId);
            var started = time.GetTimestamp();
            // What the rewrite step has just read need not be read again, unless something was written since.
            var result = call.Name == HabitsTool && run.Habits is { } known && !AgentTools.IsError(known) && run.Checkpoint.Calls.Take(index).All(earlier => tools.IsReadOnly(earlier.Name))
                ? known
                : await InvokeAsync(run, call.Name, call.Arguments, $"{index}", cancel);
            var calls = run.Checkpoint.Calls.ToArray();
            calls[index] = call with { Result = result };
            run.Checkpoint = run.Checkpoint with
            {
                Calls = calls,
                Sources = [.. run.Checkpoint.Sources.Union(AgentTools.SourcesOf(result))],
            };
            var failed = AgentTools.IsError(result);
            span?.SetStatus(failed ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
            run.Took(new ReplyStep("tool", failed ? $"{call.Name}: failed" : call.Name, Milliseconds(started)));
            if (!tools.IsReadOnly(call.Name))
            {
                await writer.SaveAsync(run, cancel);
            }
        }
    }

    private Task<string> InvokeAsync(AgentRun run, string tool, IReadOnlyDictionary<string, JsonElement>? arguments, string step, CancellationToken cancel) =>
        writer.ShowingAsync(run, run.ElsewhereAsync(tools.InvokeAsync(tool, arguments, Context(run, step), cancel)), cancel);

    private static ToolContext Context(AgentRun run, string step) =>
        new(run.Turn.Reply.UserId, run.Turn.TimeZone, run.Turn.At, $"{run.Turn.Reply.Id:N}/{step}");

    /// <summary>One round with the model: its words become visible as they come.</summary>
    /// <returns>True when it wants tools, which are then in the checkpoint.</returns>
    private async Task<bool> AskAsync(AgentRun run, int mostCalls, CancellationToken cancel)
    {
        var left = mostCalls - run.Checkpoint.Calls.Count;
        var (messages, given) = _prompt.Compose(run.Turn, run.Checkpoint, run.Recalled.Memory, run.Signal, run.Photos);
        List<FunctionCallContent> wanted = [];
        var said = new StringBuilder();
        var settings = new Microsoft.Extensions.AI.ChatOptions { Tools = left > 0 ? await tools.OfferedAsync(Context(run, "offered"), cancel) : null };
        await foreach (var update in writer.PacedAsync(run, models.Chat.GetStreamingResponseAsync(messages, settings, cancel), cancel))
        {
            run.Model = update.ModelId ?? run.Model;
            // A model that says which entries it uses is believed; any other may have used all it was given.
            given = update.AdditionalProperties?.GetValueOrDefault(RecalledMemory.UsedKey) as IReadOnlyList<int> ?? given;
            foreach (var content in update.Contents)
            {
                switch (content)
                {
                    case TextContent words when !string.IsNullOrEmpty(words.Text):
                        run.Text.Add(words.Text);
                        said.Append(words.Text);
                        break;
                    case FunctionCallContent call when wanted.Count < left:
                        wanted.Add(call);
                        break;
                }
            }

            if (run.Text.IsFull)
            {
                wanted.Clear();
                break;
            }
        }

        run.Used.UnionWith(given);
        if (wanted.Count == 0)
        {
            return false;
        }

        run.Text.Break();
        run.Checkpoint = run.Checkpoint with { Calls = ToolExchange.After(run.Checkpoint.Calls, said.ToString().Trim(), wanted) };
        if (wanted.Any(call => !tools.IsReadOnly(call.Name)))
        {
            // The decision is durable before the deed: whoever takes over does the same, not something similar.
            await writer.SaveAsync(run, cancel);
        }

        return true;
    }

    private long Milliseconds(long started) => (long)time.GetElapsedTime(started).TotalMilliseconds;
}
