using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;

namespace AspireCoach.Memory;

/// <summary>Makes both sides of a finished turn recallable, as they were said, and has it read for facts in the coming night.</summary>
internal sealed class TurnIndexer(Database database, TurnStore turns, MemoryUsers users) : IEventSubscriber<TurnCompleted>
{
    public async Task HandleAsync(TurnCompleted @event, Job job, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        if (await turns.AddAsync(transaction, [@event.ReplyId], cancel) is { } user)
        {
            await users.ReadTonightAsync(transaction, user, cancel);
            await job.CompleteAsync(transaction, cancel);
            await transaction.CommitAsync(cancel);
        }
    }
}
