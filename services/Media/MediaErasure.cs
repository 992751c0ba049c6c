using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;

namespace AspireCoach.Media;

/// <summary>Removes all blobs and rows of an erased user, and says so in the same transaction.</summary>
internal sealed class MediaErasure(Database database, PhotoRemover remover, EventBus events) : IEventSubscriber<AccountErased>
{
    public async Task HandleAsync(AccountErased @event, Job job, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await MediaStore.HoldAllAsync(transaction, @event.UserId, cancel);
        await remover.RemoveBlobsAsync(BlobKeys.OfUser(@event.UserId), cancel);
        await MediaStore.RemoveAllAsync(transaction, @event.UserId, cancel);
        await events.PublishAsync(transaction, new ModuleErased(@event.ErasureId, MediaModule.Name), cancel);
        await transaction.CommitAsync(cancel);
    }
}
