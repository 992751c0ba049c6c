namespace AspireCoach.Bench.Drills;

/// <summary>How one alert is made to fire for real, and to end.</summary>
/// <param name="Alert">The rule's name.</param>
/// <param name="Fault">What is done to the running platform.</param>
/// <param name="Begin">Starts the platform that it takes; the fault is still to come.</param>
internal sealed record Drill(string Alert, string Fault, Func<DrillPlatform, Task<DrillFault>> Begin)
{
    /// <summary>
    /// What durations of rules and routes are divided by. 20 makes 5 minutes 15 s; windows of hours and days need more, or
    /// nobody would see the alert end.
    /// </summary>
    public int Faster { get; init; } = 20;

    public AlertingRule Rule => AlertingRule.All.Single(rule => rule.Alert == Alert);
}

/// <summary>Breaks the platform, and mends it. What is not mended ends with the platform.</summary>
internal sealed record DrillFault(Func<Task> Break, Func<Task> Mend);

/// <summary>What came of a drill.</summary>
/// <param name="Faster">What durations were divided by.</param>
/// <param name="ToWebhook">From the fault to the message.</param>
/// <param name="ToResolved">From mending to the message that it is over.</param>
/// <param name="Fired">The message.</param>
/// <param name="Resolved">The one that it is over.</param>
public sealed record DrillOutcome(int Faster, TimeSpan ToWebhook, TimeSpan ToResolved, SlackMessage Fired, SlackMessage Resolved);
