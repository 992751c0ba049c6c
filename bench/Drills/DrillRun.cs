using System.Diagnostics;

namespace AspireCoach.Bench.Drills;

/// <summary>Runs drills: starts a platform and what watches it, breaks it, waits for the message, mends it, waits for the other one.</summary>
public static class DrillRun
{
    /// <summary>How long a message may take; a drill that takes longer has failed.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    /// <summary>The names of the alerts that can be made to fire.</summary>
    public static IReadOnlyList<string> Names => [.. DrillCatalog.All.Select(drill => drill.Alert)];

    /// <summary>Makes an alert fire and end; everything that it started has ended when it returns.</summary>
    /// <param name="alert">One of <see cref="Names"/>.</param>
    /// <param name="cancel">Cancels; everything that it started ends.</param>
    /// <exception cref="TimeoutException">A message did not come.</exception>
    public static async Task<DrillOutcome> RunAsync(string alert, CancellationToken cancel)
    {
        var drill = DrillCatalog.All.Single(drill => drill.Alert == alert);
        await using var platform = await DrillPlatform.StartAsync(drill, cancel);
        await ReceivedAsync(platform, "the first sign of life", message => message.Channel == "dead_mans_switch");
        if (platform.Servers.Received.FirstOrDefault(drill.Rule.IsFiring) is { } early)
        {
            throw new BenchException($"It fires before anything is broken: {early.Title}");
        }

        BenchRun.Progress(drill.Fault);
        var clock = Stopwatch.StartNew();
        await platform.Fault.Break();
        var fired = drill.Rule.Severity == "none"
            ? await SilentAsync(platform)
            : await ReceivedAsync(platform, $"the message of {alert}", drill.Rule.IsFiring);
        var toWebhook = clock.Elapsed;

        BenchRun.Progress($"after {toWebhook.TotalSeconds:0.0} s: {fired.Title}. It is mended");
        var before = platform.Servers.Received.Count;
        clock.Restart();
        await platform.Fault.Mend();
        var resolved = drill.Rule.Severity == "none"
            ? await ReceivedAsync(platform, "another sign of life", message => message.Channel == "dead_mans_switch", before)
            : await ReceivedAsync(platform, $"the message that {alert} is over", drill.Rule.IsResolved, before);
        BenchRun.Progress($"after {clock.Elapsed.TotalSeconds:0.0} s: {resolved.Title}");
        return new(drill.Faster, toWebhook, clock.Elapsed, fired, resolved);
    }

    /// <summary>What a dead man's switch does: three calls that are due do not come, and it raises the alarm itself.</summary>
    private static async Task<SlackMessage> SilentAsync(DrillPlatform platform)
    {
        var due = TimeSpan.FromMinutes(1) / platform.Faster;
        platform.Waiting.Restart();
        for (var (known, since) = (0, Stopwatch.StartNew()); since.Elapsed < 3 * due;)
        {
            var now = platform.Servers.Received.Count;
            if (now != known)
            {
                (known, since) = (now, Stopwatch.StartNew());
            }

            await WaitAsync(platform, "the signs of life to end");
        }

        return new("dead_mans_switch", $"the dead man's switch was not called for {3 * due.TotalSeconds:0} s", "", "", "");
    }

    private static async Task<SlackMessage> ReceivedAsync(DrillPlatform platform, string what, Func<SlackMessage, bool> isIt, int after = 0)
    {
        platform.Waiting.Restart();
        while (true)
        {
            if (platform.Servers.Received.Skip(after).FirstOrDefault(isIt) is { } message)
            {
                return message;
            }

            await WaitAsync(platform, what);
        }
    }

    private static async Task WaitAsync(DrillPlatform platform, string what)
    {
        if (platform.Waiting.Elapsed > Patience)
        {
            var came = string.Join("; ", platform.Servers.Received.Where(message => message.Channel != "dead_mans_switch").Select(message => message.Title));
            throw new TimeoutException($"Within {Patience.TotalSeconds:0} s there was not: {what}. What came: {(came == "" ? "nothing" : came)}.");
        }

        await platform.WaitAsync(Look);
    }
}
