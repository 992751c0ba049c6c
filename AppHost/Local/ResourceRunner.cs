using System.Globalization;

namespace AspireCoach.AppHost.Local;

/// <summary>Brings one resource up after those that it waits for, watches its health, and starts it again when it dies.</summary>
internal sealed class ResourceRunner(Resource resource, RunContext context)
{
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Resource Resource => resource;

    /// <summary>Completes when the resource is ready for the first time, and fails when it could not be started.</summary>
    public Task Ready => _ready.Task;

    public async Task RunAsync(IReadOnlyList<ResourceRunner> waitsFor, CancellationToken stopping)
    {
        Task ended;
        try
        {
            if (waitsFor.Count > 0)
            {
                resource.Show(ResourceStatus.Waiting, "for " + string.Join(", ", waitsFor.Select(other => other.Resource.Name)));
            }

            foreach (var other in waitsFor)
            {
                try
                {
                    await other.Ready.WaitAsync(stopping);
                }
                catch (InvalidOperationException)
                {
                    throw new InvalidOperationException($"it waits for {other.Resource.Name}, which failed");
                }
            }

            resource.Show(ResourceStatus.Starting);
            ended = await resource.LaunchAsync(context, stopping);
            _ready.TrySetResult();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            _ready.TrySetCanceled(stopping);
            return;
        }
        catch (Exception failure)
        {
            resource.Show(ResourceStatus.Failed, failure.Message);
            _ready.TrySetException(new InvalidOperationException($"{resource.Name}: {failure.Message}", failure));
            return;
        }

        await KeepRunningAsync(ended, stopping);
    }

    private async Task KeepRunningAsync(Task ended, CancellationToken stopping)
    {
        var attempt = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var since = context.Time.GetTimestamp();
                await WatchAsync(ended, stopping);
                attempt = context.Time.GetElapsedTime(since) > TimeSpan.FromSeconds(30) ? 0 : attempt;
                var why = ended is Task<int> exit ? $"ended with exit code {await exit}" : "ended";
                ended = await RestartAsync(why, attempt++, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<Task> RestartAsync(string why, int attempt, CancellationToken stopping)
    {
        while (true)
        {
            var pause = PauseBefore(attempt++);
            resource.Show(ResourceStatus.Restarting, string.Create(CultureInfo.InvariantCulture, $"{why}; again in {pause.TotalSeconds:0.#} s"));
            await Task.Delay(pause, context.Time, stopping);
            try
            {
                return await resource.LaunchAsync(context, stopping);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                why = failure.Message;
            }
        }
    }

    /// <summary>Half a second, doubled each time, up to 15 seconds.</summary>
    internal static TimeSpan PauseBefore(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(attempt, 10))));

    private async Task WatchAsync(Task ended, CancellationToken stopping)
    {
        var running = resource.State;
        while (await Task.WhenAny(ended, Task.Delay(HealthInterval, context.Time, stopping)) != ended)
        {
            stopping.ThrowIfCancellationRequested();
            if (running.Status != ResourceStatus.Running || ended.IsCompleted)
            {
                continue;
            }

            var healthy = await resource.IsHealthyAsync(stopping);
            resource.Show(healthy ? ResourceStatus.Running : ResourceStatus.Unhealthy, running.Detail);
        }

        stopping.ThrowIfCancellationRequested();
    }
}
