using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;

namespace AspireCoach.Memory;

/// <summary>Removes all that is known of a user, and says so in the same transaction.</summary>
internal sealed class MemoryErasure(Database database, KnowledgeBase knowledge, EventBus events) : IEventSubscriber<AccountErased>
{
    public async Task HandleAsync(AccountErased @event, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await knowledge.EraseAsync(transaction, @event.UserId, cancel);
        await events.PublishAsync(transaction, new ModuleErased(@event.ErasureId, MemoryModule.Name), cancel);
        await transaction.CommitAsync(cancel);
    }
}
