using System.Net;
using System.Net.Http.Headers;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>Two coaches on one database and one Redis are one coach to a user.</summary>
public sealed class TwoCoachesOneRedisTests(PostgresFixture postgres, RedisFixture redis) : IClassFixture<RedisFixture>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_of_one_and_erasing_an_account_in_one_refuses_in_the_other_at_once()
    {
        // An hour's copies: only a word from the other process ends them.
        var (one, other) = await StartAsync(new() { ["Sessions__CacheSeconds"] = "3600" });
        await using var _ = one;
        await using var __ = other;
        foreach (var (method, path, body) in ((HttpMethod, string, object?)[])[
            (HttpMethod.Delete, "/v1/sessions/current", null), (HttpMethod.Delete, "/v1/me", new { password = CoachFixture.Password })])
        {
            var client = await Conversations.SignUpAsync(one.CreateClient(), Cancel);
            using var otherClient = ClientOf(other, client);
            (await otherClient.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
            ((int)(await client.SendAsync(method, path, body, Cancel)).Status).ShouldBeInRange(200, 299);
            await Eventually.TrueAsync(
                async () => (await otherClient.GetJsonAsync("/v1/me", Cancel)).Status == HttpStatusCode.Unauthorized, $"refused after {path}", Cancel);
            (await client.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Cancelling_in_one_stops_the_model_that_writes_nothing_in_the_other()
    {
        await using var model = await ScriptedModel.StartAsync();
        var live = new LiveReply();
        model.When("Tell me", live.ServeAsync);
        var (writing, other) = await StartAsync(new(model.Settings), new() { ["Chat__AgentConcurrency"] = "0" });
        await using var _ = writing;
        await using var __ = other;
        var client = await Conversations.SignUpAsync(writing.CreateClient(), Cancel);
        using var otherClient = ClientOf(other, client);
        var reply = await Conversations.SendAsync(otherClient, await Conversations.BeginAsync(client, Cancel), "Tell me", Cancel);
        await live.OpenedAsync(Cancel);
        (await otherClient.SendAsync(HttpMethod.Delete, $"/v1/replies/{reply}", null, Cancel)).Status.ShouldBe(HttpStatusCode.Accepted);
        await live.LeftAsync(Cancel);
        (await new Reader(client, reply).ToEndAsync(Cancel)).Status.ShouldBe("cancelled");
    }

    [Fact]
    public async Task A_user_has_one_limit_however_many_processes_are_asked()
    {
        var (one, other) = await StartAsync(new() { ["RateLimits__PerUser"] = "0.01", ["RateLimits__UserBurst"] = "10" });
        await using var _ = one;
        await using var __ = other;
        var client = await Conversations.SignUpAsync(one.CreateClient(), Cancel);
        using var otherClient = ClientOf(other, client);
        for (var i = 0; i < 5; i++)
        {
            (await client.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
            (await otherClient.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        }

        foreach (var either in (HttpClient[])[client, otherClient])
        {
            var refused = await either.GetJsonAsync("/v1/me", Cancel);
            refused.Status.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Message.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(100));
            refused.Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            refused.Body.TryGetProperty("traceId", out var _).ShouldBeTrue();
            (await either.GetAsync("/health", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Flushing_and_poisoning_everything_while_a_reply_is_written_loses_nothing()
    {
        await using var model = await ScriptedModel.StartAsync();
        var live = new LiveReply();
        model.When("Tell me", live.ServeAsync);
        var (writing, other) = await StartAsync(new(model.Settings), new() { ["Chat__AgentConcurrency"] = "0" });
        await using var _ = writing;
        await using var __ = other;
        var client = await Conversations.SignUpAsync(writing.CreateClient(), Cancel);
        using var otherClient = ClientOf(other, client);
        var reply = await Conversations.SendAsync(client, await Conversations.BeginAsync(client, Cancel), "Tell me", Cancel);
        Reader reader = new(otherClient, reply);
        for (var i = 1; i <= 6; i++)
        {
            live.Say("word ");
            await reader.UntilTextAsync(string.Concat(Enumerable.Repeat("word ", i)), Cancel);
            await redis.Server.CommandAsync(Cancel, i % 2 == 0
                ? ["FLUSHALL"]
                : ["EVAL", "for _, key in ipairs(redis.call('KEYS', 'coach:*')) do redis.call('SET', key, 'poison') end return 1", "0"]);
        }

        live.End();
        (await reader.ToEndAsync(Cancel)).Status.ShouldBe("done");
        (await new Reader(client, reply).ToEndAsync(Cancel)).Status.ShouldBe("done");
        (await otherClient.GetJsonAsync("/v1/me", Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        (writing.Log + other.Log).ShouldNotContain(" failed");
    }

    private async Task<(CoachProcess One, CoachProcess Other)> StartAsync(Dictionary<string, string> settings, Dictionary<string, string>? otherSettings = null)
    {
        settings["ConnectionStrings__redis"] = redis.Server.ConnectionString;
        var database = await postgres.CreateDatabaseAsync(Cancel);
        var one = await CoachProcess.StartAsync(database, Cancel, settings: settings);
        var other = await CoachProcess.StartAsync(database, Cancel, settings: settings.Concat(otherSettings ?? []).ToDictionary(setting => setting.Key, setting => setting.Value));
        foreach (var coach in (CoachProcess[])[one, other])
        {
            await Eventually.TrueAsync(() => Task.FromResult(coach.Log.Contains("is used, version")), "the coach uses Redis", Cancel);
        }

        return (one, other);
    }

    private static HttpClient ClientOf(CoachProcess coach, HttpClient user)
    {
        var client = coach.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", user.DefaultRequestHeaders.Authorization!.Parameter);
        return client;
    }
}
