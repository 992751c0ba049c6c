using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Npgsql;

namespace AspireCoach.QueueWorker;

/// <summary>What a job of the tests leaves behind: one row in <c>effects</c>.</summary>
public sealed record Effect(string Lane, int Number);

/// <summary>Writes the effect in the transaction that ends the job.</summary>
public sealed class EffectHandler(Database database) : IJobHandler
{
    public const string JobKind = "test.effect";

    public string Kind => JobKind;

    public int Concurrency => 8;

    public async Task HandleAsync(Job job, CancellationToken cancel)
    {
        var effect = job.Arguments<Effect>();
        await using var transaction = await database.BeginAsync(cancel);
        await using (var command = new NpgsqlCommand("insert into effects (lane, number, job_id) values ($1, $2, $3)", transaction.Connection)
        {
            Parameters = { new() { Value = effect.Lane }, new() { Value = effect.Number }, new() { Value = job.Id } },
        })
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        // A round trip in between: the place where a death does most harm.
        await using (var pause = new NpgsqlCommand("select pg_sleep(0.002)", transaction.Connection))
        {
            await pause.ExecuteNonQueryAsync(cancel);
        }

        await job.CompleteAsync(transaction, cancel);
        await transaction.CommitAsync(cancel);
    }
}
