using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace AspireCoach.Bench;

/// <summary>How much longer others wait for their first words while one user has thousands of messages in the queue.</summary>
internal static class FairnessBench
{
    private const int Messages = 5_000;
    private const int Conversations = 50;
    private const int Others = 10;
    private const int WarmUps = 20;
    private const int Rounds = 25;
    private const int Senders = 32;

    public static async Task RunAsync(BenchRun run)
    {
        await using var coach = await CoachProcess.StartAsync(run.Database, run.Cancel, BenchUsers.Settings);
        var others = await BenchUsers.CreateAsync(coach, Others, 1, run.Cancel);
        var greedy = await BenchUsers.CreateAsync(coach, 1, Conversations, run.Cancel, firstUser: Others);
        using var client = coach.CreateClient();
        BenchRun.Progress("others alone");
        await RoundsAsync(client, others, WarmUps, run.Cancel);
        var alone = await RoundsAsync(client, others, Rounds, run.Cancel);

        BenchRun.Progress($"one user sends {Messages} messages");
        var left = Messages;
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(async _ =>
        {
            for (var next = Interlocked.Decrement(ref left); next >= 0; next = Interlocked.Decrement(ref left))
            {
                await BenchUsers.SendAsync(client, greedy[next % Conversations], "How am I doing with my morning run this week?", run.Cancel);
            }
        }));
        var waiting = await WaitingAsync(run);
        var beside = await RoundsAsync(client, others, Rounds, run.Cancel);
        var still = await WaitingAsync(run);
        run.Figure("accept to first words, ten users in turn, alone", Describe(alone));
        run.Figure("the same beside the backlog", Describe(beside));
        run.AtMost("the worst off of the ten: its median beside, in times of its median alone", 2, beside.Zip(alone, (loaded, free) => Median(loaded) / Median(free)).Max(), " ×");
        run.Figure("messages waiting of the one user, before and after", "> 0", $"{waiting} and {still}", still > 0);
        run.Note($"{Messages} messages of one user in {Conversations} conversations, offline model; each of the ten sends {Rounds} messages, one at a time: a POST, then a poll with wait=25.");
    }

    /// <summary>For each of the others, how long its first words took in each round.</summary>
    private static async Task<List<TimeSpan>[]> RoundsAsync(HttpClient client, IReadOnlyList<BenchConversation> others, int rounds, CancellationToken cancel)
    {
        var took = others.Select(_ => new List<TimeSpan>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var other = 0; other < others.Count; other++)
            {
                took[other].Add(await FirstWordsAsync(client, others[other], cancel));
            }
        }

        return took;
    }

    private static async Task<TimeSpan> FirstWordsAsync(HttpClient client, BenchConversation conversation, CancellationToken cancel)
    {
        var reply = await BenchUsers.SendAsync(client, conversation, "How am I doing with my morning run this week?", cancel);
        var accepted = Stopwatch.GetTimestamp();
        while (true)
        {
            using var poll = new HttpRequestMessage(HttpMethod.Get, $"/v1/replies/{reply}?cursor=0");
            poll.Headers.Authorization = new AuthenticationHeaderValue("Bearer", conversation.Token);
            poll.Headers.Add("Prefer", "wait=25");
            using var answer = await client.SendAsync(poll, cancel);
            answer.EnsureSuccessStatusCode();
            var text = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync(cancel)).GetProperty("text").GetString();
            if (text is { Length: > 0 })
            {
                return Stopwatch.GetElapsedTime(accepted);
            }
        }
    }

    private static Task<long> WaitingAsync(BenchRun run) => run.Database.QueryAsync<long>("select count(*) from jobs.jobs where kind = 'chat.answer'", run.Cancel);

    private static TimeSpan Median(IEnumerable<TimeSpan> durations) => durations.Order().ElementAt(durations.Count() / 2);

    private static string Describe(List<TimeSpan>[] took)
    {
        var all = took.SelectMany(durations => durations).ToList();
        return $"median {BenchRun.Number(Median(all).TotalMilliseconds)}, longest {BenchRun.Number(all.Max().TotalMilliseconds)} ms";
    }
}
