using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Functional.Fixtures;
using AspireCoach.QueueWorker;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AspireCoach.Functional.Data;

/// <summary>
/// A migrated database with two tables beside the queue: <c>accepted</c>, written in the transaction that enqueues, and
/// <c>effects</c>, written in the one that ends the job. Whatever dies in between, they must come out the same.
/// </summary>
internal static class QueueDatabase
{
    public static async Task<string> CreateAsync(PostgresFixture postgres, CancellationToken cancel)
    {
        var connectionString = await postgres.CreateDatabaseAsync(cancel);
        await PrepareAsync(connectionString, cancel);
        return connectionString;
    }

    public static async Task PrepareAsync(string connectionString, CancellationToken cancel)
    {
        await using var node = Node.Build(connectionString);
        await node.Services.GetRequiredService<Migrator>().MigrateAsync(cancel);
        await ExecuteAsync(
            connectionString,
            """
            create table accepted (lane text not null, number int not null, job_id bigint not null);
            create table effects (at bigint generated always as identity, lane text not null, number int not null, job_id bigint not null)
            """,
            cancel);
    }

    /// <summary>Says yes to a piece of work as an endpoint does: its own row and the job, or neither.</summary>
    public static async Task AcceptAsync(Node node, string lane, int number, bool commit, CancellationToken cancel)
    {
        await using var transaction = await node.Database.BeginAsync(cancel);
        var request = new JobRequest(EffectHandler.JobKind, $$"""{"lane":"{{lane}}","number":{{number}}}""") { Lane = lane, MaxAttempts = 100 };
        var id = await node.Queue.EnqueueAsync(transaction, request, cancel);
        await using var command = new NpgsqlCommand("insert into accepted (lane, number, job_id) values ($1, $2, $3)", transaction.Connection)
        {
            Parameters = { new() { Value = lane }, new() { Value = number }, new() { Value = id } },
        };
        await command.ExecuteNonQueryAsync(cancel);
        if (commit)
        {
            await transaction.CommitAsync(cancel);
        }
    }

    public static async Task<bool> IsEmptyAsync(string connectionString, CancellationToken cancel) =>
        await CountAsync(connectionString, "select from jobs.jobs", cancel) == 0;

    /// <summary>Each accepted job took effect once, no other did, each lane in the order of its jobs, and nothing is left over.</summary>
    public static async Task ShouldBeExactlyOnceInOrderAsync(string connectionString, CancellationToken cancel)
    {
        (await CountAsync(connectionString, "select from jobs.jobs", cancel)).ShouldBe(0, "left over");
        (await CountAsync(connectionString, "select from jobs.dead", cancel)).ShouldBe(0, "given up");
        (await CountAsync(connectionString, "select job_id, lane, number from accepted except select job_id, lane, number from effects", cancel)).ShouldBe(0, "lost");
        (await CountAsync(connectionString, "select job_id, lane, number from effects except select job_id, lane, number from accepted", cancel)).ShouldBe(0, "from nowhere");
        (await CountAsync(connectionString, "select job_id from effects group by job_id having count(*) > 1", cancel)).ShouldBe(0, "doubled");
        (await CountAsync(
            connectionString,
            "select from (select job_id < lag(job_id) over (partition by lane order by at) as early from effects) neighbours where early",
            cancel)).ShouldBe(0, "out of order");
    }

    /// <summary>Counts over a connection of its own: pooled ones may have been killed since.</summary>
    public static Task<long> CountAsync(string connectionString, string rows, CancellationToken cancel) =>
        PostgresFixture.QueryAsync<long>(connectionString + ";Pooling=false", $"select count(*) from ({rows}) counted", cancel);

    public static async Task ExecuteAsync(string connectionString, string sql, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
