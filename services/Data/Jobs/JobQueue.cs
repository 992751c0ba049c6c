using AspireCoach.Data.Postgres;

namespace AspireCoach.Data.Jobs;

/// <summary>The way into the durable queue.</summary>
public sealed class JobQueue(JobStore store, JobSignal signal)
{
    /// <summary>Adds a job in the caller's transaction; workers are woken after its commit.</summary>
    /// <returns>The job's id.</returns>
    public async Task<long> EnqueueAsync(Transaction transaction, JobRequest request, CancellationToken cancel)
    {
        var id = await store.InsertAsync(transaction, request, cancel);
        transaction.OnCommitted(() => signal.Notify(request.Kind));
        return id;
    }
}
