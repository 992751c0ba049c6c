using AspireCoach.Data.Jobs;
using AspireCoach.Data.Limits;
using AspireCoach.ServiceDefaults.Overload;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Chat;

/// <summary>
/// When the next poll is worth while, in milliseconds: short while text flows, longer in the queue the longer that is, and
/// longer altogether when this process has few places left for requests or the user few requests. Whoever polls
/// hundreds of replies at once by their hints comes to rest below the limit.
/// </summary>
public sealed class PollHint(JobBacklogWatch backlog, InFlight inFlight)
{
    private const double Busy = 5_000;
    private const double Longest = 60_000;

    /// <summary>The hint for a reply in this state; 0 when nothing will change.</summary>
    public int For(ReplyStatus status, HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return For(status, backlog.OldestWait(AnswerJob.Kind), inFlight.Load, http.Features.Get<RateAllowance>()?.Left ?? 1);
    }

    /// <param name="status">Where the reply is.</param>
    /// <param name="waited">How long the oldest message that could be answered has waited.</param>
    /// <param name="load">The share of the places for requests that is taken.</param>
    /// <param name="left">The share that is left of what the user may ask for at once.</param>
    internal static int For(ReplyStatus status, TimeSpan waited, double load, double left)
    {
        var milliseconds = status switch
        {
            ReplyStatus.Queued => Math.Max(250, waited.TotalMilliseconds / 4),
            ReplyStatus.Working => 200,
            ReplyStatus.Streaming => 150,
            _ => 0,
        };
        if (milliseconds == 0)
        {
            return 0;
        }

        // Half full is nothing to slow anybody for; full means five times as seldom.
        var hint = Math.Min(Busy, milliseconds * (1 + (8 * Math.Clamp(load - 0.5, 0, 0.5))));
        return (int)(hint * Math.Pow(Longest / hint, 1 - Math.Clamp(left, 0, 1)));
    }
}
