using System.Diagnostics;

namespace AspireCoach.Functional.Fixtures;

/// <summary>Waits for something to become true, up to a deadline that only a failing test reaches.</summary>
public static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    public static Task TrueAsync(Func<Task<bool>> condition, string what, CancellationToken cancel, TimeSpan? within = null) =>
        TrueAsync(condition, () => what, cancel, within);

    /// <param name="condition">What is to become true.</param>
    /// <param name="what">Says so, and what there is instead, when it has not.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <param name="within">How long it may take.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what, CancellationToken cancel, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(25);
        while (!await condition())
        {
            if (clock.Elapsed > (within ?? Deadline))
            {
                throw new TimeoutException($"After {clock.Elapsed.TotalSeconds:0} s it is still not so: {what()}");
            }

            // What takes long is asked for less often: many of these questions are a connection each.
            await Task.Delay(pause, TimeProvider.System, cancel);
            pause = TimeSpan.FromMilliseconds(Math.Min(100, 1.1 * pause.TotalMilliseconds));
        }
    }
}
