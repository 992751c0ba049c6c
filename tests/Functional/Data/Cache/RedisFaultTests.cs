using System.Text;
using AspireCoach.Data.Limits;

namespace AspireCoach.Functional.Data.Cache;

/// <summary>A Redis that is not as it should be: everything goes on without it, nobody waits for it, and it is taken up again.</summary>
public sealed class RedisFaultTests
{
    private static readonly RateLimit Limit = new("test-fault", 0.01, 5);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redis_that_accepts_and_never_answers_holds_nobody_up()
    {
        await using var server = await StartServerAsync();
        await using var node = await CacheNode.StartUpAsync(server, Cancel);
        node.Measured("coach.cache.up").ShouldBe(1);
        await server.SignalAsync("STOP", Cancel);
        // Every one of them would wait for its time-out if they queued: a quarter of an hour.
        for (var i = 0; i < 2_000; i++)
        {
            (await node.Cache.GetAsync("key")).ShouldBeNull();
        }

        node.Cache.IsAway.ShouldBeTrue();
        await ShouldWorkWithoutAsync(node, "timeout");
        await server.SignalAsync("CONT", Cancel);
        await ShouldComeBackAsync(node);
    }

    [Fact]
    public async Task A_killed_redis_is_taken_up_again_when_it_is_back_empty()
    {
        await using var server = await StartServerAsync();
        await using var node = await CacheNode.StartUpAsync(server, Cancel);
        await node.Limiter.TakeAsync(Limit, "before");
        await server.KillAsync();
        await node.UntilAwayAsync(Cancel);
        await ShouldWorkWithoutAsync(node, "unreachable");
        await server.LaunchAsync(Cancel);
        await ShouldComeBackAsync(node);
    }

    [Fact]
    public async Task A_connection_of_which_only_the_listening_half_broke_is_thrown_away_whole()
    {
        await using var server = await StartServerAsync();
        await using var node = await CacheNode.StartUpAsync(server, Cancel);
        var before = await ConnectionsAsync(server);
        before.Length.ShouldBe(2);
        await server.CommandAsync(Cancel, "CLIENT", "KILL", "TYPE", "pubsub");
        await Fixtures.Eventually.TrueAsync(
            async () => !node.Cache.IsAway && await ConnectionsAsync(server) is { Length: 2 } now && !now.Intersect(before).Any(),
            "both halves are new",
            Cancel);
        await ShouldComeBackAsync(node);
    }

    [Fact]
    public async Task A_full_redis_is_left_alone_until_it_has_room()
    {
        await using var server = await StartServerAsync();
        await server.CommandAsync(Cancel, "CONFIG", "SET", "maxmemory-policy", "noeviction");
        await using var node = await CacheNode.StartUpAsync(server, Cancel);
        await server.CommandAsync(Cancel, "CONFIG", "SET", "maxmemory", "1");
        await node.UntilAwayAsync(Cancel);
        await ShouldWorkWithoutAsync(node, "full");
        await server.CommandAsync(Cancel, "CONFIG", "SET", "maxmemory", "0");
        await ShouldComeBackAsync(node);
    }

    [Fact]
    public async Task A_redis_that_became_a_replica_is_left_alone_until_it_is_a_primary()
    {
        await using var server = await StartServerAsync();
        await using var node = await CacheNode.StartUpAsync(server, Cancel);
        await server.CommandAsync(Cancel, "REPLICAOF", "127.0.0.1", "1");
        await node.UntilAwayAsync(Cancel);
        await ShouldWorkWithoutAsync(node, "read_only");
        await server.CommandAsync(Cancel, "REPLICAOF", "NO", "ONE");
        await ShouldComeBackAsync(node);
    }

    [Fact]
    public async Task A_replica_is_not_used_from_the_start()
    {
        await using var server = await StartServerAsync();
        await server.CommandAsync(Cancel, "REPLICAOF", "127.0.0.1", "1");
        await using var node = await CacheNode.StartAsync(server.ConnectionString, Cancel);
        await UntilLoggedAsync(node, "read-only replica");
        await ShouldWorkWithoutAsync(node, "read_only");
    }

    [Fact]
    public async Task A_wrong_password_is_said_once_and_never_shown()
    {
        await using var server = await StartServerAsync();
        const string wrong = "wrong-and-secret";
        await using var node = await CacheNode.StartAsync($"localhost:{server.Port},password={wrong}", Cancel);
        await UntilLoggedAsync(node, "refuses the password");
        await ShouldWorkWithoutAsync(node, "password");
        await server.CommandAsync(Cancel, "CONFIG", "SET", "requirepass", wrong);
        await node.UntilUpAsync(Cancel);
        node.Log.ShouldAllBe(line => !line.Contains(wrong));
        node.Log.Count(line => line.Contains("refuses the password")).ShouldBe(1);
    }

