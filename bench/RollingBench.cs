using System.Diagnostics;
using AspireCoach.AppHost.Local;
using AspireCoach.Bench.Load;

namespace AspireCoach.Bench;

/// <summary>A rolling restart, twice round, of two web and two agent processes behind nginx, under a constant load.</summary>
internal static class RollingBench
{
    private const int Users = 50;
    private const int ConversationsEach = 4;
    private const int Rate = 300;
    private const int Rounds = 2;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenRestarts = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // As AppHost divides them.
    private static readonly string[] Roles = ["accounts,habits,chat,memory,media,catalog,mcp", "accounts,habits,chat,memory,media,catalog,mcp", "agent,extraction,ingestion", "agent,extraction,ingestion"];

    public static async Task RunAsync(BenchRun run)
    {
        var folder = Directory.CreateTempSubdirectory("coach-redis-").FullName;
        await using var redis = await EmbeddedRedis.StartAsync(Path.Combine(folder, "redis"), port: null, password: null, _ => { }, run.Cancel);
        int[] ports = [.. Roles.Select(_ => LoopbackPort.Free())];
        (string, string)[] settings = [.. BenchUsers.Settings, ("ConnectionStrings__redis", redis.ConnectionString), ("Service__DrainSeconds", "1"), ("Mcp__Endpoint", $"http://127.0.0.1:{ports[0]}/mcp,http://127.0.0.1:{ports[1]}/mcp")];
        var processes = new CoachProcess[Roles.Length];
        try
        {
            for (var i = 0; i < processes.Length; i++)
            {
                processes[i] = await CoachProcess.StartAsync(run.Database, Roles[i], ports[i], run.Cancel, settings);
            }

            await using var nginx = await Nginx.StartAsync(processes[0].Address.Port, processes[1].Address.Port, run.Cancel);
            var conversations = await BenchUsers.CreateAsync(processes[0], Users, ConversationsEach, run.Cancel);
            await MeasureAsync(run, processes, nginx, conversations, settings);
        }
        finally
        {
            foreach (var process in processes.OfType<CoachProcess>())
            {
                await process.DisposeAsync();
            }

            await redis.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(
        BenchRun run, CoachProcess[] processes, Nginx nginx, IReadOnlyList<BenchConversation> conversations, (string, string)[] settings)
    {
        BenchRun.Progress($"{Rate} requests/s through nginx, every process restarted in turn, {Rounds} times round");
        var load = new MixedLoad(conversations, Rate);
        var loading = LoadLoop.RunAsync(nginx.Address, load, run.Cancel);
        await Task.Delay(WarmUp, TimeProvider.System, run.Cancel);
        List<int> codes = [];
        var stopping = new Percentiles();
        for (var restart = 0; restart < Rounds * processes.Length && !loading.IsCompleted; restart++)
        {
            var at = restart % processes.Length;
            var clock = Stopwatch.StartNew();
            codes.Add(await processes[at].StopAsync());
            stopping.Add(clock.Elapsed);
            var port = processes[at].Address.Port;
            await processes[at].DisposeAsync();
            processes[at] = await CoachProcess.StartAsync(run.Database, Roles[at], port, run.Cancel, settings);
            await Task.Delay(BetweenRestarts, TimeProvider.System, run.Cancel);
        }

        load.Finish();
        await loading;
        var open = await OpenRepliesAsync(run);

        var failed = load.Failures.Values.Sum();
        run.Figure("failed requests", "= 0", $"{failed}", failed == 0);
        run.Figure("  of", BenchRun.Number(load.Answered));
        run.Figure("restarts that ended with exit code 0", $"= {Rounds * processes.Length}", $"{codes.Count(code => code == 0)}", codes.Count(code => code == 0) == Rounds * processes.Length);
        var rows = await run.Database.QueryAsync<long>("select count(*) from chat.messages where not from_coach", run.Cancel);
        var done = await run.Database.QueryAsync<long>("select count(*) from chat.messages where from_coach", run.Cancel);
        run.Figure("messages kept, of those accepted", $"= {BenchRun.Number(load.Accepted)}", BenchRun.Number(rows), rows == load.Accepted);
        run.Figure("messages answered once, of those", $"= {BenchRun.Number(load.Accepted)}", BenchRun.Number(done), done == load.Accepted && open == 0);
        run.Figure("latency from when a request was due, without polls that wait", load.Latency.ToString());
        run.Figure("from SIGTERM to the end, of which 1 s of draining", stopping.ToString());
        run.Note($"nginx with deploy/nginx.conf, 2 web and 2 agent processes, Redis, {Users} users, {conversations.Count} conversations; one request in five sends a message, one polls with wait=2.");
        foreach (var (failure, count) in load.Failures)
        {
            run.Note($"{count} × {failure}");
        }
    }

    /// <summary>Waits until every reply has ended; how many had not when patience did.</summary>
    private static async Task<long> OpenRepliesAsync(BenchRun run)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var open = await run.Database.QueryAsync<long>("select count(*) from chat.replies where status < 3", run.Cancel);
            if (open == 0 || clock.Elapsed > Patience)
            {
                return open;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, run.Cancel);
        }
    }
}
