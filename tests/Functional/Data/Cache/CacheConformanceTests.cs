using System.Collections.Concurrent;
using System.Text;
using AspireCoach.Data.Limits;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Data.Cache;

/// <summary>What shared cache, wake-ups and limits do, whether in the process or in a real Redis.</summary>
public sealed class CacheConformanceTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const string InProcess = "in the process";
    private const string InRedis = "in Redis";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static int _keys;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Both => [InProcess, InRedis];

    [Theory, MemberData(nameof(Both))]
    public async Task What_is_set_is_found_with_its_version_and_what_is_not_is_not(string where)
    {
        await using var node = await StartAsync(where);
        var key = NewKey();
        (await node.Cache.GetAsync(key)).ShouldBeNull();
        byte[] bytes = [0, 255, (byte)':', 10, 0];
        (await node.Cache.SetAsync(key, 7, bytes, Minute)).ShouldBeTrue();
        var found = (await node.Cache.GetAsync(key)).ShouldNotBeNull();
        (found.Version, Convert.ToHexString(found.Value.Span)).ShouldBe((7, Convert.ToHexString(bytes)));
        (await node.Cache.SetAsync(NewKey(), 0, default, Minute)).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_newer_value_replaces_an_older_one_and_never_the_other_way_round(string where)
    {
        await using var node = await StartAsync(where);
        var key = NewKey();
        await node.Cache.SetAsync(key, 9, Bytes("nine"), Minute);
        await node.Cache.SetAsync(key, 8, Bytes("eight"), Minute);
        (await TextAsync(node, key)).ShouldBe("nine");
        await node.Cache.SetAsync(key, 10, Bytes("ten"), Minute);
        (await TextAsync(node, key)).ShouldBe("ten");
        await Task.WhenAll(Enumerable.Range(11, 200).Reverse().Select(version => node.Cache.SetAsync(key, version, Bytes($"{version}"), Minute).AsTask()));
        (await TextAsync(node, key)).ShouldBe("210");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_value_runs_out(string where)
    {
        await using var node = await StartAsync(where);
        var key = NewKey();
        await node.Cache.SetAsync(key, 1, Bytes("x"), TimeSpan.FromMilliseconds(50));
        await Eventually.TrueAsync(async () => await node.Cache.GetAsync(key) is null, "the value has run out", Cancel);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_removed_value_is_not_put_back_by_who_read_the_source_before_until_the_key_is_open_again(string where)
    {
        await using var node = await StartAsync(where);
        var key = NewKey();
        await node.Cache.SetAsync(key, 5, Bytes("old"), Minute);
        (await node.Cache.RemoveAsync(key, TimeSpan.FromSeconds(2))).ShouldBeTrue();
        (await node.Cache.GetAsync(key)).ShouldBeNull();
        await node.Cache.SetAsync(key, 6, Bytes("late"), Minute);
        (await node.Cache.GetAsync(key)).ShouldBeNull();
        await Eventually.TrueAsync(
            async () =>
            {
                await node.Cache.SetAsync(key, 7, Bytes("new"), Minute);
                return await node.Cache.GetAsync(key) is not null;
            },
            "the key is open again",
            Cancel);
        (await TextAsync(node, key)).ShouldBe("new");
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_wake_up_reaches_every_listener_of_its_channel_and_no_other(string where)
    {
        await using var node = await StartAsync(where);
        ConcurrentQueue<string> first = [], second = [], other = [];
        node.WakeUps.Subscribe("here", first.Enqueue);
        node.WakeUps.Subscribe("here", second.Enqueue);
        node.WakeUps.Subscribe("there", other.Enqueue);
        await node.WakeUps.PublishAsync("here", "some words, ü");
        await node.WakeUps.PublishAsync("nowhere", "x");
        first.ShouldBe(["some words, ü"]);
        second.ShouldBe(["some words, ü"]);
        other.ShouldBeEmpty();
    }

    [Theory, MemberData(nameof(Both))]
    public async Task A_bucket_gives_its_burst_then_what_it_regains_and_says_when(string where)
    {
        await using var node = await StartAsync(where);
        var limit = new RateLimit("test-slow", 0.05, 3);
        var key = NewKey();
        for (var left = 2; left >= 0; left--)
        {
            var decision = await node.Limiter.TakeAsync(limit, key);
            (decision.Allowed, decision.Remaining, decision.RetryAfter).ShouldBe((true, left, TimeSpan.Zero));
        }

        var refused = await node.Limiter.TakeAsync(limit, key);
        (refused.Allowed, refused.Remaining).ShouldBe((false, 0));
        refused.RetryAfter.ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
        (await node.Limiter.TakeAsync(limit, NewKey())).Allowed.ShouldBeTrue();
        (await node.Limiter.TakeAsync(limit with { Name = "test-other" }, key)).Allowed.ShouldBeTrue();

        var quick = new RateLimit("test-quick", 20, 1);
        (await node.Limiter.TakeAsync(quick, key)).Allowed.ShouldBeTrue();
        await Eventually.TrueAsync(async () => (await node.Limiter.TakeAsync(quick, key)).Allowed, "a token has come back", Cancel);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Of_several_buckets_in_one_step_the_first_empty_one_refuses_and_those_after_it_are_not_touched(string where)
    {
        await using var node = await StartAsync(where);
        var (roomy, narrow, last) = (new RateLimit("test-roomy", 0.05, 5), new RateLimit("test-narrow", 0.05, 1), new RateLimit("test-last", 0.05, 5));
        var key = NewKey();
        (await node.Limiter.TakeAsync(new RateBucket(roomy, key), new RateBucket(narrow, key), new RateBucket(last, key)))
            .ShouldSatisfyAllConditions(decision => decision.Allowed.ShouldBeTrue(), decision => decision.Remaining.ShouldBe(4));
        var refused = await node.Limiter.TakeAsync(new RateBucket(roomy, key), new RateBucket(narrow, key), new RateBucket(last, key));
        refused.Refused.ShouldBe(narrow);
        refused.RetryAfter.ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
        (await node.Limiter.TakeAsync(roomy, key)).Remaining.ShouldBe(2);
        (await node.Limiter.TakeAsync(last, key)).Remaining.ShouldBe(3);
    }

    [Theory, MemberData(nameof(Both))]
    public async Task Whoever_asks_at_once_never_gets_more_than_limit_and_burst_in_any_window(string where)
    {
        await using var node = await StartAsync(where);
        var limit = new RateLimit("test-window", 1_000, 50);
        var key = NewKey();
        ConcurrentBag<long> admitted = [];
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 500; i++)
            {
                if (await node.Limiter.TakeAsync(limit, key) is { Allowed: true, At: var at })
                {
                    admitted.Add(at);
                }
            }
        })));
        admitted.Count.ShouldBeGreaterThanOrEqualTo(50);
        RateWindow.Excess(admitted, limit.PerSecond, limit.Burst).ShouldBeLessThanOrEqualTo(0);
    }

    private async Task<CacheNode> StartAsync(string where) =>
        where == InRedis ? await CacheNode.StartUpAsync(redis.Server, Cancel) : await CacheNode.StartAsync(null, Cancel);

    private static string NewKey() => $"key-{Interlocked.Increment(ref _keys)}";

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<string?> TextAsync(CacheNode node, string key) =>
        await node.Cache.GetAsync(key) is { } entry ? Encoding.UTF8.GetString(entry.Value.Span) : null;
}
