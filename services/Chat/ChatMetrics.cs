using System.Diagnostics;
using System.Diagnostics.Metrics;
using AspireCoach.Chat.Agent;

namespace AspireCoach.Chat;

/// <summary>Instruments of a reply's way.</summary>
internal sealed class ChatMetrics
{
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _replays;
    private readonly Histogram<double> _stages;
    private readonly Counter<long> _finished;
    private readonly Histogram<double> _overhead;
    private readonly Histogram<double> _recall;
    private readonly Counter<long> _recalled;
    private readonly Histogram<double> _tools;

    public ChatMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("AspireCoach.Chat");
        _accepted = meter.CreateCounter<long>("coach.messages.accepted", "{message}", "Messages made durable.");
        _replays = meter.CreateCounter<long>("coach.messages.replayed", "{message}", "Retries that were recognised as duplicates.");
        _finished = meter.CreateCounter<long>("coach.replies.finished", "{reply}", "Replies by how they ended.");
        _stages = meter.CreateHistogram(
            "coach.reply.stage", "s", "From the acceptance of a message to a stage of its reply.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60] });
        _overhead = meter.CreateHistogram(
            "coach.turn.overhead", "s", "What a turn took beside the time that models and tools were waited for.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0015, 0.002, 0.0025, 0.003, 0.0035, 0.004, 0.0045, 0.005, 0.006, 0.007, 0.008, 0.01, 0.015, 0.02, 0.05, 0.1, 0.5, 1] });
        _recall = meter.CreateHistogram(
            "coach.recall.duration", "s", "How long memory was searched for a message, by outcome.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5] });
        _recalled = meter.CreateCounter<long>("coach.recall.hits", "{entry}", "Entries recalled for messages, by kind.");
        // OpenTelemetry's semantic conventions for generative AI, as the model's own metrics are.
        _tools = meter.CreateHistogram(
            "gen_ai.execute_tool.duration", "s", "How long a tool took that the agent called.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
    }

    public void Accepted() => _accepted.Add(1);

    public void Replayed() => _replays.Add(1);

    /// <param name="stage">claimed, first_chunk or done.</param>
    /// <param name="since">Since the message was accepted.</param>
    public void Reached(string stage, TimeSpan since) =>
        _stages.Record(Math.Max(0, since.TotalSeconds), new TagList { { "stage", stage } });

    public void Overhead(TimeSpan took) => _overhead.Record(took.TotalSeconds);

    public void Recalled(Recalled recalled, TimeSpan took)
    {
        var items = recalled.Memory.Items;
        var outcome = recalled.Memory.IsDegraded ? "degraded" : items.Count == 0 ? "nothing" : "found";
        _recall.Record(took.TotalSeconds, new TagList { { "outcome", outcome } });
        var facts = items.Count(item => item.IsFact);
        _recalled.Add(facts, new TagList { { "kind", "fact" } });
        _recalled.Add(items.Count - facts, new TagList { { "kind", "turn" } });
    }

    /// <param name="tool">A tool that exists, or <c>unknown</c>.</param>
    /// <param name="took">Until its result, or until it was given up.</param>
    /// <param name="failed">Whether the result is an error.</param>
    public void ToolRan(string tool, TimeSpan took, bool failed)
    {
        var tags = new TagList { { "gen_ai.operation.name", "execute_tool" }, { "gen_ai.tool.name", tool } };
        if (failed)
        {
            tags.Add("error.type", "tool_error");
        }

        _tools.Record(took.TotalSeconds, tags);
    }

    public void Finished(ReplyStatus status) => _finished.Add(1, new TagList { { "status", status.ToString().ToLowerInvariant() } });
}
