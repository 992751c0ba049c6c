using System.Net.Http.Headers;
using System.Text.Json;

namespace AspireCoach.Bench;

/// <summary>
/// What the graph itself costs a turn: from the claim of the message's job to the commit of the answer, without the time
/// that models and tools were waited for. Rewriting, recall and every write to the database are in it.
/// </summary>
internal static class GraphBench
{
    private const string Metric = "coach_turn_overhead_seconds";
    private const int Users = 5;
    private const int WarmUps = 60;
    private const int Turns = 400;
    private const double Target = 5;

    private static readonly string[] s_messages =
    [
        "How am I doing with my morning run this week?", "Why did I fail yesterday?", "And the day before?", "What should I cook for dinner?",
        "What did I tell you about my sister Harriet?", "My sister Harriet is moving to Lisbon, and my knee felt fine today.", "How can I read more?", "Thanks!",
    ];

    public static async Task RunAsync(BenchRun run)
    {
        await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel, BenchUsers.Settings);
        var conversations = await BenchUsers.CreateAsync(coach, Users, 1, run.Cancel);
        using var client = coach.CreateClient();
        BenchRun.Progress($"{WarmUps} turns to warm up, {Turns} to measure, one at a time");
        await TakeAsync(client, conversations, WarmUps, run.Cancel);
        var before = await coach.HistogramAsync(Metric, run.Cancel);
        await TakeAsync(client, conversations, Turns, run.Cancel);
        var after = await coach.HistogramAsync(Metric, run.Cancel);

        var counts = after.Select((bucket, at) => (bucket.Bound, Count: bucket.Count - before[at].Count)).ToList();
        var measured = counts[^1].Count;
        run.AtMost("the graph's own time a turn, median", Target, Milliseconds(0.5), " ms");
        run.Figure("p90, p99", $"{BenchRun.Number(Milliseconds(0.9))}, {BenchRun.Number(Milliseconds(0.99))} ms");
        run.Figure("turns within 5 ms", $"{BenchRun.Number(100 * counts.First(bucket => bucket.Bound >= Target / 1_000).Count / measured)} %");
        run.Note($"{measured} turns of {Users} users with the offline model, one at a time, from {Metric} in /metrics: each figure is the upper bound of its bucket.");
        run.Note("A turn's own time is that from the claim of its job to the commit of the answer, less the time in which a model or a tool was waited for: reading the turn, rewriting, recall, checkpoints, text and the last commit are in it.");

        double Milliseconds(double share) => counts.First(bucket => bucket.Count >= share * measured).Bound * 1_000;
    }

    private static async Task TakeAsync(HttpClient client, IReadOnlyList<BenchConversation> conversations, int turns, CancellationToken cancel)
    {
        for (var turn = 0; turn < turns; turn++)
        {
            var conversation = conversations[turn % conversations.Count];
            var reply = await BenchUsers.SendAsync(client, conversation, s_messages[turn / conversations.Count % s_messages.Length], cancel);
            while (!await IsDoneAsync(client, conversation, reply, cancel))
            {
            }
        }
    }

    private static async Task<bool> IsDoneAsync(HttpClient client, BenchConversation conversation, Guid reply, CancellationToken cancel)
    {
        using var poll = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}?cursor=0");
        poll.Headers.Authorization = new AuthenticationHeaderValue("Bearer", conversation.Token);
        poll.Headers.Add("Prefer", "wait=5");
        using var answer = await client.SendAsync(poll, cancel);
        answer.EnsureSuccessStatusCode();
        var status = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(cancel)).GetProperty("status").GetString();
        return status is "done" ? true : status is "failed" or "cancelled" ? throw new BenchException($"A reply was {status}.") : false;
    }
}
