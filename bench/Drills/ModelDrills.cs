using System.Net.Http.Json;
using Npgsql;

namespace AspireCoach.Bench.Drills;

/// <summary>Models that fail or use much, and tools that take their time.</summary>
internal static class ModelDrills
{
    private const int Users = 30;
    private const int TokensOfAnAnswer = 3_000_000;
    private static readonly TimeSpan Locked = TimeSpan.FromSeconds(4);

    public static async Task<DrillFault> ErrorsAsync(DrillPlatform platform)
    {
        var model = platform.Own(await SlowModel.StartAsync(platform.Cancel));
        await TalkAsync(platform, perSecond: 3, "How am I doing?", model.Settings);
        return new(() => Set(() => model.Fails = true), () => Set(() => model.Fails = false));
    }

    public static async Task<DrillFault> TokensAsync(DrillPlatform platform)
    {
        var model = platform.Own(await SlowModel.StartAsync(platform.Cancel));
        model.Tokens = 1;
        await TalkAsync(platform, perSecond: 1, "How am I doing?", model.Settings);
        return new(() => Set(() => model.Tokens = TokensOfAnAnswer), () => Set(() => model.Tokens = 1));
    }

    public static async Task<DrillFault> SlowToolAsync(DrillPlatform platform)
    {
        await TalkAsync(platform, perSecond: 3, "What did I write in my journal about running?", ("Chat__AgentConcurrency", "64"));
        var locks = CancellationTokenSource.CreateLinkedTokenSource(platform.Cancel);
        return new(
            () => Set(() => platform.Run(_ => LockAsync(platform.Database, locks.Token))),
            locks.CancelAsync);
    }

    /// <summary>A process, and users who talk to it one after another.</summary>
    private static async Task TalkAsync(DrillPlatform platform, double perSecond, string text, params (string, string)[] settings)
    {
        var coach = await platform.StartCoachAsync("all", settings);
        var conversations = await BenchUsers.CreateAsync(coach.Process, Users, conversationsEach: 1, platform.Cancel);
        platform.Send(coach, perSecond, number =>
        {
            var conversation = conversations[(int)(number % conversations.Count)];
            var request = BenchUsers.Request(HttpMethod.Post, $"/v1/conversations/{conversation.Id}/messages", conversation.Token);
            request.Headers.Add("Idempotency-Key", $"drill-{number}");
            request.Content = JsonContent.Create(new { text });
            return request;
        });
    }

    private static async Task LockAsync(BenchDatabase database, CancellationToken cancel)
    {
        try
        {
            await using var source = NpgsqlDataSource.Create(database.ConnectionString);
            while (true)
            {
                await using var connection = await source.OpenConnectionAsync(cancel);
                await using var transaction = await connection.BeginTransactionAsync(cancel);
                await using var command = new NpgsqlCommand("lock table habits.journal in access exclusive mode", connection, transaction);
                await command.ExecuteNonQueryAsync(cancel);
                await Task.Delay(Locked, TimeProvider.System, cancel);
                await transaction.CommitAsync(cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // It is mended: the lock went with its connection.
        }
    }

    private static Task Set(Action change)
    {
        change();
        return Task.CompletedTask;
    }
}
