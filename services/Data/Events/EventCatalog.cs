using AspireCoach.Data.Jobs;

namespace AspireCoach.Data.Events;

/// <summary>
/// Who subscribes to what. Every process knows all subscriptions, also those that another process handles.
/// </summary>
public sealed class EventCatalog(IEnumerable<EventSubscription> subscriptions)
{
    private readonly ILookup<Type, EventSubscription> _byEvent = subscriptions.ToLookup(entry => entry.Event);

    /// <summary>The subscribers of an event.</summary>
    public IEnumerable<EventSubscription> Of<T>()
        where T : IEvent => _byEvent[typeof(T)];
}

/// <summary>That <paramref name="Subscriber"/> wants to be told of <paramref name="Event"/>.</summary>
public sealed record EventSubscription(Type Event, string Subscriber)
{
    /// <summary>The kind of job that tells it.</summary>
    public string JobKind => $"event.{Event.Name}.{Subscriber}";
}

/// <summary>Runs an event's job through its subscriber.</summary>
internal sealed class EventJobHandler<T>(string subscriber, IEventSubscriber<T> handler) : IJobHandler
    where T : IEvent
{
    public string Kind { get; } = new EventSubscription(typeof(T), subscriber).JobKind;

    public Task HandleAsync(Job job, CancellationToken cancel) => handler.HandleAsync(job.Arguments<T>(), job, cancel);
}
