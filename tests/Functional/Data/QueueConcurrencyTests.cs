using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using AspireCoach.QueueWorker;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AspireCoach.Functional.Data;

/// <summary>Many producers and many workers at once, with connections dying under all of them.</summary>
public sealed class QueueConcurrencyTests(PostgresFixture postgres)
{
    private const int Producers = 6;
    private const int PerProducer = 80;
    private static readonly Func<IServiceProvider, IJobHandler> Effects = services => new EffectHandler(services.GetRequiredService<Database>());
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_committed_job_takes_effect_once_and_in_order_while_connections_are_killed()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        await using var producing = Node.Build(connectionString);
        await using var one = await Node.StartAsync(connectionString, _cancel, null, Effects);
        await using var two = await Node.StartAsync(connectionString, _cancel, null, Effects);
        await using var three = await Node.StartAsync(connectionString, _cancel, null, Effects);

        using var quiet = new CancellationTokenSource();
        var killing = KillAsync(connectionString, quiet.Token);
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(producer => ProduceAsync(producing, producer)));
        await quiet.CancelAsync();
        (await killing).ShouldBeGreaterThan(10);

        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(connectionString, _cancel), "every job has ended", _cancel);
        await QueueDatabase.ShouldBeExactlyOnceInOrderAsync(connectionString, _cancel);
        (await QueueDatabase.CountAsync(connectionString, "select from accepted", _cancel)).ShouldBeGreaterThan(Producers * PerProducer / 4);
    }

    [Fact]
    public async Task Jobs_that_leave_their_end_to_the_worker_all_run_while_connections_are_killed()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var ran = new System.Collections.Concurrent.ConcurrentDictionary<long, int>();
        Func<IServiceProvider, IJobHandler> handler = _ => new TestHandler("test.plain", (job, _) =>
        {
            ran.AddOrUpdate(job.Id, 1, (_, count) => count + 1);
            return Task.CompletedTask;
        });
        await using var one = await Node.StartAsync(connectionString, _cancel, null, handler);
        await using var two = await Node.StartAsync(connectionString, _cancel, null, handler);

        using var quiet = new CancellationTokenSource();
        var killing = KillAsync(connectionString, quiet.Token);
        List<long> accepted = [];
        for (var i = 0; i < 300; i++)
        {
            try
            {
                accepted.Add(await one.EnqueueAsync(new("test.plain", "{}") { Lane = i % 3 == 0 ? null : $"lane {i % 7}", MaxAttempts = 100 }, _cancel));
            }
            catch (NpgsqlException)
            {
                // Perhaps in, perhaps not; only what was said yes to counts.
            }
        }

        await quiet.CancelAsync();
        await killing;
        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(connectionString, _cancel), "every job has ended", _cancel);
        accepted.ShouldAllBe(id => ran.ContainsKey(id));
        (await QueueDatabase.CountAsync(connectionString, "select from jobs.dead", _cancel)).ShouldBe(0);
    }

    private async Task ProduceAsync(Node node, int producer)
    {
        var random = new Random(producer);
        for (var number = 0; number < PerProducer; number++)
        {
            try
            {
                await QueueDatabase.AcceptAsync(node, $"lane {random.Next(4)}", (producer * PerProducer) + number, commit: random.Next(4) > 0, _cancel);
            }
            catch (NpgsqlException)
            {
                // The connection was killed; whether it had committed, the tables say alike.
            }
        }
    }

    /// <summary>Kills a random connection of the database every few milliseconds; how many were killed.</summary>
    private static async Task<int> KillAsync(string connectionString, CancellationToken quiet)
    {
        var killed = 0;
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(CancellationToken.None);
        while (!quiet.IsCancellationRequested)
        {
            killed += await connection.ExecuteScalarAsync<int>(
                """
                select count(pg_terminate_backend(pid))::int from (
                    select pid from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid() order by random() limit 1) victim
                """);
            await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System, CancellationToken.None);
        }

        return killed;
    }
}
