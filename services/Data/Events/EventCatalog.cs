using AspireCoach.Data.Jobs;

namespace AspireCoach.Data.Events;

/// <summary>
/// Who subscribes to what. Every process knows all subscriptions, also those that another process handles.
/// </summary>
public sealed class EventCatalog(IEnumerable<EventSubscription> subscriptions)
{
    private readonly ILookup<Type, string> _names = subscriptions.ToLookup(entry => entry.Event, entry => entry.Subscriber);

    /// <summary>The subscribers' names of an event.</summary>
    public IReadOnlyList<string> Subscribers<T>()
        where T : IEvent => [.. _names[typeof(T)]];

    internal static string JobKind<T>(string subscriber) => $"event.{typeof(T).Name}.{subscriber}";
}

/// <summary>That <paramref name="Subscriber"/> wants to be told of <paramref name="Event"/>.</summary>
public sealed record EventSubscription(Type Event, string Subscriber);

/// <summary>Runs an event's job through its subscriber.</summary>
internal sealed class EventJobHandler<T>(string subscriber, IEventSubscriber<T> handler) : IJobHandler
    where T : IEvent
{
    public string Kind { get; } = EventCatalog.JobKind<T>(subscriber);

    public Task HandleAsync(Job job, CancellationToken cancel) => handler.HandleAsync(job.Arguments<T>(), cancel);
}
