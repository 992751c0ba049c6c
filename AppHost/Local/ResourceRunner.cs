using System.Globalization;

namespace AspireCoach.AppHost.Local;

/// <summary>
/// Brings one resource up after those that it waits for, watches its health, starts it again when it dies, and does what
/// the person at the page asks for.
/// </summary>
internal sealed class ResourceRunner(Resource resource, RunContext context)
{
    private static readonly TimeSpan HealthInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<ResourceCommand> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Resource Resource => resource;

    /// <summary>Completes when the resource is ready for the first time, and fails when it could not be started.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Asks for a command to be carried out; what becomes of it is seen by the resource's state.</summary>
    /// <returns>Why it is not, or null.</returns>
    public string? Ask(ResourceCommand command)
    {
        if (!resource.Kind.CanBeHalted)
        {
            return $"{resource.Name} is nothing that could be stopped or started by itself.";
        }

        if (!_ready.Task.IsCompletedSuccessfully)
        {
            return $"{resource.Name} has not started yet.";
        }

        var isStopped = resource.State.Status == ResourceStatus.Stopped;
        return (command, isStopped) switch
        {
            (ResourceCommand.Start, false) => $"{resource.Name} is not stopped.",
            (ResourceCommand.Stop, true) => $"{resource.Name} is stopped already.",
            _ => Volatile.Read(ref _asked).TrySetResult(command) ? null : $"{resource.Name} is still busy with what was asked before.",
        };
    }

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
            ended = await LaunchAsync(stopping);
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
        try
        {
            while (true)
            {
                var since = context.Time.GetTimestamp();
                await WatchAsync(ended, stopping);
                attempt = context.Time.GetElapsedTime(since) > TimeSpan.FromSeconds(30) ? 0 : attempt;
                var why = !ended.IsCompleted ? "" : ended is Task<int> exit ? $"ended with exit code {await exit}" : "ended";
                ended = await BringBackAsync(why, attempt++, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The whole application stops, and the resource in its turn.
        }
    }

    /// <summary>Launches it again, after a pause where it failed, and after what was asked for.</summary>
    private async Task<Task> BringBackAsync(string why, int attempt, CancellationToken stopping)
    {
        while (true)
        {
            if (!_asked.Task.IsCompleted)
            {
                var pause = PauseBefore(attempt++);
                resource.Show(ResourceStatus.Restarting, string.Create(CultureInfo.InvariantCulture, $"{why}; again in {pause.TotalSeconds:0.#} s"));
                await Task.WhenAny(_asked.Task, Task.Delay(pause, context.Time, stopping));
                stopping.ThrowIfCancellationRequested();
            }

            try
            {
                await HonourAsync(stopping);
                using var launching = CancellationTokenSource.CreateLinkedTokenSource(stopping);
                var launched = LaunchAsync(launching.Token);
                if (await Task.WhenAny(launched, _asked.Task) != launched)
                {
                    await launching.CancelAsync();
                }

                return await launched;
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                why = failure is OperationCanceledException ? "" : failure.Message;
            }
        }
    }

    /// <summary>Does what was asked for, up to where the resource is to be launched.</summary>
    private async Task HonourAsync(CancellationToken stopping)
    {
        while (_asked.Task.IsCompleted)
        {
            var command = await _asked.Task;
            if (command != ResourceCommand.Start)
            {
                resource.Show(ResourceStatus.Stopping, command == ResourceCommand.Restart ? "to be started again" : "");
                await resource.HaltAsync();
            }

            // From here on the next command is heard; while it is stopped nothing else happens.
            Volatile.Write(ref _asked, new(TaskCreationOptions.RunContinuationsAsynchronously));
            if (command == ResourceCommand.Stop)
            {
                resource.Show(ResourceStatus.Stopped, "by hand");
                await _asked.Task.WaitAsync(stopping);
            }
        }

        resource.Show(ResourceStatus.Starting);
    }

    private async Task<Task> LaunchAsync(CancellationToken cancel)
    {
        var ended = await resource.LaunchAsync(context, cancel);
        resource.StartedAt = context.Time.GetUtcNow();
        return ended;
    }

    /// <summary>Half a second, doubled each time, up to 15 seconds.</summary>
    internal static TimeSpan PauseBefore(int attempt) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, 0.5 * Math.Pow(2, Math.Min(attempt, 10))));

    /// <summary>Returns when the resource has ended, or something is asked for.</summary>
    private async Task WatchAsync(Task ended, CancellationToken stopping)
    {
        var running = resource.State;
        while (!ended.IsCompleted && !_asked.Task.IsCompleted)
        {
            await Task.WhenAny(ended, _asked.Task, Task.Delay(HealthInterval, context.Time, stopping));
            stopping.ThrowIfCancellationRequested();
            if (running.Status != ResourceStatus.Running || ended.IsCompleted || _asked.Task.IsCompleted)
            {
                continue;
            }

            var healthy = await resource.IsHealthyAsync(stopping);
            resource.Show(healthy ? ResourceStatus.Running : ResourceStatus.Unhealthy, running.Detail);
        }
    }
}
