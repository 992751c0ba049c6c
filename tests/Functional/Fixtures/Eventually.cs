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
        while (!await condition())
        {
            if (clock.Elapsed > (within ?? Deadline))
            {
                throw new TimeoutException($"After {clock.Elapsed.TotalSeconds:0} s it is still not so: {what()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, cancel);
        }
    }
}
