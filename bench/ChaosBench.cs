using System.Diagnostics;
using System.Globalization;
using AspireCoach.AppHost.Local;
using AspireCoach.Bench.Load;
using AspireCoach.Support;

namespace AspireCoach.Bench;

/// <summary>
/// Messages at a constant rate through two web and two agent processes while agents are killed, Redis is flushed and
/// restarted, and Postgres is restarted: what is lost, doubled, out of order or wrong, and how soon all is well again.
/// </summary>
internal static class ChaosBench
{
    private const int Users = 200;
    private const int Rate = 50;
    private const string Variable = "COACH_BENCH_MINUTES";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan RedisAway = TimeSpan.FromSeconds(5);

    // A healthy platform has ended every answer after this: the model alone takes half a second.
    private static readonly TimeSpan Healthy = TimeSpan.FromSeconds(2);
    private static readonly string[] Roles = ["accounts,habits,chat,memory,media,catalog,mcp", "accounts,habits,chat,memory,media,catalog,mcp", "agent,extraction,ingestion", "agent,extraction,ingestion"];

    public static async Task RunAsync(BenchRun run)
    {
        var minutes = double.TryParse(Environment.GetEnvironmentVariable(Variable), CultureInfo.InvariantCulture, out var given) ? given : 10;
        await using var model = await SlowModel.StartAsync(run.Cancel);
        await using var redis = await LimitsBench.StartRedisAsync(run.Cancel);
        int[] ports = [.. Roles.Select(_ => LoopbackPort.Free())];
        (string, string)[] settings = [.. BenchUsers.Settings, .. model.Settings, ("ConnectionStrings__redis", redis.ConnectionString), ("Chat__AgentConcurrency", "64"), ("Mcp__Endpoint", $"http://127.0.0.1:{ports[0]}/mcp,http://127.0.0.1:{ports[1]}/mcp")];
        var processes = new CoachProcess[Roles.Length];
        try
        {
            for (var i = 0; i < processes.Length; i++)
            {
                processes[i] = await CoachProcess.StartAsync(run.Database, Roles[i], ports[i], run.Cancel, settings);
            }

            var conversations = await BenchUsers.CreateAsync(processes[0], Users, 1, run.Cancel);
            BenchRun.Progress($"{Rate} messages/s for {minutes} minutes");
            var servers = new[] { processes[0].CreateClient(), processes[1].CreateClient() };
            var user = new PatientUser(servers);
            using var over = CancellationTokenSource.CreateLinkedTokenSource(run.Cancel);
            over.CancelAfter(WarmUp + TimeSpan.FromMinutes(minutes));
            var talking = TalkAsync(user, conversations, run.Cancel, over.Token);
            var recoveries = await BreakAsync(run, processes, redis, settings, user, over.Token);
            await talking;
            await ReportAsync(run, user, recoveries);
            run.Note($"2 web and 2 agent processes, Redis, {Users} users, {Rate} messages/s for {minutes} minutes, a model that streams for half a second; an agent killed (-9) every {BetweenKills.TotalSeconds} s, and in turn Redis flushed, Redis away for {RedisAway.TotalSeconds} s, Postgres restarted.");
            run.Note($"Recovered: the oldest unanswered message is younger than {Healthy.TotalSeconds} s, counted from the kill or from when the store was back.");
        }
        finally
        {
            foreach (var process in processes.OfType<CoachProcess>())
            {
                await process.DisposeAsync();
            }
        }
    }

    private static async Task TalkAsync(PatientUser user, IReadOnlyList<BenchConversation> conversations, CancellationToken cancel, CancellationToken over)
    {
        List<Task> talks = [];
        var started = Stopwatch.GetTimestamp();
        while (!over.IsCancellationRequested)
        {
            var due = TimeSpan.FromSeconds((double)talks.Count / Rate) - Stopwatch.GetElapsedTime(started);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due, TimeProvider.System, CancellationToken.None);
            }

