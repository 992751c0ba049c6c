using System.Net;
using AspireCoach.Functional.Chat;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Data.Cache;

/// <summary>The coach with a Redis it cannot use, from its start on, does for a user what it always does.</summary>
public sealed class CoachWithoutRedisTests(PostgresFixture postgres)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("nobody listens", "cannot be reached")]
    [InlineData("stopped", "does not answer in time|cannot be reached")]
    [InlineData("wrong password", "refuses the password")]
    [InlineData("full", "is full")]
    [InlineData("replica", "read-only replica")]
    [InlineData("old", "is version 3.0.7")]
    public async Task It_serves_signs_out_and_answers(string fault, string reason)
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        await using var server = await RedisServer.StartAsync(Cancel);
        await using var old = new OldRedis();
        var connectionString = server.ConnectionString;
        switch (fault)
        {
            case "nobody listens":
                await server.KillAsync();
                break;
            case "stopped":
                await server.SignalAsync("STOP", Cancel);
                break;
            case "wrong password":
                await server.CommandAsync(Cancel, "CONFIG", "SET", "requirepass", "another");
                break;
            case "full":
                await server.CommandAsync(Cancel, "CONFIG", "SET", "maxmemory", "1");
                break;
            case "replica":
                await server.CommandAsync(Cancel, "REPLICAOF", "127.0.0.1", "1");
                break;
            default:
                connectionString = old.ConnectionString;
                break;
        }

        await using var coach = await CoachProcess.StartAsync(
            await postgres.CreateDatabaseAsync(Cancel), Cancel, settings: new Dictionary<string, string> { ["ConnectionStrings__redis"] = connectionString });
        var client = await Conversations.SignUpAsync(coach.CreateClient(), Cancel);
        var reply = await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), "How am I doing?", Cancel);
        (await new Reader(client, reply).ToEndAsync(Cancel)).Status.ShouldBe("done");
        await Eventually.TrueAsync(
            () => Task.FromResult(reason.Split('|').Any(coach.Log.Contains)), $"the log says '{reason}': {coach.Log}", Cancel);
        (await client.GetStringAsync("/metrics", Cancel)).ShouldMatch("(?m)^coach_cache_up(\\{.*\\})? 0$");
        (await client.SendAsync(HttpMethod.Delete, "/v1/sessions/current", null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        coach.Log.ShouldNotContain(RedisServer.Password);
    }

    [Fact]
    public async Task A_connection_string_that_says_nothing_stops_the_start_without_being_shown()
    {
        await using var coach = CoachProcess.Launch(
            "Host=localhost", ["--roles", "all"], settings: new Dictionary<string, string> { ["ConnectionStrings__redis"] = "password=secret-one,nonsense=secret-two" });
        (await coach.EndAsync(Cancel)).ShouldBe(2);
        coach.Log.ShouldContain("ConnectionStrings:redis is not the address of one Redis");
        coach.Log.ShouldNotContain("secret");
    }

    [Fact]
    public async Task Callers_behind_a_known_proxy_are_limited_each_by_their_own_address()
    {
        await using var coach = await CoachProcess.StartAsync(
            await postgres.CreateDatabaseAsync(Cancel), Cancel,
            settings: new Dictionary<string, string> { ["RateLimits__PerAddress"] = "0.01", ["RateLimits__AddressBurst"] = "3" });
        foreach (var address in (string[])["203.0.113.7", "2001:db8:1:2::3"])
        {
            using var client = coach.CreateClient();
            // Left of the proxy's own word stands whatever the caller sent.
            client.DefaultRequestHeaders.Add("X-Forwarded-For", $"198.51.100.{address.Length}, {address}");
            for (var i = 0; i < 3; i++)
            {
                (await client.GetAsync("/v1/me", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            }

            (await client.GetAsync("/v1/me", Cancel)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            (await client.GetAsync("/alive", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }
}
