using System.Collections.Concurrent;
using System.Diagnostics;
using AspireCoach.Data.Jobs;
using AspireCoach.Functional.Fixtures;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AspireCoach.Functional.Data;

public sealed class JobWorkerTests(PostgresFixture postgres)
{
    private const string Kind = "test.work";
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failing_job_is_retried_then_dead_lettered_with_payload_and_problem_and_its_lane_goes_on()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var attempts = new ConcurrentQueue<int>();
        var next = Signal();
        var handler = new TestHandler(
            Kind,
            (job, _) =>
            {
                if (job.Payload == "\"next\"")
                {
                    next.SetResult();
                    return Task.CompletedTask;
                }

                attempts.Enqueue(job.Attempt);
                throw new InvalidOperationException($"No luck in attempt {job.Attempt}.");
            },
            (job, transaction, problem) => transaction.Connection.ExecuteAsync(
                "insert into effects (lane, number, job_id) values (@problem, @Attempt, @Id)", new { problem, job.Attempt, job.Id }));
        await using var node = await Node.StartAsync(connectionString, _cancel, null, _ => handler);

        await node.EnqueueAsync(new(Kind, "\"first\"") { Lane = "l", MaxAttempts = 3 }, _cancel);
        await node.EnqueueAsync(new(Kind, "\"next\"") { Lane = "l" }, _cancel);
        await next.Task.WaitAsync(Eventually.Deadline, _cancel);

