using System.Net.Http.Json;

namespace AspireCoach.Bench.Drills;

/// <summary>Processes that are gone, work that stays behind because of it, and work that is given up.</summary>
internal static class ProcessDrills
{
    private const string WebRoles = "accounts,habits,chat,memory,media,mcp";

    public static async Task<DrillFault> OnlyOneAsync(DrillPlatform platform)
    {
        var coach = await platform.StartCoachAsync("all");
        return new(coach.KillAsync, () => coach.StartAsync(platform.Cancel));
    }

    public static async Task<DrillFault> OneOfTwoAsync(DrillPlatform platform)
    {
        await platform.StartCoachAsync("all");
        var second = await platform.StartCoachAsync("all");
        return new(second.KillAsync, () => second.StartAsync(platform.Cancel));
    }

    public static async Task<DrillFault> NoPrometheusAsync(DrillPlatform platform)
    {
        await platform.StartCoachAsync("all");
        return new(
            () => platform.Servers.StopPrometheusAsync(),
            () =>
            {
                platform.Servers.StartPrometheus();
                return Task.CompletedTask;
            });
    }

    public static async Task<DrillFault> NoAgentAsync(DrillPlatform platform)
    {
        var (web, agent) = await SplitAsync(platform, "agent");
        var conversations = await BenchUsers.CreateAsync(web.Process, users: 1, conversationsEach: 1, platform.Cancel);
        return new(
            async () =>
            {
                await agent.KillAsync();
                using var client = web.Process.CreateClient();
                await BenchUsers.SendAsync(client, conversations[0], "How am I doing?", platform.Cancel);
            },
            () => agent.StartAsync(platform.Cancel));
    }

    public static async Task<DrillFault> NoExtractionAsync(DrillPlatform platform)
    {
        var (web, extraction) = await SplitAsync(platform, "extraction");
        var conversations = await BenchUsers.CreateAsync(web.Process, users: 1, conversationsEach: 1, platform.Cancel);
        return new(
            async () =>
            {
                await extraction.KillAsync();
                await ExtractAsync(web, conversations[0], platform.Cancel);
                await platform.Database.ExecuteAsync("update jobs.jobs set run_at = run_at - interval '1 hour' where kind = 'memory.extract'", platform.Cancel);
            },
            () => extraction.StartAsync(platform.Cancel));
    }

    public static async Task<DrillFault> DeadLettersAsync(DrillPlatform platform)
    {
        var coach = await platform.StartCoachAsync("all", ("Memory__MaxAttempts", "1"));
        var conversations = await BenchUsers.CreateAsync(coach.Process, users: 1, conversationsEach: 1, platform.Cancel);
        using var client = coach.Process.CreateClient();
        await BenchUsers.SendAsync(client, conversations[0], "I am allergic to peanuts.", platform.Cancel);
        return new(
            async () =>
            {
                await platform.Database.ExecuteAsync("alter table memory.facts rename to facts_gone", platform.Cancel);
                await ExtractAsync(coach, conversations[0], platform.Cancel);
            },
            async () =>
            {
                await platform.Database.ExecuteAsync("alter table memory.facts_gone rename to facts", platform.Cancel);
                await platform.RedriveAsync("memory.extract");
            });
    }

    public static async Task<DrillFault> GivenUpAsync(DrillPlatform platform)
    {
        var coach = await platform.StartCoachAsync("all", ("Chat__MaxAttempts", "1"));
        var conversations = await BenchUsers.CreateAsync(coach.Process, users: 1, conversationsEach: 1, platform.Cancel);
        return new(
            async () =>
            {
                await platform.Database.ExecuteAsync("alter table chat.chunks rename to chunks_gone", platform.Cancel);
                using var client = coach.Process.CreateClient();
                await BenchUsers.SendAsync(client, conversations[0], "How am I doing?", platform.Cancel);
            },
            async () =>
            {
                await platform.Database.ExecuteAsync("alter table chat.chunks_gone rename to chunks", platform.Cancel);
                await platform.RedriveAsync("chat.answer");
            });
    }

    /// <summary>One process that serves and one that works, which meet in Redis.</summary>
    private static async Task<(DrillProcess Web, DrillProcess Worker)> SplitAsync(DrillPlatform platform, string roles)
    {
        var redis = platform.Own(await LimitsBench.StartRedisAsync(platform.Cancel));
        var web = await platform.StartCoachAsync(WebRoles, ("ConnectionStrings__redis", redis.ConnectionString));
        return (web, await platform.StartCoachAsync(roles, ("ConnectionStrings__redis", redis.ConnectionString), ("Mcp__Endpoint", $"http://{web.Process.Address}/mcp")));
    }

    private static async Task ExtractAsync(DrillProcess coach, BenchConversation user, CancellationToken cancel)
    {
        using var client = coach.Process.CreateClient();
        using var request = BenchUsers.Request(HttpMethod.Post, "/v1/memory/extractions", user.Token);
        request.Headers.Add("Idempotency-Key", "drill");
        request.Content = JsonContent.Create(new { });
        using var answer = await client.SendAsync(request, cancel);
        answer.EnsureSuccessStatusCode();
    }
}
