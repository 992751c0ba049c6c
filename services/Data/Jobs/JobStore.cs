using System.Diagnostics;
using AspireCoach.Data.Postgres;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Data.Jobs;

/// <summary>
/// The queue's SQL. Time is the database's: leases and delays hold whatever the clocks of the workers say.
/// </summary>
public sealed class JobStore(Database database)
{
    /// <summary>A backlog is counted up to here: looking at the queue must not cost more the longer it is.</summary>
    internal const int CountedAtMost = 100_000;

    /// <summary>The SQLSTATE that <c>jobs.must_complete</c> raises.</summary>
    private const string LeaseLost = "CJ001";

    internal static async Task<long> InsertAsync(NpgsqlConnection connection, JobRequest request, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select jobs.enqueue($1, $2, $3, $4, $5, $6)", connection)
        {
            Parameters =
            {
                new() { Value = request.Kind },
                new() { Value = (object?)request.Lane ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = request.Payload },
                new() { Value = (object?)request.RunAt?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                new() { Value = request.MaxAttempts },
                new() { Value = (object?)Activity.Current?.Id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            },
        };
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Claims at most <c>limits[i]</c> ready jobs of <c>kinds[i]</c>, oldest first.</summary>
    internal async Task<IReadOnlyList<JobRow>> ClaimAsync(string[] kinds, int[] limits, TimeSpan lease, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select * from jobs.claim($1, $2, $3)", connection)
        {
            Parameters = { new() { Value = kinds }, new() { Value = limits }, new() { Value = lease } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<JobRow> rows = [];
        while (await reader.ReadAsync(cancel))
        {
            rows.Add(new JobRow(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.GetInt32(3),
                reader.GetInt32(4),
                reader.GetInt64(5),
                reader.GetString(6),
                reader.IsDBNull(7) ? null : reader.GetString(7),
                reader.IsDBNull(8) ? null : reader.GetString(8),
                reader.GetTimeSpan(9)));
        }

        return rows;
    }

    /// <summary>Ends a job within a transaction; the kind its lane made ready, or an empty string.</summary>
    /// <exception cref="LeaseLostException">The fence has moved on.</exception>
    internal static async Task<string> CompleteAsync(Transaction transaction, Job job, CancellationToken cancel) =>
        await EndAsync(transaction.Connection, "select jobs.complete($1, $2)", job, null, cancel);

    /// <summary>Ends one job in a transaction of its own.</summary>
    /// <returns>The kind its lane made ready, an empty string, or null where the lease was lost.</returns>
    internal async Task<string?> CompleteAsync(Job job, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select jobs.complete($1, $2)", connection)
        {
            Parameters = { new() { Value = job.Id }, new() { Value = job.Fence } },
        };
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    /// <summary>Runs an effect and ends the job, both or neither.</summary>
    internal static async Task<(object? Result, string Ready)> CompleteAsync(
        NpgsqlConnection connection, NpgsqlBatchCommand effect, Job job, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                effect,
                new("select jobs.must_complete($1, $2)") { Parameters = { new() { Value = job.Id }, new() { Value = job.Fence } } },
            },
        };
        try
        {
            // Not cancelled once it is on its way: whether it was committed must be known.
            await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
            var result = await reader.ReadAsync(CancellationToken.None) && !reader.IsDBNull(0) ? reader.GetValue(0) : null;
            await reader.NextResultAsync(CancellationToken.None);
            await reader.ReadAsync(CancellationToken.None);
            var ready = reader.GetString(0);
            await reader.CloseAsync();
            return (result, ready);
        }
        catch (PostgresException exception) when (exception.SqlState == LeaseLost)
        {
            throw new LeaseLostException(job.Id);
        }
    }

    /// <summary>
    /// Ends many jobs in one statement. A job whose lane somebody else holds just now is left as it is and reported as
    /// <see cref="JobEnd.LaneTaken"/>.
    /// </summary>
    internal async Task<IReadOnlyList<JobEnd>> CompleteManyAsync(IReadOnlyList<Job> jobs, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        // The inner offset keeps the planner from evaluating the lock twice.
        await using var command = new NpgsqlCommand(
            """
            select job.at, job.free, case when job.free then jobs.complete(job.id, job.fence) end
            from (select given.at, given.id, given.fence, given.lane = '' or jobs.try_lock_lane(given.lane) as free
                  from unnest($1, $2, $3) with ordinality as given (id, fence, lane, at) offset 0) job
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = jobs.Select(job => job.Id).ToArray() },
                new() { Value = jobs.Select(job => job.Fence).ToArray() },
                new() { Value = jobs.Select(job => job.Row.Lane ?? "").ToArray() },
            },
        };
        var ends = new JobEnd[jobs.Count];
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            ends[reader.GetInt64(0) - 1] = new JobEnd(!reader.GetBoolean(1), await reader.IsDBNullAsync(2, cancel) ? null : reader.GetString(2));
        }

        return ends;
    }

    /// <summary>Moves a job to the dead letters within a transaction; returns and throws as completing it does.</summary>
    internal static async Task<string> BuryAsync(Transaction transaction, Job job, string problem, CancellationToken cancel) =>
        await EndAsync(transaction.Connection, "select jobs.bury($1, $2, $3)", job, problem, cancel);

    /// <summary>Back into the queue: after a failure with its delay and problem, or handed back at no cost.</summary>
    /// <returns>False when the lease was lost.</returns>
    internal async Task<bool> ReleaseAsync(Job job, TimeSpan delay, string? problem, bool refund, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select jobs.release($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = job.Id },
                new() { Value = job.Fence },
                new() { Value = delay },
                new() { Value = (object?)problem ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
                new() { Value = refund },
            },
        };
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Renews leases; a row that a transaction is just ending is passed over rather than waited for.</summary>
    /// <returns>The claims whose lease is lost.</returns>
    internal async Task<HashSet<(long Id, long Fence)>> RenewAsync(IReadOnlyList<Job> jobs, TimeSpan lease, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            with held as (select * from unnest($1, $2) as given (id, fence)),
            free as (
                select j.id from jobs.jobs j join held on j.id = held.id and j.fence = held.fence
                where j.lease_until is not null for update of j skip locked),
            renewed as (
                update jobs.jobs j set lease_until = clock_timestamp() + $3 from free where j.id = free.id)
            select held.id, held.fence from held
            where not exists (select from jobs.jobs j where j.id = held.id and j.fence = held.fence and j.lease_until is not null)
            """,
            connection)
        {
            // A connection that hangs must not use up the lease: there has to be time for another try.
            CommandTimeout = Math.Max(1, (int)(lease.TotalSeconds / 3)),
            Parameters =
            {
                new() { Value = jobs.Select(job => job.Id).ToArray() },
                new() { Value = jobs.Select(job => job.Fence).ToArray() },
                new() { Value = lease },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        HashSet<(long Id, long Fence)> lost = [];
        while (await reader.ReadAsync(cancel))
        {
            lost.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return lost;
    }

    /// <summary>Makes jobs whose lease ran out claimable again; how many there were.</summary>
    internal async Task<int> ReapAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select jobs.reap()", connection);
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Returns when the database answers.</summary>
    internal async Task ReachAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select 1", connection);
        await command.ExecuteScalarAsync(cancel);
    }

    /// <summary>
    /// The depth of the queue for these kinds, and for every other one that waits or was given up: a kind that nobody works
    /// on is the one to be told of.
    /// </summary>
    internal async Task<IReadOnlyList<JobBacklog>> BacklogAsync(string[] kinds, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            with recursive waiting as (
                (select j.kind from jobs.jobs j where j.state = 1 order by j.kind limit 1)
                union all
                select (select j.kind from jobs.jobs j where j.state = 1 and j.kind > w.kind order by j.kind limit 1) from waiting w where w.kind is not null),
            given_up as (
                (select d.kind from jobs.dead d order by d.kind limit 1)
                union all
                select (select d.kind from jobs.dead d where d.kind > g.kind order by d.kind limit 1) from given_up g where g.kind is not null)
            select kind,
                (select count(*)::int from (select from jobs.jobs j where j.kind = wanted.kind and j.state = 1 and j.run_at <= now() limit $2) as counted),
                coalesce((select extract(epoch from now() - j.run_at)::float8 from jobs.jobs j
                          where j.kind = wanted.kind and j.state = 1 and j.run_at <= now() order by j.run_at, j.id limit 1), 0),
                (select count(*)::int from (select from jobs.dead d where d.kind = wanted.kind limit $2) as counted)
            from (select unnest($1) union select kind from waiting union select kind from given_up) as wanted (kind)
            where kind is not null
            """,
            connection)
        {
            Parameters = { new() { Value = kinds }, new() { Value = CountedAtMost } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        List<JobBacklog> backlog = [];
        while (await reader.ReadAsync(cancel))
        {
            backlog.Add(new JobBacklog(reader.GetString(0), reader.GetInt32(1), reader.GetDouble(2), reader.GetInt32(3)));
        }

        return backlog;
    }

    /// <summary>How long the oldest job of a kind that could be run has waited; zero where none has.</summary>
    internal async Task<TimeSpan> OldestWaitAsync(string kind, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            select greatest(now() - run_at, interval '0') from jobs.jobs
            where kind = $1 and state = 1 and run_at <= now() order by run_at, id limit 1
            """,
            connection)
        {
            Parameters = { new() { Value = kind } },
        };
        return await command.ExecuteScalarAsync(cancel) as TimeSpan? ?? TimeSpan.Zero;
    }

    private static async Task<string> EndAsync(NpgsqlConnection connection, string sql, Job job, string? problem, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection)
        {
            Parameters = { new() { Value = job.Id }, new() { Value = job.Fence } },
        };
        if (problem is not null)
        {
            command.Parameters.Add(new() { Value = problem });
        }

        return await command.ExecuteScalarAsync(cancel) as string ?? throw new LeaseLostException(job.Id);
    }
}
