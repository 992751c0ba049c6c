using AspireCoach.AppHost.Local;

namespace AspireCoach.Unit.AppHost;

/// <summary>Commands for one resource, whatever it is just doing. The resource is a double; its processes are tested elsewhere.</summary>
public sealed class ResourceRunnerTests : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Scripted _resource = new();
    private readonly ResourceRunner _runner;
    private Task _running = Task.CompletedTask;

    public ResourceRunnerTests() => _runner = new ResourceRunner(_resource, new RunContext("unused", RandomPorts: true, Temporary: true, TimeProvider.System));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stopped_it_stays_stopped_until_it_is_started()
    {
        await StartAsync();

        _runner.Ask(ResourceCommand.Stop).ShouldBeNull();
        await IsAsync(ResourceStatus.Stopped);
        _resource.Runs.ShouldBeFalse();
        _runner.Ask(ResourceCommand.Stop).ShouldBe("it is stopped already.");

        _runner.Ask(ResourceCommand.Start).ShouldBeNull();
        await IsAsync(ResourceStatus.Running);
        _resource.Launches.ShouldBe(2);
        _runner.Ask(ResourceCommand.Start).ShouldBe("it is not stopped.");
    }

    [Fact]
    public async Task Restarted_it_is_ended_and_launched_once()
    {
        await StartAsync();
        var started = _resource.StartedAt;

        _runner.Ask(ResourceCommand.Restart).ShouldBeNull();
        await _resource.Launched(2).WaitAsync(Cancel);
        await IsAsync(ResourceStatus.Running);

        (_resource.Halts, _resource.Launches).ShouldBe((1, 2));
        _resource.StartedAt.ShouldNotBe(started);
    }

    [Fact]
    public async Task A_restart_that_fails_says_why_and_is_tried_again()
    {
        await StartAsync();
        _resource.Fails = "it ended with exit code 3";

        _runner.Ask(ResourceCommand.Restart).ShouldBeNull();
        await IsAsync(ResourceStatus.Restarting);

        _resource.State.Detail.ShouldBe("it ended with exit code 3; again in 0.5 s");
        _resource.Fails = null;
        await IsAsync(ResourceStatus.Running);
    }

    [Fact]
    public async Task While_it_pauses_after_a_failure_it_can_be_stopped()
    {
        await StartAsync();
        _resource.Fails = "no";
        _resource.Die();
        await IsAsync(ResourceStatus.Restarting);

        _runner.Ask(ResourceCommand.Stop).ShouldBeNull();

        await IsAsync(ResourceStatus.Stopped);
    }

    [Fact]
    public async Task A_launch_that_takes_its_time_can_be_called_off()
    {
        await StartAsync();
        _resource.Hangs = true;
        _runner.Ask(ResourceCommand.Restart).ShouldBeNull();
        await _resource.Launched(2).WaitAsync(Cancel);

        await Eventually(() => _runner.Ask(ResourceCommand.Stop) is null);

        await IsAsync(ResourceStatus.Stopped);
    }

    [Fact]
    public async Task Stopped_by_hand_it_does_not_keep_the_application_from_stopping()
    {
        await StartAsync();
        _runner.Ask(ResourceCommand.Stop).ShouldBeNull();
        await IsAsync(ResourceStatus.Stopped);

        await _stopping.CancelAsync();

        await _running.WaitAsync(TimeSpan.FromSeconds(10), Cancel);
    }

    [Fact]
    public void Before_it_has_started_nothing_can_be_asked() => _runner.Ask(ResourceCommand.Stop).ShouldBe("it has not started yet.");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        _stopping.Dispose();
    }

    private async Task StartAsync()
    {
        _running = _runner.RunAsync([], _stopping.Token);
        await _runner.Ready.WaitAsync(Cancel);
    }

    private Task IsAsync(ResourceStatus status) => Eventually(() => _resource.State.Status == status);

    private static async Task Eventually(Func<bool> condition)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, deadline.Token);
        }
    }

    /// <summary>A resource that does as it is told.</summary>
    private sealed class Scripted() : Resource("it")
    {
        private readonly List<TaskCompletionSource> _launched = [new(), new(), new()];
        private TaskCompletionSource<int> _ended = new();

        public string? Fails { get; set; }

        public bool Hangs { get; set; }

        public int Launches { get; private set; }

        public int Halts { get; private set; }

        public bool Runs { get; private set; }

        internal override ResourceKind Kind => new("double", CanBeHalted: true);

        public Task Launched(int times) => _launched[times - 1].Task;

        public void Die() => _ended.SetResult(1);

        internal override async Task<Task> LaunchAsync(RunContext context, CancellationToken cancel)
        {
            if (Fails is { } problem)
            {
                throw new InvalidOperationException(problem);
            }

            Launches++;
            Runs = true;
            _launched[Math.Min(Launches, _launched.Count) - 1].TrySetResult();
            if (Hangs)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
            }

            _ended = new();
            Show(ResourceStatus.Running);
            return _ended.Task;
        }

        internal override Task HaltAsync()
        {
            Halts++;
            Runs = false;
            return Task.CompletedTask;
        }
    }
}
