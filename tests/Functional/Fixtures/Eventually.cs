using System.Diagnostics;

namespace AspireCoach.Functional.Fixtures;

/// <summary>Waits for something to become true, up to a deadline that only a failing test reaches.</summary>
public static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<Task<bool>> condition, string what, CancellationToken cancel, TimeSpan? within = null)
    {
        var clock = Stopwatch.StartNew();
        while (!await condition())
        {
            if (clock.Elapsed > (within ?? Deadline))
            {
                throw new TimeoutException($"After {clock.Elapsed.TotalSeconds:0} s it is still not so: {what}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System, cancel);
        }
    }
}