        attempts.ShouldBe([1, 2, 3]);
        await using var connection = new NpgsqlConnection(connectionString);
        (await connection.QuerySingleAsync<(string, string, int, string)>("select payload, problem, attempt, lane from jobs.dead"))
            .ShouldBe(("\"first\"", "InvalidOperationException: No luck in attempt 3.", 3, "l"));
        (await connection.QuerySingleAsync<string>("select lane from effects")).ShouldBe("InvalidOperationException: No luck in attempt 3.");
    }

    [Fact]
    public async Task A_job_whose_workers_all_died_is_dead_lettered_without_being_run_again()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var runs = 0;
        var buried = Signal();
        var handler = new TestHandler(
            Kind,
            (_, _) => Task.FromResult(Interlocked.Increment(ref runs)),
            (_, transaction, _) =>
            {
                transaction.OnCommitted(buried.SetResult);
                return Task.CompletedTask;
            });
        await using (var dying = Node.Build(connectionString))
        {
            await dying.EnqueueAsync(new(Kind, "{}") { MaxAttempts = 1 }, _cancel);
            (await dying.Store.ClaimAsync([Kind], [1], TimeSpan.FromMilliseconds(1), _cancel)).ShouldHaveSingleItem();
        }

        await using var node = await Node.StartAsync(connectionString, _cancel, null, _ => handler);
        await buried.Task.WaitAsync(Eventually.Deadline, _cancel);
        runs.ShouldBe(0);
        (await QueueDatabase.CountAsync(connectionString, "select from jobs.dead", _cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_handler_that_can_never_take_note_of_a_dead_letter_does_not_block_its_lane()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var handler = new TestHandler(
            Kind, (_, _) => throw new InvalidOperationException("no"), (_, _, _) => throw new InvalidOperationException("no"));
        await using var node = Node.Build(connectionString);
        await node.EnqueueAsync(new(Kind, "{}") { Lane = "l", MaxAttempts = 1 }, _cancel);
        // As after a good number of tries, each of which takes a lease to run out.
        await QueueDatabase.ExecuteAsync(connectionString, "update jobs.jobs set attempt = 6", _cancel);
        await using var running = await Node.StartAsync(connectionString, _cancel, null, _ => handler);
        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(connectionString, _cancel), "the lane is free", _cancel);
        (await QueueDatabase.CountAsync(connectionString, "select from jobs.dead", _cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_is_cancelled_and_cannot_end_the_job_and_the_new_one_can()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var started = Signal();
        var outcome = new TaskCompletionSource<(bool Cancelled, bool Refused)>();
        var taken = Signal();
        TestHandler Handler(IServiceProvider services) => new(Kind, async (job, cancel) =>
        {
            if (job.Attempt > 1)
            {
                taken.SetResult();
                return;
            }

            started.SetResult();
            var cancelled = Signal();
            await using var registration = cancel.Register(cancelled.SetResult);
            await cancelled.Task.WaitAsync(Eventually.Deadline, CancellationToken.None);
            await using var transaction = await new AspireCoach.Data.Postgres.Database(NpgsqlDataSource.Create(connectionString)).BeginAsync(CancellationToken.None);
            var refused = await Should.ThrowAsync<LeaseLostException>(() => job.CompleteAsync(transaction, CancellationToken.None)) is not null;
            outcome.SetResult((true, refused));
            cancel.ThrowIfCancellationRequested();
        });

        // Both runs are in the same process: it must tell its two claims of one job apart.
        await using var node = await Node.StartAsync(connectionString, _cancel, null, Handler);
        await node.EnqueueAsync(new(Kind, "{}"), _cancel);
        await started.Task.WaitAsync(Eventually.Deadline, _cancel);
        await QueueDatabase.ExecuteAsync(connectionString, "update jobs.jobs set state = 1, lease_until = null", _cancel);

        (await outcome.Task.WaitAsync(Eventually.Deadline, _cancel)).ShouldBe((true, true));
        await taken.Task.WaitAsync(Eventually.Deadline, _cancel);
        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(connectionString, _cancel), "the second run ended it", _cancel);
    }

    [Fact]
    public async Task A_job_longer_than_its_lease_keeps_it()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var runs = 0;
        var finish = Signal();
        var handler = new TestHandler(Kind, async (_, cancel) =>
        {
            Interlocked.Increment(ref runs);
            await finish.Task.WaitAsync(cancel);
        });
        await using var node = await Node.StartAsync(connectionString, _cancel, new() { ["Jobs:LeaseSeconds"] = "1" }, _ => handler);
        await node.EnqueueAsync(new(Kind, "{}"), _cancel);

        // Until it has been renewed well past the first lease's end, by the database's clock.
        await Eventually.TrueAsync(
            async () => await QueueDatabase.CountAsync(connectionString, "select from jobs.jobs where lease_until > created_at + interval '4 seconds'", _cancel) == 1,
            "the lease is renewed",
            _cancel);
        finish.SetResult();
        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(connectionString, _cancel), "the job ends", _cancel);
        runs.ShouldBe(1);
    }

    [Fact]
    public async Task A_stopping_worker_finishes_what_finishes_and_hands_back_the_rest_at_no_cost()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var started = new SemaphoreSlim(0);
        var stopping = Signal();
        var handler = new TestHandler(Kind, async (job, cancel) =>
        {
            started.Release();
            await stopping.Task.WaitAsync(CancellationToken.None);
            if (job.Payload == "\"stuck\"")
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
                }
                catch (OperationCanceledException exception)
                {
                    // As libraries do.
                    throw new InvalidOperationException("It went wrong.", exception);
                }
            }
        });
        await using var node = await Node.StartAsync(connectionString, _cancel, new() { ["Jobs:LeaseSeconds"] = "1", ["Jobs:DrainSeconds"] = "3" }, _ => handler);
        var stuck = await node.EnqueueAsync(new(Kind, "\"stuck\"") { MaxAttempts = 1 }, _cancel);
        await node.EnqueueAsync(new(Kind, "\"quick\""), _cancel);
        await started.WaitAsync(Eventually.Deadline, _cancel);
        await started.WaitAsync(Eventually.Deadline, _cancel);

        var stop = node.StopAsync(_cancel);
        stopping.SetResult();
        await Eventually.TrueAsync(
            async () => await QueueDatabase.CountAsync(connectionString, "select from jobs.jobs", _cancel) == 1, "the quick one is done", _cancel);
        // The drain outlasts the lease: somebody who looks for the dead finds nobody.
        await using (var other = Node.Build(connectionString))
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    (await other.Store.ReapAsync(_cancel)).ShouldBe(0);
                    return stop.IsCompleted;
                },
                "the drain ends",
                _cancel);
        }

        await stop;
        await using var connection = new NpgsqlConnection(connectionString);
        (await connection.QuerySingleAsync<(long, short, int, string?)>("select id, state, attempt, problem from jobs.jobs"))
            .ShouldBe((stuck, (short)1, 0, null));
        (await QueueDatabase.CountAsync(connectionString, "select from jobs.dead", _cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_job_handed_back_wakes_another_process()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        Dictionary<string, string?> slow = new() { ["Jobs:SlowPollMilliseconds"] = "60000", ["Jobs:DrainSeconds"] = "0" };
        var started = Signal();
        var taken = Signal();
        await using var leaving = await Node.StartAsync(connectionString, _cancel, slow, _ => new TestHandler(Kind, async (_, cancel) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
        }));
        await leaving.EnqueueAsync(new(Kind, "{}"), _cancel);
        await started.Task.WaitAsync(Eventually.Deadline, _cancel);
        await using var staying = await Node.StartAsync(connectionString, _cancel, slow, _ => new TestHandler(Kind, (_, _) =>
        {
            taken.SetResult();
            return Task.CompletedTask;
        }));
        await ListeningAsync(connectionString, 2);

        var clock = Stopwatch.StartNew();
        await leaving.StopAsync(_cancel);
        await taken.Task.WaitAsync(Eventually.Deadline, _cancel);
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_wake_up_reaches_another_process_long_before_its_slow_poll()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        Dictionary<string, string?> slow = new() { ["Jobs:SlowPollMilliseconds"] = "60000" };
        var done = new SemaphoreSlim(0);
        await using var worker = await Node.StartAsync(connectionString, _cancel, slow, _ => new TestHandler(Kind, (_, _) => Task.FromResult(done.Release())));
        await using var sender = await Node.StartAsync(connectionString, _cancel, slow);
        await ListeningAsync(connectionString, 2);

        var clock = Stopwatch.StartNew();
        for (var i = 0; i < 20; i++)
        {
            await sender.EnqueueAsync(new(Kind, "{}"), _cancel);
            await done.WaitAsync(Eventually.Deadline, _cancel);
        }

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_lost_wake_up_costs_no_more_than_the_slow_poll()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var done = Signal();
        await using var worker = await Node.StartAsync(
            connectionString,
            _cancel,
            new() { ["Jobs:SlowPollMilliseconds"] = "300" },
            _ => new TestHandler(Kind, (_, _) =>
            {
                done.SetResult();
                return Task.CompletedTask;
            }));
        await ListeningAsync(connectionString, 1);

        // Nobody is told of this one.
        await QueueDatabase.ExecuteAsync(connectionString, $"select jobs.enqueue('{Kind}', null, '', null, 5, null)", _cancel);
        await done.Task.WaitAsync(Eventually.Deadline, _cancel);
    }

    [Fact]
    public async Task The_depth_of_the_queue_counts_what_is_ready_and_what_is_dead()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        await using var node = Node.Build(connectionString);
        for (var i = 0; i < 4; i++)
        {
            await node.EnqueueAsync(new(Kind, "{}") { Lane = i < 2 ? "l" : null }, _cancel);
        }

        await node.EnqueueAsync(new(Kind, "{}") { RunAt = TimeProvider.System.GetUtcNow().AddHours(1) }, _cancel);
        await QueueDatabase.ExecuteAsync(connectionString, "update jobs.jobs set run_at = run_at - interval '1 minute' where id = 1", _cancel);
        await QueueDatabase.ExecuteAsync(
            connectionString,
            $"insert into jobs.dead (id, kind, attempt, max_attempts, payload, problem, created_at) values (99, '{Kind}', 1, 1, '', '', now()), (98, 'test.given-up', 1, 1, '', '', now())",
            _cancel);
        // Of kinds that this process does nothing for.
        await node.EnqueueAsync(new("test.nobodys", "{}"), _cancel);

        var backlog = (await node.Store.BacklogAsync([Kind, "test.none"], _cancel)).ToDictionary(kind => kind.Kind);
        (backlog[Kind].Pending, backlog[Kind].Dead).ShouldBe((3, 1));
        backlog[Kind].OldestSeconds.ShouldBeInRange(60, 120);
        backlog["test.none"].ShouldBe(new JobBacklog("test.none", 0, 0, 0));
        backlog["test.nobodys"].Pending.ShouldBe(1);
        backlog["test.given-up"].ShouldBe(new JobBacklog("test.given-up", 0, 0, 1));
        backlog.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Dead_letters_put_back_run_in_the_order_they_were_in_with_all_their_attempts()
    {
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        var ran = new ConcurrentQueue<(string Payload, int Attempt)>();
        var handler = new TestHandler(Kind, (job, _) =>
        {
            ran.Enqueue((job.Payload, job.Attempt));
            return Task.CompletedTask;
        });
        await using var node = await Node.StartAsync(connectionString, _cancel, null, _ => handler);
        await QueueDatabase.ExecuteAsync(
            connectionString,
            $"""
            insert into jobs.dead (id, kind, lane, attempt, max_attempts, payload, problem, created_at)
            select 100 - i, case i when 9 then 'test.other' else '{Kind}' end, 'l', 3, 3, 100 - i, 'it broke', now() from generate_series(1, 9) i
            """,
            _cancel);

        var letters = node.Services.GetRequiredService<DeadLetters>();
        (await letters.ListAsync(Kind, _cancel)).Count.ShouldBe(8);
        (await letters.RedriveAsync("92", _cancel)).ShouldBe(1);
        (await letters.RedriveAsync(Kind, _cancel)).ShouldBe(7);
        await Eventually.TrueAsync(() => QueueDatabase.IsEmptyAsync(connectionString, _cancel), "every one has run", _cancel);
        ran.ShouldBe([("92", 1), .. Enumerable.Range(93, 7).Select(i => ($"{i}", 1))]);
        (await letters.ListAsync(null, _cancel)).ShouldHaveSingleItem().Kind.ShouldBe("test.other");
    }

    [Fact]
    public async Task More_dead_letters_than_Postgres_has_room_for_locks_are_put_back_by_one_command()
    {
        const int Letters = 15_000;
        var connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        await using var node = Node.Build(connectionString);
        await QueueDatabase.ExecuteAsync(
            connectionString,
            $"""
            insert into jobs.dead (id, kind, lane, attempt, max_attempts, payload, problem, created_at)
            select i, '{Kind}', 'lane ' || i, 3, 3, i, 'it broke', now() from generate_series(1, {Letters}) i
            """,
            _cancel);
        (await node.Services.GetRequiredService<DeadLetters>().RedriveAsync(Kind, _cancel)).ShouldBe(Letters);
        (await QueueDatabase.CountAsync(connectionString, "select distinct payload from jobs.jobs", _cancel)).ShouldBe(Letters);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task ListeningAsync(string connectionString, int processes) => Eventually.TrueAsync(
        async () => await QueueDatabase.CountAsync(
            connectionString, "select from pg_stat_activity where datname = current_database() and query = 'listen coach_jobs' and state = 'idle'", _cancel) == processes,
        $"{processes} processes listen",
        _cancel);
}
