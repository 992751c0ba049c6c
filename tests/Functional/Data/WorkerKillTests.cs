using System.Diagnostics;
using AspireCoach.Functional.Fixtures;
using AspireCoach.QueueWorker;

namespace AspireCoach.Functional.Data;

/// <summary>Whole worker processes, ended by SIGKILL in the middle of their work.</summary>
public sealed class WorkerKillTests(PostgresFixture postgres)
{
    private const int Kills = 12;
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_workers_lose_nothing_double_nothing_and_keep_each_lane_in_order()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        await using var producing = Node.Build(connectionString);
        using var enough = new CancellationTokenSource();
        var accepting = AcceptAsync(producing, enough.Token);

        var workers = Enumerable.Range(0, 2).Select(_ => StartAsync(connectionString)).ToArray();
        try
        {
            var random = new Random(7);
            for (var kill = 0; kill < Kills; kill++)
            {
                // The next victim dies at work: after the effects have gone on by some number.
                var effects = await EffectsAsync(connectionString) + random.Next(1, 20);
                await Eventually.TrueAsync(async () => await EffectsAsync(connectionString) >= effects, "work goes on", _cancel);
                var victim = kill % workers.Length;
                await EndAsync(await workers[victim]);
                workers[victim] = StartAsync(connectionString);
            }

            await enough.CancelAsync();
            var accepted = await accepting;
            await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(connectionString, _cancel), "every job has ended", _cancel);
            await QueueDatabase.ShouldBeExactlyOnceInOrderAsync(connectionString, _cancel);
            (await EffectsAsync(connectionString)).ShouldBe(accepted);
        }
        finally
        {
            foreach (var worker in workers)
            {
                await EndAsync(await worker);
            }
        }
    }

    private static Task<long> EffectsAsync(string connectionString) =>
        QueueDatabase.CountAsync(connectionString, "select from effects", TestContext.Current.CancellationToken);

    /// <summary>Keeps some work waiting on twenty lanes until it is told that it is enough.</summary>
    private async Task<long> AcceptAsync(Node node, CancellationToken enough)
    {
        var number = 0;
        while (!enough.IsCancellationRequested)
        {
            await QueueDatabase.AcceptAsync(node, $"lane {number % 20}", number, commit: true, _cancel);
            number++;
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, _cancel);
        }

        return number;
    }

    private async Task<Process> StartAsync(string connectionString)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(EffectHandler).Assembly.Location])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["ConnectionStrings__coachdb"] = connectionString;
        start.Environment["Jobs__LeaseSeconds"] = "1";
        start.Environment["Jobs__SlowPollMilliseconds"] = "200";
        start.Environment["Logging__LogLevel__Default"] = "None";
        var process = Process.Start(start)!;
        (await process.StandardOutput.ReadLineAsync(_cancel)).ShouldBe("started");
        return process;
    }

    private static async Task EndAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
