using AspireCoach.Support;

namespace AspireCoach.Bench.Drills;

/// <summary>Stores that go away, or take their time.</summary>
internal static class StoreDrills
{
    private static readonly TimeSpan SlowSearch = TimeSpan.FromSeconds(0.8);

    public static async Task<DrillFault> PostgresAsync(DrillPlatform platform)
    {
        await platform.StartCoachAsync("all");
        return new(platform.Database.StopAsync, () => platform.Database.StartAsync(platform.Cancel));
    }

    public static async Task<DrillFault> RedisAsync(DrillPlatform platform)
    {
        var redis = platform.Own(await LimitsBench.StartRedisAsync(platform.Cancel));
        await platform.StartCoachAsync("all", ("ConnectionStrings__redis", redis.ConnectionString));
        return new(redis.KillAsync, () => redis.LaunchAsync(platform.Cancel));
    }

    public static async Task<DrillFault> BlobsAsync(DrillPlatform platform)
    {
        var store = platform.Own(await S3Server.StartAsync(platform.Cancel) ?? throw new BenchException($"{S3Server.Missing ?? "npm cannot fetch s3rver"}."));
        await platform.StartCoachAsync("all", ("ConnectionStrings__blobs", store.ConnectionString("drill")));
        return new(store.StopAsync, () => store.LaunchAsync(platform.Cancel));
    }

    public static async Task<DrillFault> QdrantAsync(DrillPlatform platform)
    {
        var qdrant = await QdrantServer.StartAsync();
        var port = new Uri(qdrant.Endpoint).Port;
        await platform.StartCoachAsync("all", ("ConnectionStrings__qdrant_http", qdrant.ConnectionString));
        return new(() => qdrant.DisposeAsync().AsTask(), async () => platform.Own(await QdrantServer.StartAsync(port)));
    }

    public static async Task<DrillFault> SlowQdrantAsync(DrillPlatform platform)
    {
        var qdrant = platform.Own(await QdrantServer.StartAsync());
        var coach = await platform.StartCoachAsync("all", ("ConnectionStrings__qdrant_http", qdrant.ConnectionString));
        var conversations = await BenchUsers.CreateAsync(coach.Process, users: 1, conversationsEach: 1, platform.Cancel);
        using var client = coach.Process.CreateClient();
        await BenchUsers.SendAsync(client, conversations[0], "I went for a run before breakfast.", platform.Cancel);
        platform.Send(coach, perSecond: 5, _ => BenchUsers.Request(HttpMethod.Get, "/v1/memory/search?q=run", conversations[0].Token));
        return new(
            () =>
            {
                qdrant.Fault = async context =>
                {
                    await Task.Delay(context.Request.Path.Value!.EndsWith("/query/batch", StringComparison.Ordinal) ? SlowSearch : TimeSpan.Zero, TimeProvider.System, context.RequestAborted);
                    return false;
                };
                return Task.CompletedTask;
            },
            () =>
            {
                qdrant.Fault = null;
                return Task.CompletedTask;
            });
    }
}
