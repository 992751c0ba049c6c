using AspireCoach.Data.Cache;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Data.Cache;

/// <summary>Cached reads in two processes that share a cache: two on one Redis, or two halves of one process.</summary>
public sealed class CachedReadsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string InProcess = "in the process";
    private const string InRedis = "in Redis";
    private static int _keys;
    private readonly Clock _clock = new();
    private readonly string _key = $"key-{Interlocked.Increment(ref _keys)}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => [InProcess, InRedis];

    [Theory, MemberData(nameof(Both))]
    public async Task However_many_ask_the_source_is_read_once_and_another_process_need_not_read_it(string where)
    {
        await using var pair = await StartAsync(where);
        var loads = 0;
        var go = new TaskCompletionSource();
        async Task<string?> LoadAsync(string key, CancellationToken cancel)
        {
            Interlocked.Increment(ref loads);
            await go.Task;
            return "value";
        }

        var asking = Enumerable.Range(0, 100).Select(_ => pair.One.GetAsync(_key, LoadAsync, Cancel).AsTask()).ToList();
        go.SetResult();
        (await Task.WhenAll(asking)).ShouldAllBe(value => value == "value");
        (await pair.Other.GetAsync(_key, LoadAsync, Cancel)).ShouldBe("value");
        loads.ShouldBe(1);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_read_that_began_before_the_removal_brings_nothing_back(string where)
    {
        await using var pair = await StartAsync(where);
        var (begun, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var early = pair.One.GetAsync(
            _key,
            async (_, _) =>
            {
                begun.SetResult();
                await go.Task;
                return "removed since";
            },
            Cancel).AsTask();
        await begun.Task;
        await pair.Other.RemoveAsync(_key);
        go.SetResult();
        (await early).ShouldBe("removed since");
        (await pair.Other.GetAsync(_key, NothingAsync, Cancel)).ShouldBeNull();
        // Its own copy goes when the word arrives.
        await Eventually.TrueAsync(async () => await pair.One.GetAsync(_key, NothingAsync, Cancel) is null, "it is gone from the process that read it", Cancel);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_removal_reaches_the_copies_of_the_other_process(string where)
    {
        await using var pair = await StartAsync(where);
        foreach (var reads in (CachedReads<string>[])[pair.One, pair.Other])
        {
            (await reads.GetAsync(_key, ValueAsync, Cancel)).ShouldBe("value");
        }

        await pair.One.RemoveAsync(_key);
        await Eventually.TrueAsync(async () => await pair.Other.GetAsync(_key, NothingAsync, Cancel) is null, "the copy is gone", Cancel);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_asked_for_is_read_again_before_it_runs_out_and_nobody_waits(string where)
    {
        await using var pair = await StartAsync(where);
        await pair.One.GetAsync(_key, ValueAsync, Cancel);
        _clock.Now += TimeSpan.FromMinutes(50);
        var go = new TaskCompletionSource();
        async Task<string?> NewAsync(string key, CancellationToken cancel)
        {
            await go.Task;
            return "new";
        }

        (await pair.One.GetAsync(_key, NewAsync, Cancel)).ShouldBe("value");
        go.SetResult();
        await Eventually.TrueAsync(async () => await pair.One.GetAsync(_key, NothingAsync, Cancel) == "new", "the new value is given", Cancel);
        (await pair.Other.GetAsync(_key, NothingAsync, Cancel)).ShouldBe("new");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"kind\":\"other\",\"value\":\"x\",\"refreshAt\":\"2100-01-01T00:00:00Z\",\"until\":\"2100-01-01T00:00:00Z\"}")]
    [InlineData("not JSON")]
    [InlineData("{\"kind\":\"NAME\",\"value\":\"x\",\"refreshAt\":\"2100-01-01T00:00:00Z\",\"until\":\"9999-12-31T23:59:59.9999999Z\"}")]
    public async Task Bytes_of_another_form_are_read_from_the_source_again(string poison)
    {
        await using var pair = await StartAsync(InRedis);
        await pair.Node.Cache.SetAsync($"{pair.Name}:{_key}", 1, System.Text.Encoding.UTF8.GetBytes(poison.Replace("NAME", pair.Name)), TimeSpan.FromMinutes(1));
        (await pair.One.GetAsync(_key, ValueAsync, Cancel)).ShouldBe("value");
        (await pair.Other.GetAsync(_key, NothingAsync, Cancel)).ShouldBe("value");
    }

    [Fact]
    public async Task What_was_removed_while_redis_was_away_is_not_found_in_it_when_it_is_back()
    {
        await using var pair = await StartAsync(InRedis);
        await pair.One.GetAsync(_key, ValueAsync, Cancel);
        (await pair.Other.GetAsync(_key, NothingAsync, Cancel)).ShouldBe("value");
        await redis.Server.SignalAsync("STOP", Cancel);
        try
        {
            await pair.One.RemoveAsync(_key);
            await pair.Node.UntilAwayAsync(Cancel);
            await pair.OtherNode.UntilAwayAsync(Cancel);
            (await pair.Other.GetAsync(_key, NothingAsync, Cancel)).ShouldBeNull();
        }
        finally
        {
            await redis.Server.SignalAsync("CONT", CancellationToken.None);
        }

        await pair.OtherNode.UntilUpAsync(Cancel);
        (await pair.Other.GetAsync(_key, NothingAsync, Cancel)).ShouldBeNull();
        await pair.Node.UntilUpAsync(Cancel);
        await Eventually.TrueAsync(async () => await pair.Node.Cache.GetAsync($"{pair.Name}:{_key}") is null, "the removal was made up for", Cancel);
    }

    private static Task<string?> ValueAsync(string key, CancellationToken cancel) => Task.FromResult<string?>("value");

    private static Task<string?> NothingAsync(string key, CancellationToken cancel) => Task.FromResult<string?>(null);

    private async Task<Pair> StartAsync(string where)
    {
        var node = where == InRedis ? await CacheNode.StartUpAsync(redis.Server, Cancel) : await CacheNode.StartAsync(null, Cancel, _clock);
        return new Pair(node, where == InRedis ? await CacheNode.StartUpAsync(redis.Server, Cancel) : node, _clock);
    }

    private sealed class Pair(CacheNode node, CacheNode otherNode, Clock clock) : IAsyncDisposable
    {
        public string Name { get; } = $"test-{Interlocked.Increment(ref _keys)}";

        public CacheNode Node => node;

        public CacheNode OtherNode => otherNode;

        public CachedReads<string> One => field ??= Reads(node);

        public CachedReads<string> Other => field ??= Reads(otherNode);

        public async ValueTask DisposeAsync()
        {
            One.Dispose();
            Other.Dispose();
            await node.DisposeAsync();
            if (otherNode != node)
            {
                await otherNode.DisposeAsync();
            }
        }

        private CachedReads<string> Reads(CacheNode on) => new(Name, 100, TimeSpan.FromHours(1), on.Cache, on.WakeUps, clock);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = System.GetUtcNow();

        public override DateTimeOffset GetUtcNow() => Now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
