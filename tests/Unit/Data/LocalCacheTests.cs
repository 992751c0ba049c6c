using AspireCoach.Data.Cache;

namespace AspireCoach.Unit.Data;

public sealed class LocalCacheTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ManualClock _clock = new();
    private readonly LocalCache<string, string> _cache;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    public LocalCacheTests() => _cache = new(1_000, _clock);

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task However_many_ask_at_once_the_source_is_read_once()
    {
        var source = new Source();
        var asking = Enumerable.Range(0, 50).Select(_ => Task.Run(() => GetAsync("a", source.LoadAsync), _cancel)).ToList();
        await source.EnteredAsync(_cancel);
        source.Answer("value");
        (await Task.WhenAll(asking)).ShouldAllBe(value => value == "value");
        (await GetAsync("a", source.LoadAsync)).ShouldBe("value");
        source.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task A_value_lives_as_long_as_it_may()
    {
        await GetAsync("a", Value("old"));
        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        (await GetAsync("a", Value("new"))).ShouldBe("old");
        _clock.Advance(TimeSpan.FromTicks(1));
        _cache.TryGet("a", out _).ShouldBeFalse();
        (await GetAsync("a", Value("new"))).ShouldBe("new");
    }

    [Fact]
    public async Task Nothing_is_kept_of_nothing()
    {
        (await GetAsync("a", (_, _) => Task.FromResult<string?>(null))).ShouldBeNull();
        (await GetAsync("a", Value("now"))).ShouldBe("now");
    }

    [Fact]
    public async Task A_value_removed_while_it_is_loaded_is_not_kept_and_who_asks_afterwards_reads_anew()
    {
        var (before, after) = (new Source(), new Source());
        var early = GetAsync("a", before.LoadAsync);
        await before.EnteredAsync(_cancel);
        _cache.Remove("a");

        var late = GetAsync("a", after.LoadAsync);
        await after.EnteredAsync(_cancel);
        before.Answer("dead");
        (await early).ShouldBe("dead");
        _cache.TryGet("a", out _).ShouldBeFalse();

        // The first load's end must not have made room for a third.
        var later = GetAsync("a", Value("third"));
        after.Answer("live");
        (await late).ShouldBe("live");
        (await later).ShouldBe("live");
        _cache.TryGet("a", out var kept).ShouldBeTrue();
        kept.ShouldBe("live");
    }

    [Fact]
    public async Task Removing_one_key_does_not_keep_another_s_load_from_being_stored()
    {
        var source = new Source();
        var asking = GetAsync("a", source.LoadAsync);
        await source.EnteredAsync(_cancel);
        _cache.Remove("b");
        source.Answer("value");
        await asking;
        _cache.TryGet("a", out _).ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_set_while_an_older_value_was_loaded_stays()
    {
        var source = new Source();
        var asking = GetAsync("a", source.LoadAsync);
        await source.EnteredAsync(_cancel);
        _cache.Set("a", "new", Minute);
        source.Answer("old");
        await asking;
        (await GetAsync("a", Value("other"))).ShouldBe("new");
    }

    [Fact]
    public async Task A_failed_load_fails_whoever_waits_and_the_next_one_tries_again()
    {
        var source = new Source();
        var asking = Enumerable.Range(0, 3).Select(_ => GetAsync("a", source.LoadAsync)).ToList();
        await source.EnteredAsync(_cancel);
        source.Fail(new InvalidOperationException("away"));
        foreach (var one in asking)
        {
            (await Should.ThrowAsync<InvalidOperationException>(one)).Message.ShouldBe("away");
        }

        (await GetAsync("a", Value("back"))).ShouldBe("back");
    }

    [Fact]
    public async Task Who_gives_up_waiting_does_not_end_the_load_of_the_others()
    {
        var source = new Source();
        using var impatient = new CancellationTokenSource();
        var leaving = _cache.GetAsync("a", source.LoadAsync, _ => Minute, impatient.Token).AsTask();
        var staying = GetAsync("a", source.LoadAsync);
        await source.EnteredAsync(_cancel);
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leaving);
        source.Answer("value");
        (await staying).ShouldBe("value");
    }

    [Fact]
    public async Task It_never_holds_more_than_it_may()
    {
        using var small = new LocalCache<int, string>(100, _clock);
        for (var i = 0; i < 5_000; i++)
        {
            (await small.GetAsync(i, (_, _) => Task.FromResult<string?>("value"), _ => Minute, _cancel)).ShouldBe("value");
            if (i % 500 == 0)
            {
                Enumerable.Range(0, i + 1).Count(key => small.TryGet(key, out _)).ShouldBeLessThanOrEqualTo(100);
            }
        }
    }

    private Task<string?> GetAsync(string key, Func<string, CancellationToken, Task<string?>> load) =>
        _cache.GetAsync(key, load, _ => Minute, _cancel).AsTask();

    private static Func<string, CancellationToken, Task<string?>> Value(string value) => (_, _) => Task.FromResult<string?>(value);

    /// <summary>A source that answers when it is told to.</summary>
    private sealed class Source
    {
        private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource<string?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _reads;

        public int Reads => _reads;

        public Task<string?> LoadAsync(string key, CancellationToken cancel)
        {
            Interlocked.Increment(ref _reads);
            _entered.TrySetResult();
            return _answer.Task;
        }

        public Task EnteredAsync(CancellationToken cancel) => _entered.Task.WaitAsync(Minute, cancel);

        public void Answer(string value) => _answer.SetResult(value);

        public void Fail(Exception exception) => _answer.SetException(exception);
    }
}
