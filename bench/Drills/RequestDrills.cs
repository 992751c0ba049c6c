namespace AspireCoach.Bench.Drills;

/// <summary>Requests that are answered with 5xx.</summary>
internal static class RequestDrills
{
    private const int PollsPerSecond = 50;

    public static async Task<DrillFault> ApiErrorsAsync(DrillPlatform platform)
    {
        var coach = await platform.StartCoachAsync("all");
        var conversations = await BenchUsers.CreateAsync(coach.Process, users: 1, conversationsEach: 1, platform.Cancel);
        platform.Send(coach, perSecond: 20, _ => BenchUsers.Request(HttpMethod.Get, "/v1/habits", conversations[0].Token));
        return new(
            () => platform.Database.ExecuteAsync("alter table habits.habits rename to habits_gone", platform.Cancel),
            () => platform.Database.ExecuteAsync("alter table habits.habits_gone rename to habits", platform.Cancel));
    }

    /// <summary>
    /// Polls of a reply that the process knows, and one in so many of one that it has to ask the database about: while the
    /// table is gone, those fail.
    /// </summary>
    public static async Task<DrillFault> PollErrorsAsync(DrillPlatform platform, int every)
    {
        var coach = await platform.StartCoachAsync("all");
        var conversations = await BenchUsers.CreateAsync(coach.Process, users: 1, conversationsEach: 1, platform.Cancel);
        using var client = coach.Process.CreateClient();
        var known = await BenchUsers.SendAsync(client, conversations[0], "How am I doing?", platform.Cancel);
        while (await platform.Database.QueryAsync<long>("select count(*) from chat.replies where status < 3", platform.Cancel) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, platform.Cancel);
        }

        platform.Send(coach, PollsPerSecond, number => BenchUsers.Request(
            HttpMethod.Get, $"/v1/replies/{(number % every == 0 ? Guid.CreateVersion7(TimeProvider.System.GetUtcNow()) : known)}?cursor=0", conversations[0].Token));
        return new(
            () => platform.Database.ExecuteAsync("alter table chat.replies rename to replies_gone", platform.Cancel),
            () => platform.Database.ExecuteAsync("alter table chat.replies_gone rename to replies", platform.Cancel));
    }
}
