using System.Text.Json;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;

namespace AspireCoach.Data.Events;

/// <summary>Publishes events: one job for each subscriber, in the publisher's own transaction.</summary>
public sealed class EventBus(EventCatalog catalog, JobQueue jobs)
{
    /// <summary>Tells every subscriber of <typeparamref name="T"/>, once the transaction commits.</summary>
    public async Task PublishAsync<T>(Transaction transaction, T @event, CancellationToken cancel)
        where T : IEvent
    {
        var payload = JsonSerializer.Serialize(@event, JsonSerializerOptions.Web);
        foreach (var subscription in catalog.Of<T>())
        {
            await jobs.EnqueueAsync(transaction, new JobRequest(subscription.JobKind, payload) { MaxAttempts = 20 }, cancel);
        }
    }
}
