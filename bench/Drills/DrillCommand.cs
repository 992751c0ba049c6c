using System.Globalization;

namespace AspireCoach.Bench.Drills;

/// <summary><c>drill NAME …</c>, <c>drill all</c> and <c>drill --list</c>.</summary>
internal static class DrillCommand
{
    public const string Name = "drill";

    /// <returns>0 where each alert fired and ended, 1 where one did not, 2 for a name that there is not.</returns>
    public static async Task<int> RunAsync(string[] names, CancellationToken cancel)
    {
        if (names is [] or ["--list"])
        {
            foreach (var drill in DrillCatalog.All)
            {
                Console.WriteLine($"{drill.Alert,-24}{drill.Rule.Severity,-8}{drill.Fault}");
            }

            return 0;
        }

        string[] wanted = names is ["all"] ? [.. DrillRun.Names] : names;
        if (wanted.FirstOrDefault(name => !DrillRun.Names.Contains(name)) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no drill '{unknown}'. The drills are: {string.Join(", ", DrillRun.Names)}.");
            return 2;
        }

        var failed = false;
        foreach (var name in wanted)
        {
            failed |= !await TryAsync(name, cancel);
        }

        return failed ? 1 : 0;
    }

    private static async Task<bool> TryAsync(string name, CancellationToken cancel)
    {
        try
        {
            var outcome = await DrillRun.RunAsync(name, cancel);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{name,-24}fault to webhook {outcome.ToWebhook.TotalSeconds,5:0.0} s, mended to resolved {outcome.ToResolved.TotalSeconds,5:0.0} s, durations divided by {outcome.Faster}: {outcome.Fired.Title}"));
            return true;
        }
        catch (TimeoutException exception)
        {
            Console.WriteLine($"{name,-24}FAIL: {exception.Message}");
            return false;
        }
    }
}
