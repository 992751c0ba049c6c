using AspireCoach.Data.Postgres;

namespace AspireCoach.Data.Jobs;

/// <summary>Runs the jobs of one kind. Registered as a singleton; several jobs run through it at once.</summary>
public interface IJobHandler
{
    /// <summary>The kind of job it runs.</summary>
    string Kind { get; }

    /// <summary>How many of its jobs may run at once in this process; 0 runs none.</summary>
    int Concurrency => 4;

    /// <summary>
    /// Does the work. To commit effects together with the job's end, complete the job in the effects' transaction
    /// (<see cref="Job.CompleteAsync(Postgres.Transaction, CancellationToken)"/>); a handler that returns without having done so is completed afterwards. Throwing retries
    /// with backoff. <paramref name="cancel"/> ends when the lease is lost or the process stops: unfinished work is
    /// then handed back by letting <see cref="OperationCanceledException"/> through, and costs no attempt.
    /// </summary>
    Task HandleAsync(Job job, CancellationToken cancel);

    /// <summary>Called in the transaction that dead-letters a job after its last attempt.</summary>
    /// <param name="job">The job given up.</param>
    /// <param name="transaction">Commits together with the dead letter.</param>
    /// <param name="problem">Why the last attempt failed; not for users' eyes.</param>
    /// <param name="cancel">Ends when the process stops.</param>
    Task DeadLetteredAsync(Job job, Transaction transaction, string problem, CancellationToken cancel) => Task.CompletedTask;
}
