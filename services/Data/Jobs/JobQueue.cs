using AspireCoach.Data.Postgres;

namespace AspireCoach.Data.Jobs;

/// <summary>The way into the durable queue.</summary>
public sealed class JobQueue(JobSignal signal)
{
    /// <summary>Adds a job in the caller's transaction; workers are woken after its commit.</summary>
    /// <returns>The job's id.</returns>
    public async Task<long> EnqueueAsync(Transaction transaction, JobRequest request, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentNullException.ThrowIfNull(request);
        var id = await JobStore.InsertAsync(transaction.Connection, request, cancel);
        transaction.OnCommitted(() => signal.Notify(request.Kind));
        return id;
    }
}
