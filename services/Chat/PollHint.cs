using AspireCoach.Data.Jobs;
using AspireCoach.ServiceDefaults.Overload;

namespace AspireCoach.Chat;

/// <summary>
/// When the next poll is worth while, in milliseconds: short while text flows, longer in the queue the longer that is,
/// and longer altogether when this process has few places left for requests.
/// </summary>
public sealed class PollHint(JobBacklogWatch backlog, InFlight inFlight)
{
    private const double Longest = 5_000;

    /// <summary>The hint for a reply in this state; 0 when nothing will change.</summary>
    public int For(ReplyStatus status) => For(status, backlog.OldestWait(AnswerJob.Kind), inFlight.Load);

    /// <param name="status">Where the reply is.</param>
    /// <param name="waited">How long the oldest message that could be answered has waited.</param>
    /// <param name="load">The share of the places for requests that is taken.</param>
    internal static int For(ReplyStatus status, TimeSpan waited, double load)
    {
        var milliseconds = status switch
        {
            ReplyStatus.Queued => Math.Max(250, waited.TotalMilliseconds / 4),
            ReplyStatus.Working => 200,
            ReplyStatus.Streaming => 150,
            _ => 0,
        };
        // Half full is nothing to slow anybody for; full means five times as seldom.
        return (int)Math.Min(Longest, milliseconds * (1 + (8 * Math.Clamp(load - 0.5, 0, 0.5))));
    }
}
