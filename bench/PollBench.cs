using AspireCoach.Bench.Load;
using Npgsql;

namespace AspireCoach.Bench;

/// <summary>Polls a second over finished replies and replies that another process is writing.</summary>
internal static class PollBench
{
    private const int Users = 50;
    private const int Finished = 2_000;
    private const int Streaming = 100;
    private const int Connections = 64;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(BenchRun run)
    {
        await MeasureAsync(run, await FinishedAsync(run), "polls", 15_000, null);
        run.Note($"{Finished} finished replies and {Streaming} being written as by an agent in another process, {Users} users with their own tokens, cursor=0, {Connections} connections.");
    }

    /// <summary>The same with a Redis that is asked for every limit, and with one that is lost.</summary>
    public static async Task RunWithRedisAsync(BenchRun run)
    {
        await using var redis = await LimitsBench.StartRedisAsync(run.Cancel);
        var replies = await FinishedAsync(run);
        // Copies of 100 replies among 2,100: nearly every poll goes to what is behind them.
        (string, string)[] few = [("ConnectionStrings__redis", redis.ConnectionString), ("Chat__CachedReplies", "100")];
        await MeasureAsync(run, replies, "polls with Redis", 12_000, null, ("ConnectionStrings__redis", redis.ConnectionString));
        await MeasureAsync(
            run, replies, "polls with Redis, user's and address's limit checked in it", 12_000, null,
            ("ConnectionStrings__redis", redis.ConnectionString), ("RateLimits__PerUser", "1000000"), ("RateLimits__UserBurst", "1000000"),
            ("RateLimits__PerAddress", "1000000"), ("RateLimits__AddressBurst", "1000000"));
        await MeasureAsync(run, replies, "polls from Redis, no copies in the process", null, null, few);
        await MeasureAsync(run, replies, "polls with Redis lost, from Postgres, no copies in the process", 3_000, redis.KillAsync, few);
        run.Note($"{Finished} finished replies and {Streaming} being written as by an agent in another process, {Users} users with their own tokens, cursor=0, {Connections} connections; where it says no copies, the process keeps 100 of the {Finished + Streaming}. Limits are off where it does not say otherwise.");
    }

    private static async Task MeasureAsync(
        BenchRun run, List<(BenchConversation Conversation, PolledReply Reply)> finished, string figure, double? target, Func<Task>? lose, params (string, string)[] settings)
    {
        await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel, [("Chat__AgentConcurrency", "0"), .. settings]);
        List<(BenchConversation Conversation, PolledReply Reply)> replies = [.. finished, .. await BeginStreamingAsync(run, coach, finished)];
        // The bench writes to the database alone, without the word that an agent sends: what was known when they were
        // accepted must have run out.
        await Task.Delay(TimeSpan.FromSeconds(4), TimeProvider.System, run.Cancel);
        if (lose is not null)
        {
            await lose();
        }

        BenchRun.Progress($"{figure}, over {Connections} connections for {(WarmUp + Measured).TotalSeconds} s");
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
        var writer = WriteAsync(run.Database, replies, writing.Token);
        var before = await coach.ProcessorSecondsAsync(run.Cancel);
        var load = new PollLoad([.. replies.Select(reply => reply.Reply)], Connections, WarmUp, Measured);
        await LoadLoop.RunAsync(coach.Address, load, run.Cancel);
        var processor = await coach.ProcessorSecondsAsync(run.Cancel) - before;
        await writing.CancelAsync();
        var batches = await writer;

        var perSecond = load.AnsweredInTime / Measured.TotalSeconds;
        if (target is { } least)
        {
            run.AtLeast(figure, least, perSecond, "/s");
        }
        else
        {
            run.Figure(figure, $"{BenchRun.Number(perSecond)}/s");
        }

        run.Figure("  of which of replies being written", $"{BenchRun.Number(load.Streaming / Measured.TotalSeconds)}/s");
        run.Figure("  latency, closed loop", load.Latency.ToString());
        run.Note($"{figure}: {BenchRun.Number(processor / load.AnsweredInAll * 1e6)} µs of the coach's processor time each, bodies of {load.Bytes / Math.Max(1, load.AnsweredInTime)} bytes on average, {batches} batches of chunks written meanwhile.");
    }

    /// <summary>Replies that the offline coach has written in an earlier process.</summary>
    public static async Task<List<(BenchConversation Conversation, PolledReply Reply)>> FinishedAsync(BenchRun run, int finished = Finished)
    {
        await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel, BenchUsers.Settings);
        var conversations = await BenchUsers.CreateAsync(coach, Users, 4, run.Cancel);
        BenchRun.Progress($"{finished} messages are answered");
        using var client = coach.CreateClient();
        var replies = new (BenchConversation Conversation, PolledReply Reply)[finished];
        await Parallel.ForAsync(0, finished, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = run.Cancel }, async (i, cancel) =>
        {
            var conversation = conversations[i % conversations.Count];
            var id = await BenchUsers.SendAsync(client, conversation, "How am I doing with my morning run this week?", cancel);
            replies[i] = (conversation, new PolledReply(id, conversation.Token, Streams: false));
        });
        while (await run.Database.QueryAsync<long>("select count(*) from chat.replies where status <> 3", run.Cancel) > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, run.Cancel);
        }

        return [.. replies];
    }

    private static async Task<List<(BenchConversation Conversation, PolledReply Reply)>> BeginStreamingAsync(
        BenchRun run, CoachProcess coach, List<(BenchConversation Conversation, PolledReply Reply)> finished)
    {
        using var client = coach.CreateClient();
        List<(BenchConversation, PolledReply)> streaming = [];
        foreach (var (conversation, _) in finished.DistinctBy(reply => reply.Conversation).Take(Streaming))
        {
            var id = await BenchUsers.SendAsync(client, conversation, "And how did it go the week before?", run.Cancel);
            streaming.Add((conversation, new PolledReply(id, conversation.Token, Streams: true)));
        }

        await WriteAsync(run.Database, streaming, CancellationToken.None, batches: 1);
        return streaming;
    }

    /// <summary>Does to the database what an agent elsewhere does: a chunk for each streaming reply ten times a second.</summary>
    private static async Task<int> WriteAsync(
        BenchDatabase database, List<(BenchConversation Conversation, PolledReply Reply)> replies, CancellationToken cancel, int batches = int.MaxValue)
    {
        var ids = replies.Where(reply => reply.Reply.Streams).Select(reply => reply.Reply.Id).ToArray();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await using var command = source.CreateCommand(
            """
            with written as (
                update chat.replies r set version = version + 1, status = 2 where id = any($1)
                returning id, (select coalesce(max(finish), 0) from chat.chunks c where c.reply_id = r.id) as finish)
            insert into chat.chunks (reply_id, start, finish, text) select id, finish, finish + 6, 'words ' from written
            """);
        command.Parameters.Add(new() { Value = ids });
        for (var batch = 0; ; batch++)
        {
            if (cancel.IsCancellationRequested || batch == batches)
            {
                return batch;
            }

            await command.ExecuteNonQueryAsync(CancellationToken.None);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
