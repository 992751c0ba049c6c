using AspireCoach.Bench.Load;

namespace AspireCoach.Bench;

/// <summary>Messages: how many a second are made durable, and how soon the first words of an answer are seen.</summary>
internal static class AcceptBench
{
    private const int Users = 250;
    private const int ConversationsEach = 4;
    private const int Connections = 64;
    private const int OpenLoopRate = 200;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(15);

    public static async Task RunAsync(BenchRun run)
    {
        var conversations = await AcceptsAsync(run);
        await run.Database.ExecuteAsync("truncate jobs.jobs, idempotency.keys, chat.chunks, chat.messages, chat.replies", run.Cancel);
        await run.Database.ExecuteAsync("vacuum analyze", run.Cancel);
        await FirstWordsAsync(run, conversations);
    }

    private static async Task<IReadOnlyList<BenchConversation>> AcceptsAsync(BenchRun run)
    {
        await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel, [.. BenchUsers.Settings, ("Chat__AgentConcurrency", "0")]);
        var conversations = await BenchUsers.CreateAsync(coach, Users, ConversationsEach, run.Cancel);
        BenchRun.Progress($"messages over {Connections} connections for {(WarmUp + Measured).TotalSeconds} s");
        var before = await coach.ProcessorSecondsAsync(run.Cancel);
        var load = new AcceptLoad(conversations, Connections, WarmUp, Measured);
        await LoadLoop.RunAsync(coach.Address, load, run.Cancel);
        var processor = await coach.ProcessorSecondsAsync(run.Cancel) - before;

        run.AtLeast("durable accepts", 2_000, load.AcceptedInTime / Measured.TotalSeconds, "/s");
        run.Figure("accept latency, closed loop", load.Latency.ToString());
        var rows = await run.Database.QueryAsync<long>(
            """
            select count(*) from chat.messages m join chat.replies r on r.id = m.reply_id
            join idempotency.keys k on k.user_id = m.user_id and k.location = '/v1/replies/' || r.id
            join jobs.jobs j on j.payload::jsonb ->> 'replyId' = r.id::text
            """,
            run.Cancel);
        var messages = await run.Database.QueryAsync<long>("select count(*) from chat.messages", run.Cancel);
        var keys = await run.Database.QueryAsync<long>("select count(distinct key) from idempotency.keys where endpoint like '%/messages'", run.Cancel);
        var jobs = await run.Database.QueryAsync<long>("select count(*) from jobs.jobs", run.Cancel);
        run.Figure(
            "messages with their reply, key and job",
            $"= {BenchRun.Number(load.Accepted)} answers 202",
            BenchRun.Number(rows),
            rows == load.Accepted && messages == rows && keys == rows && jobs == rows);
        run.Note($"Accepts: {Users} users, {Users * ConversationsEach} conversations, {Connections} connections, each message with its own Idempotency-Key; Chat__AgentConcurrency=0, so that acceptance alone is measured.");
        run.Note($"Accepts cost the coach {BenchRun.Number(processor / load.Accepted * 1e6)} µs of processor time each.");
        return conversations;
    }

    private static async Task FirstWordsAsync(BenchRun run, IReadOnlyList<BenchConversation> conversations)
    {
        await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel, BenchUsers.Settings);
        BenchRun.Progress($"{OpenLoopRate} messages/s, answered and polled, for {(WarmUp + Measured).TotalSeconds} s");
        var before = await coach.ProcessorSecondsAsync(run.Cancel);
        var load = new FirstWordsLoad(conversations, OpenLoopRate, WarmUp, Measured);
        await LoadLoop.RunAsync(coach.Address, load, run.Cancel);
        var processor = await coach.ProcessorSecondsAsync(run.Cancel) - before;

        run.AtMost($"accept to first words at {OpenLoopRate}/s, p99", 50, load.FromAcceptedToWords.Milliseconds(0.99), " ms");
        run.Figure("  the same", load.FromAcceptedToWords.ToString());
        run.Figure("  from when the message was due to its 202", load.ToAccepted.ToString());
        run.Figure("  from when the message was due to first words", load.ToWords.ToString());
        run.Note($"First words: {BenchRun.Number(load.ToWords.Count)} messages, constant arrival rate, offline model, whose answer calls tools; its own time is included (whole answer step {load.Model}).");
        run.Note($"A message accepted, answered and polled cost the coach {BenchRun.Number(processor / (load.ToWords.Count * (WarmUp + Measured) / Measured) * 1e6)} µs of processor time.");
    }
}
