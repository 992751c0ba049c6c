using AspireCoach.Data.Jobs;

namespace AspireCoach.Unit.Data;

public sealed class JobSignalTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wake_up_before_the_wait_ends_it_and_many_are_one()
    {
        using var signal = new JobSignal();
        signal.Notify("a");
        signal.Notify("a");
        signal.Notify("b");
        signal.WaitAsync(Deadline, _cancel).IsCompletedSuccessfully.ShouldBeTrue();
        var second = signal.WaitAsync(Deadline, _cancel);
        second.IsCompleted.ShouldBeFalse();
        signal.Wake();
        await second;
        (await signal.TakeOutgoingAsync(_cancel)).ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_empty_kind_says_nothing()
    {
        using var signal = new JobSignal();
        signal.Notify("");
        signal.WaitAsync(Deadline, _cancel).IsCompleted.ShouldBeFalse();
        using var soon = new CancellationTokenSource();
        var outgoing = signal.TakeOutgoingAsync(soon.Token);
        outgoing.IsCompleted.ShouldBeFalse();
        await soon.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(outgoing);
    }

    [Fact]
    public async Task What_was_added_before_a_wake_up_is_always_found_by_the_wait_after_it()
    {
        // A consumer that takes everything, then waits: were one wake-up lost, it would wait until the deadline with work there.
        const int Total = 200_000;
        using var signal = new JobSignal();
        var added = 0;
        var producers = Enumerable.Range(0, 4).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < Total / 4; i++)
                {
                    Interlocked.Increment(ref added);
                    signal.Notify("a");
                }
            },
            _cancel));
        var consumer = Task.Run(
            async () =>
            {
                var seen = 0;
                while (seen < Total)
                {
                    await signal.WaitAsync(Timeout.InfiniteTimeSpan, _cancel);
                    seen = Volatile.Read(ref added);
                }
            },
            _cancel);
        var sender = Task.Run(
            async () =>
            {
                var seen = 0;
                while (seen < Total)
                {
                    var kinds = await signal.TakeOutgoingAsync(_cancel);
                    seen = kinds.Length > 0 ? Volatile.Read(ref added) : seen;
                }
            },
            _cancel);
        await Task.WhenAll([.. producers, consumer, sender]).WaitAsync(Deadline, _cancel);
    }
}