            talks.Add(user.TalkAsync(conversations[talks.Count % conversations.Count], $"Message {talks.Count}: how am I doing?", cancel));
        }

        await Task.WhenAll(talks);
    }

    /// <summary>Breaks one thing after another until the time is up; how long each took to be forgotten.</summary>
    private static async Task<Dictionary<string, List<TimeSpan>>> BreakAsync(
        BenchRun run, CoachProcess[] processes, RedisServer redis, (string, string)[] settings, PatientUser user, CancellationToken over)
    {
        var faults = new (string Name, Func<Task> Do)[]
        {
            ("Redis flushed", async () => await redis.CommandAsync(run.Cancel, "FLUSHALL")),
            ("Redis restarted", async () =>
            {
                await redis.KillAsync();
                await Task.Delay(RedisAway, TimeProvider.System, run.Cancel);
                await redis.LaunchAsync(run.Cancel);
            }),
            ("Postgres restarted", () => run.Database.RestartAsync(run.Cancel)),
        };
        var recoveries = new Dictionary<string, List<TimeSpan>>(StringComparer.Ordinal);
        try
        {
            await Task.Delay(WarmUp, TimeProvider.System, over);
            for (var round = 0; ; round++)
            {
                var clock = Stopwatch.StartNew();
                var agent = 2 + (round % 2);
                await processes[agent].KillAsync();
                var killed = Stopwatch.GetTimestamp();
                var port = processes[agent].Address.Port;
                await processes[agent].DisposeAsync();
                processes[agent] = await CoachProcess.StartAsync(run.Database, Roles[agent], port, run.Cancel, settings);
                await RecoveredAsync("an agent killed", killed);
                var (name, breaking) = faults[round % faults.Length];
                await breaking();
                await RecoveredAsync(name, Stopwatch.GetTimestamp());
                BenchRun.Progress($"{name}; {string.Join(", ", recoveries.Select(kind => $"{kind.Key} {kind.Value[^1].TotalSeconds:0.0} s"))}; {user.Answered} answered");
                if (BetweenKills > clock.Elapsed)
                {
                    await Task.Delay(BetweenKills - clock.Elapsed, TimeProvider.System, over);
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested && !run.Cancel.IsCancellationRequested)
        {
            return recoveries;
        }

        async Task RecoveredAsync(string name, long since)
        {
            // What the fault holds up is not late at once.
            await Task.Delay(Healthy, TimeProvider.System, over);
            while (user.OldestWait > Healthy)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, over);
            }

            (recoveries.TryGetValue(name, out var known) ? known : recoveries[name] = []).Add(Stopwatch.GetElapsedTime(since));
        }
    }

    private static async Task ReportAsync(BenchRun run, PatientUser user, Dictionary<string, List<TimeSpan>> recoveries)
    {
        var kept = await run.Database.QueryAsync<long>("select count(*) from chat.messages where not from_coach", run.Cancel);
        var answers = await run.Database.QueryAsync<long>("select count(*) from chat.messages where from_coach", run.Cancel);
        var disordered = await run.Database.QueryAsync<long>(
            """
            select count(*) from (
                select entry, lag(entry) over (partition by conversation_id order by turn) as before
                from chat.messages where from_coach) answers
            where entry < before
            """,
            run.Cancel);
        run.Figure("messages accepted, and kept once", $"= {BenchRun.Number(user.Accepted)}", BenchRun.Number(kept), kept == user.Accepted);
        run.Figure("messages answered, and answered once", $"= {BenchRun.Number(user.Accepted)}", BenchRun.Number(answers), answers == user.Accepted && user.Answered == answers);
        run.Figure("answers out of order", "= 0", $"{disordered}", disordered == 0);
        run.Figure("wrong digests, cursors that went back, failed replies, other faults", "= 0", $"{user.Faults.Values.Sum()}", user.Faults.IsEmpty);
        run.Figure("requests that were sent again", BenchRun.Number(user.Repeated));
        foreach (var (name, took) in recoveries.OrderBy(kind => kind.Key))
        {
            run.AtMost($"recovered after: {name} ({took.Count} times), longest", 10, took.Max().TotalSeconds, " s");
        }

        foreach (var (fault, count) in user.Faults)
        {
            run.Note($"{count} × {fault}");
        }
    }
}
