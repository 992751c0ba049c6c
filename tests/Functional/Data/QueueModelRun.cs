using AspireCoach.Data.Jobs;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AspireCoach.Functional.Data;

/// <summary>Does each step to the queue and to the model, and holds the one against the other.</summary>
internal sealed class QueueModelRun(Node node, string connectionString, CancellationToken cancel)
{
    private const string Kind = "test.model";
    private static readonly string?[] Lanes = [null, "a", "b", "c"];
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);
    private readonly QueueModel _model = new();
    private readonly List<Job> _claims = [];
    private readonly JobSignal _signal = node.Services.GetRequiredService<JobSignal>();

    public async Task BeginAsync() => await QueueDatabase.ExecuteAsync(connectionString, "truncate jobs.jobs, jobs.dead, effects", cancel);

    /// <summary>The number chooses the operation, and on what.</summary>
    public Task StepAsync(int number)
    {
        var pick = number / 16;
        return (number % 16) switch
        {
            0 or 1 or 2 or 3 => EnqueueAsync(pick, commit: true),
            4 => EnqueueAsync(pick, commit: false),
            5 or 6 or 7 => ClaimAsync(1 + (pick % 3)),
            8 => CompleteAsync(pick, commit: true),
            9 => CompleteAsync(pick, commit: false),
            10 => CompleteManyAsync(pick),
            11 => ReleaseAsync(pick, refund: false),
            12 => ReleaseAsync(pick, refund: true),
            13 => DieAsync(pick),
            14 => BuryAsync(pick),
            _ => pick % 2 == 0 ? AdvanceAsync() : RenewAsync(),
        };
    }

    /// <summary>Every row as the model has it; in each lane one job at most is ready or running, and it is the first.</summary>
    public async Task CompareAsync()
    {
        await using var connection = new NpgsqlConnection(connectionString);
        var rows = (await connection.QueryAsync<(long Id, string? Lane, short State, int Attempt, long Fence)>(
            "select id, lane, state, attempt, fence from jobs.jobs order by id")).ToList();
        rows.ShouldBe(_model.Live.OrderBy(job => job.Id).Select(job => (job.Id, job.Lane, (short)job.State, job.Attempt, job.Fence)));
        foreach (var lane in rows.Where(row => row.Lane is not null).GroupBy(row => row.Lane))
        {
            lane.First().State.ShouldNotBe((short)0, $"lane {lane.Key} is stuck");
            lane.Skip(1).ShouldAllBe(row => row.State == 0);
        }
    }

    /// <summary>Works off what is left. In the end every job has ended once or is a dead letter, and each lane kept its order.</summary>
    public async Task DrainAsync()
    {
        while (_model.Live.Count > 0)
        {
            await AdvanceAsync();
            foreach (var running in _model.Live.Where(job => job.State == ModelState.Running).ToList())
            {
                await DieAsync(running);
            }

            await ClaimAsync(3);
            foreach (var claim in _claims.Where(_model.Holds).ToList())
            {
                await CompleteAsync(claim, commit: true);
            }

            await CompareAsync();
        }

        await using var connection = new NpgsqlConnection(connectionString);
        (await connection.QueryAsync<long>("select job_id from effects order by at")).ShouldBe(_model.Ended.Select(job => job.Id));
        foreach (var lane in _model.Ended.Concat(_model.Dead).Where(job => job.Lane is not null).GroupBy(job => job.Lane))
        {
            lane.Select(job => job.Id).ShouldBeUnique();
        }

        foreach (var lane in _model.Ended.Where(job => job.Lane is not null).GroupBy(job => job.Lane))
        {
            lane.Select(job => job.Id).ShouldBeInOrder();
        }

        (await connection.QueryAsync<(long Id, string Payload, string Problem, int Attempt)>("select id, payload, problem, attempt from jobs.dead order by id"))
            .ShouldBe(_model.Dead.OrderBy(job => job.Id).Select(job => (job.Id, Payload(job.Lane), "it broke", job.Attempt)));
    }

    private static string Payload(string? lane) => $$"""{"lane":"{{lane}}"}""";

    private async Task EnqueueAsync(int pick, bool commit)
    {
        await using var transaction = await node.Database.BeginAsync(cancel);
        List<(long Id, string? Lane, bool Later)> added = [];
        for (var i = 0; i <= pick % 2; i++)
        {
            var lane = Lanes[(pick / (i + 3)) % Lanes.Length];
            var later = pick % 5 == 0;
            var request = new JobRequest(Kind, Payload(lane)) { Lane = lane, RunAt = later ? TimeProvider.System.GetUtcNow().AddHours(1) : null };
            added.Add((await node.Queue.EnqueueAsync(transaction, request, cancel), lane, later));
        }

        if (commit)
        {
            await transaction.CommitAsync(cancel);
            added.ForEach(job => _model.Enqueue(job.Id, job.Lane, job.Later));
        }
    }

    private async Task ClaimAsync(int limit)
    {
        var rows = await node.Store.ClaimAsync([Kind, "test.other"], [limit, 5], Lease, cancel);
        var expected = _model.Claim(limit);
        rows.Select(row => (row.Id, row.Lane, row.Attempt, row.Fence, row.Payload)).Order()
            .ShouldBe(expected.Select(job => (job.Id, job.Lane, job.Attempt, job.Fence, Payload(job.Lane))).Order());
        _claims.AddRange(rows.Select(row => new Job(row, _signal)));
    }

    private Task CompleteAsync(int pick, bool commit) => Pick(pick) is { } claim ? CompleteAsync(claim, commit) : Task.CompletedTask;

    private async Task CompleteAsync(Job claim, bool commit)
    {
        await using var transaction = await node.Database.BeginAsync(cancel);
        await transaction.Connection.ExecuteAsync("insert into effects (lane, number, job_id) values ('', 0, @Id)", new { claim.Id });
        if (!_model.Holds(claim))
        {
            await Should.ThrowAsync<LeaseLostException>(() => JobStore.CompleteAsync(transaction, claim, cancel));
            return;
        }

        var ready = await JobStore.CompleteAsync(transaction, claim, cancel);
        if (commit)
        {
            await transaction.CommitAsync(cancel);
            ready.ShouldBe(_model.End(claim, _model.Ended) ? Kind : "");
        }
    }

    private async Task CompleteManyAsync(int pick)
    {
        var claims = Enumerable.Range(0, 3).Select(i => Pick(pick + (i * 7))).OfType<Job>().Distinct().ToList();
        var ends = await node.Store.CompleteManyAsync(claims, cancel);
        for (var i = 0; i < claims.Count; i++)
        {
            string? expected = _model.Holds(claims[i]) ? _model.End(claims[i], _model.Ended) ? Kind : "" : null;
            ends[i].ShouldBe(new JobEnd(LaneTaken: false, expected));
            if (expected is not null)
            {
                await QueueDatabase.ExecuteAsync(connectionString, $"insert into effects (lane, number, job_id) values ('', 0, {claims[i].Id})", cancel);
            }
        }
    }

    private async Task ReleaseAsync(int pick, bool refund)
    {
        if (Pick(pick) is not { } claim)
        {
            return;
        }

        var later = !refund && pick % 3 == 0;
        var holds = _model.Holds(claim);
        (await node.Store.ReleaseAsync(claim, later ? Lease : TimeSpan.Zero, refund ? null : "it broke", refund, cancel)).ShouldBe(holds);
        if (holds)
        {
            _model.Release(claim, later, refund);
        }
    }

    /// <summary>A worker dies: its lease runs out and somebody notices.</summary>
    private async Task DieAsync(int pick)
    {
        var running = _model.Live.Where(job => job.State == ModelState.Running).ToList();
        if (running.Count > 0)
        {
            await DieAsync(running[pick % running.Count]);
        }
        else
        {
            (await node.Store.ReapAsync(cancel)).ShouldBe(0);
        }
    }

    private async Task DieAsync(ModelJob job)
    {
        await QueueDatabase.ExecuteAsync(connectionString, $"update jobs.jobs set lease_until = now() - interval '1 second' where id = {job.Id}", cancel);
        (await node.Store.ReapAsync(cancel)).ShouldBe(1);
        _model.Release(_claims.Last(claim => claim.Id == job.Id), later: false, refund: false);
    }

    private async Task BuryAsync(int pick)
    {
        if (Pick(pick) is not { } claim)
        {
            return;
        }

        await using var transaction = await node.Database.BeginAsync(cancel);
        if (!_model.Holds(claim))
        {
            await Should.ThrowAsync<LeaseLostException>(() => JobStore.BuryAsync(transaction, claim, "it broke", cancel));
            return;
        }

        await JobStore.BuryAsync(transaction, claim, "it broke", cancel);
        await transaction.CommitAsync(cancel);
        _model.End(claim, _model.Dead);
    }

    private async Task AdvanceAsync()
    {
        foreach (var job in _model.Advance())
        {
            await QueueDatabase.ExecuteAsync(connectionString, $"update jobs.jobs set run_at = clock_timestamp() where id = {job.Id}", cancel);
        }
    }

    private async Task RenewAsync()
    {
        var lost = await node.Store.RenewAsync(_claims, Lease, cancel);
        lost.ShouldBe(_claims.Where(claim => !_model.Holds(claim)).Select(claim => (claim.Id, claim.Fence)), ignoreOrder: true);
    }

    private Job? Pick(int pick) => _claims.Count == 0 ? null : _claims[pick % _claims.Count];
}
