using System.Text.Json;
using AspireCoach.Data.Postgres;
using Npgsql;

namespace AspireCoach.Data.Jobs;

/// <summary>A claimed job: this worker holds its lease until the lease runs out or the job ends.</summary>
public sealed class Job
{
    private readonly JobSignal _signal;

    internal Job(JobRow row, JobSignal signal)
    {
        Row = row;
        _signal = signal;
    }

    internal JobRow Row { get; }

    public long Id => Row.Id;

    public string Kind => Row.Kind;

    public string Payload => Row.Payload;

    /// <summary>1 for the first start.</summary>
    public int Attempt => Row.Attempt;

    /// <summary>
    /// The fencing number of this claim: grows with each claim of the job. A store that keeps the highest it has
    /// seen refuses a worker that was taken over (Kleppmann, <i>How to do distributed locking</i>, 2016).
    /// </summary>
    public long Fence => Row.Fence;

    /// <summary>True once the transaction that ends it has committed.</summary>
    internal bool Completed { get; private set; }

    /// <summary>The payload as its own type.</summary>
    public T Arguments<T>() =>
        JsonSerializer.Deserialize<T>(Payload, JsonSerializerOptions.Web)
        ?? throw new JsonException($"Job {Id} of kind {Kind} has no arguments.");

    /// <summary>Ends the job in the transaction of its effects; its lane's next job is ready with the commit.</summary>
    /// <exception cref="LeaseLostException">Another worker holds it now; let the transaction roll back.</exception>
    public async Task CompleteAsync(Transaction transaction, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var ready = await JobStore.CompleteAsync(transaction, this, cancel);
        transaction.OnCommitted(() =>
        {
            Completed = true;
            _signal.Notify(ready);
        });
    }

    /// <summary>Ends the job with one statement that is all of its effects, in one transaction and one round trip.</summary>
    /// <returns>The first column of the effect's first row; null where it has none.</returns>
    /// <exception cref="LeaseLostException">Another worker holds it now; nothing was changed.</exception>
    public async Task<object?> CompleteAsync(NpgsqlConnection connection, NpgsqlBatchCommand effect, CancellationToken cancel)
    {
        var (result, ready) = await JobStore.CompleteAsync(connection, effect, this, cancel);
        Completed = true;
        _signal.Notify(ready);
        return result;
    }
}
