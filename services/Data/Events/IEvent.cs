using AspireCoach.Data.Jobs;

namespace AspireCoach.Data.Events;

/// <summary>Something that happened, published in the transaction in which it happened; a record of ids.</summary>
public interface IEvent;

/// <summary>Receives one kind of event, at least once, as a job. Registered with <c>AddEventHandler</c> by the role that runs it.</summary>
public interface IEventSubscriber<in T>
    where T : IEvent
{
    /// <summary>
    /// Handles the event; throwing retries it. Must be idempotent. <paramref name="job"/> may be completed in the effects' own
    /// transaction, which spares one; it is completed afterwards otherwise.
    /// </summary>
    Task HandleAsync(T @event, Job job, CancellationToken cancel);
}