    [Fact]
    public async Task An_old_version_is_refused_and_the_least_named()
    {
        await using var old = new OldRedis();
        await using var node = await CacheNode.StartAsync(old.ConnectionString, Cancel);
        await UntilLoggedAsync(node, "it is version 3.0.7 and 5.0 is the least");
        await ShouldWorkWithoutAsync(node, "version");
    }

    [Theory]
    [InlineData("SET", "rubbish")]
    [InlineData("SET", "")]
    [InlineData("SET", "nan")]
    [InlineData("SET", "99999999999999999999:rubbish")]
    [InlineData("SET", "09223372036854775806:for ever, since without an end")]
    [InlineData("RPUSH", "a list")]
    [InlineData("SADD", "a set")]
    public async Task A_poisoned_entry_is_nothing_and_is_replaced(string command, string value)
    {
        await using var server = await StartServerAsync();
        await using var node = await CacheNode.StartUpAsync(server, Cancel);
        await server.CommandAsync(Cancel, command, "coach:cache:key", value);
        if (!value.Contains("for ever"))
        {
            (await node.Cache.GetAsync("key")).ShouldBeNull();
        }

        await node.Cache.SetAsync("key", 1, "good"u8.ToArray(), Minute);
        Encoding.UTF8.GetString((await node.Cache.GetAsync("key")).ShouldNotBeNull().Value.Span).ShouldBe("good");

        await server.CommandAsync(Cancel, command, $"coach:limit:{Limit.Name}:key", value);
        (await node.Limiter.TakeAsync(Limit, "key")).ShouldSatisfyAllConditions(decision => decision.Allowed.ShouldBeTrue(), decision => decision.Remaining.ShouldBe(4));
        long.Parse(await server.CommandAsync(Cancel, "PTTL", $"coach:limit:{Limit.Name}:key"), System.Globalization.CultureInfo.InvariantCulture).ShouldBePositive();
        node.Cache.IsAway.ShouldBeFalse();
    }

    [Fact]
    public async Task A_forgotten_script_and_a_flush_cost_nothing()
    {
        await using var server = await StartServerAsync();
        await using var node = await CacheNode.StartUpAsync(server, Cancel);
        await node.Limiter.TakeAsync(Limit, "key");
        await server.CommandAsync(Cancel, "SCRIPT", "FLUSH");
        (await node.Limiter.TakeAsync(Limit, "key")).Remaining.ShouldBe(3);
        await server.CommandAsync(Cancel, "FLUSHALL");
        (await node.Limiter.TakeAsync(Limit, "key")).Remaining.ShouldBe(4);
        node.Cache.IsAway.ShouldBeFalse();
    }

    /// <summary>The ids of the coach's connections.</summary>
    private static async Task<string[]> ConnectionsAsync(RedisServer server) =>
        [.. (await server.CommandAsync(Cancel, "CLIENT", "LIST")).Split('\n').Where(line => line.Contains("name=coach")).Select(line => line.Split(' ')[0])];

    private static async Task<RedisServer> StartServerAsync()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        return await RedisServer.StartAsync(Cancel);
    }

    private static async Task ShouldWorkWithoutAsync(CacheNode node, string reason)
    {
        node.Cache.IsAway.ShouldBeTrue();
        node.Measured("coach.cache.up").ShouldBe(0);
        (await node.Cache.GetAsync("key")).ShouldBeNull();
        (await node.Cache.SetAsync("key", 1, default, Minute)).ShouldBeFalse();
        (await node.Cache.RemoveAsync("key", Minute)).ShouldBeFalse();
        var heard = 0;
        node.WakeUps.Subscribe("here", _ => heard++);
        (await node.WakeUps.PublishAsync("here", "")).ShouldBeFalse();
        heard.ShouldBe(1);
        for (var left = Limit.Burst - 1; left >= 0; left--)
        {
            (await node.Limiter.TakeAsync(Limit, reason)).Remaining.ShouldBe(left);
        }

        (await node.Limiter.TakeAsync(Limit, reason)).Allowed.ShouldBeFalse();
        node.Measured($"coach.cache.fallbacks {reason}").ShouldBePositive();
    }

    private static async Task ShouldComeBackAsync(CacheNode node)
    {
        await node.UntilUpAsync(Cancel);
        await node.Cache.SetAsync("back", 1, "again"u8.ToArray(), Minute);
        (await node.Cache.GetAsync("back")).ShouldNotBeNull();
        node.Measured("coach.cache.up").ShouldBe(1);
        node.Log.Count(line => line.Contains("is used, version")).ShouldBe(2);
        node.Log.ShouldAllBe(line => !line.Contains(RedisServer.Password));
    }

    private static Task UntilLoggedAsync(CacheNode node, string text) =>
        Fixtures.Eventually.TrueAsync(() => Task.FromResult(node.Log.Any(line => line.Contains(text))), $"'{text}' is logged", Cancel);
}
