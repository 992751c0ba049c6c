using AspireCoach.Data.Jobs;
using AspireCoach.Functional.Fixtures;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace AspireCoach.Functional.Data;

/// <summary>Two transactions at the same lane, in the orders in which one could miss what the other does; and what each statement reads.</summary>
public sealed class JobStoreTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Kind = "test.lane";
    private static readonly JobRequest Request = new(Kind, "{}") { Lane = "lane" };
    private readonly CancellationToken _cancel = TestContext.Current.CancellationToken;
    private string _connectionString = "";
    private Node _node = null!;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await QueueDatabase.CreateAsync(postgres, _cancel);
        _node = Node.Build(_connectionString);
    }

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task A_job_added_while_the_lane_s_last_one_ends_is_not_left_behind()
    {
        await _node.EnqueueAsync(Request, _cancel);
        var first = await ClaimAsync();

        await using var adding = await _node.Database.BeginAsync(_cancel);
        var second = await _node.Queue.EnqueueAsync(adding, Request, _cancel);
        var ending = _node.Store.CompleteAsync(first, _cancel);
        await WaitingForLaneAsync();
        await adding.CommitAsync(_cancel);

        (await ending).ShouldBe(Kind);
        (await ClaimAsync()).Id.ShouldBe(second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_job_added_while_the_end_of_the_one_before_is_undecided_waits_for_the_decision(bool ends)
    {
        await _node.EnqueueAsync(Request, _cancel);
        var first = await ClaimAsync();

        Task<long> adding;
        await using (var ending = await _node.Database.BeginAsync(_cancel))
        {
            await JobStore.CompleteAsync(ending, first, _cancel);
            adding = _node.EnqueueAsync(Request, _cancel);
            await WaitingForLaneAsync();
            if (ends)
            {
                await ending.CommitAsync(_cancel);
            }
        }

        var second = await adding;
        if (!ends)
        {
            (await _node.Store.ClaimAsync([Kind], [9], TimeSpan.FromMinutes(1), _cancel)).ShouldBeEmpty();
            (await _node.Store.CompleteAsync(first, _cancel)).ShouldBe(Kind);
        }

        (await ClaimAsync()).Id.ShouldBe(second);
    }

    [Fact]
    public async Task Ending_many_jobs_passes_over_a_lane_that_is_taken()
    {
        await _node.EnqueueAsync(Request, _cancel);
        var held = await ClaimAsync();
        await _node.EnqueueAsync(Request with { Lane = null }, _cancel);
        var free = await ClaimAsync();

        await using (var taking = await _node.Database.BeginAsync(_cancel))
        {
            await _node.Queue.EnqueueAsync(taking, Request, _cancel);
            var ends = await _node.Store.CompleteManyAsync([held, free], _cancel);
            ends.ShouldBe([new JobEnd(LaneTaken: true, null), new JobEnd(LaneTaken: false, "")]);
        }

        (await _node.Store.CompleteManyAsync([held, free], _cancel)).ShouldBe([new JobEnd(LaneTaken: false, ""), new JobEnd(LaneTaken: false, null)]);
    }

    [Fact]
    public async Task A_claim_reads_none_of_the_jobs_that_are_to_run_later()
    {
        await QueueDatabase.ExecuteAsync(
            _connectionString,
            $"""
            insert into jobs.jobs (kind, state, run_at, max_attempts, payload)
            select '{Kind}', 1, now() + interval '1 day', 5, '' from generate_series(1, 50000);
            analyze jobs.jobs
            """,
            _cancel);
        await _node.EnqueueAsync(Request, _cancel);

        await using var transaction = await _node.Database.BeginAsync(_cancel);
        const string Read = "select coalesce(pg_stat_get_xact_tuples_fetched(i.oid), 0) + coalesce(pg_stat_get_xact_tuples_returned(i.oid), 0) from pg_class i where i.oid = 'jobs.jobs_ready'::regclass";
        var before = await transaction.Connection.ExecuteScalarAsync<long>(Read);
        (await transaction.Connection.QueryAsync($"select * from jobs.claim('{{{Kind}}}', '{{4}}', '8 s')")).Count().ShouldBe(1);
        (await transaction.Connection.ExecuteScalarAsync<long>(Read) - before).ShouldBeLessThan(10);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20_000)]
    public async Task Plans_made_for_one_shape_of_the_queue_do_not_read_all_of_another(int waiting)
    {
        // Autovacuum would sooner or later have the plans made anew; the burst before that is what counts.
        await QueueDatabase.ExecuteAsync(_connectionString, "alter table jobs.jobs set (autovacuum_enabled = off)", _cancel);
        await FillAsync(waiting, "'l'", 1);
        await QueueDatabase.ExecuteAsync(_connectionString, "vacuum analyze jobs.jobs", _cancel);
        const string Cycle =
            $"select jobs.enqueue('{Kind}', 'l', '', null, 5, null); select jobs.enqueue('{Kind}', null, '', null, 5, null); "
            + $"select jobs.release(id, fence, '0 s', '', false) from jobs.claim('{{{Kind}}}', '{{2}}', '8 s'); "
            + $"select jobs.complete(id, fence) from jobs.claim('{{{Kind}}}', '{{2}}', '8 s'); select jobs.reap()";
        await using var connection = await _node.Database.OpenAsync(_cancel);
        for (var i = 0; i < 10; i++)
        {
            await connection.ExecuteAsync(Cycle);
        }

        await FillAsync(20_000, "'l' || i", 1);
        await FillAsync(20_000, "null", 2);
        await using var transaction = await connection.BeginTransactionAsync(_cancel);
        const string Read =
            """
            select (pg_stat_get_xact_tuples_returned('jobs.jobs'::regclass)
                + (select sum(pg_stat_get_xact_tuples_returned(indexrelid)) from pg_index where indrelid = 'jobs.jobs'::regclass))::bigint
            """;
        var before = await connection.ExecuteScalarAsync<long>(Read);
        await connection.ExecuteAsync(Cycle);
        (await connection.ExecuteScalarAsync<long>(Read) - before).ShouldBeLessThan(500);
    }

    private Task FillAsync(int count, string lane, int state) => QueueDatabase.ExecuteAsync(
        _connectionString,
        $"""
        insert into jobs.jobs (kind, lane, state, run_at, max_attempts, payload, lease_until)
        select '{Kind}', {lane}, {state}, now() + interval '1 day', 5, '', case when {state} = 2 then now() + interval '1 day' end
        from generate_series(1, {count}) i
        """,
        _cancel);

    private async Task<Job> ClaimAsync() =>
        new((await _node.Store.ClaimAsync([Kind], [1], TimeSpan.FromMinutes(1), _cancel)).ShouldHaveSingleItem(), _node.Services.GetRequiredService<JobSignal>());

    private Task WaitingForLaneAsync() => Eventually.TrueAsync(
        async () => await QueueDatabase.CountAsync(
            _connectionString,
            "select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())",
            _cancel) == 1,
        "somebody waits for the lane",
        _cancel);
}
