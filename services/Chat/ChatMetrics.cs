using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace AspireCoach.Chat;

/// <summary>Instruments of a reply's way.</summary>
internal sealed class ChatMetrics
{
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _replays;
    private readonly Histogram<double> _stages;
    private readonly Counter<long> _finished;

    public ChatMetrics(IMeterFactory meters)
    {
        var meter = meters.Create("AspireCoach.Chat");
        _accepted = meter.CreateCounter<long>("coach.messages.accepted", "{message}", "Messages made durable.");
        _replays = meter.CreateCounter<long>("coach.messages.replayed", "{message}", "Retries that were recognised as duplicates.");
        _finished = meter.CreateCounter<long>("coach.replies.finished", "{reply}", "Replies by how they ended.");
        _stages = meter.CreateHistogram(
            "coach.reply.stage", "s", "From the acceptance of a message to a stage of its reply.", null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60] });
    }

    public void Accepted() => _accepted.Add(1);

    public void Replayed() => _replays.Add(1);

    /// <param name="stage">claimed, first_chunk or done.</param>
    /// <param name="since">Since the message was accepted.</param>
    public void Reached(string stage, TimeSpan since) =>
        _stages.Record(Math.Max(0, since.TotalSeconds), new TagList { { "stage", stage } });

    public void Finished(ReplyStatus status) => _finished.Add(1, new TagList { { "status", status.ToString().ToLowerInvariant() } });
}
