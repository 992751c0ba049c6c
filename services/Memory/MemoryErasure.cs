using System.Text.Json;
using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using Dapper;

namespace AspireCoach.Memory;

/// <summary>Removes all that is known of a user. It says so only when no index holds anything either, however long one is away.</summary>
internal sealed class MemoryErasure(Database database, KnowledgeBase knowledge, EventBus events, JobQueue jobs, TimeProvider time) : IEventSubscriber<AccountErased>
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    public async Task HandleAsync(AccountErased @event, Job job, CancellationToken cancel)
    {
        await using (var transaction = await database.BeginAsync(cancel))
        {
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                "delete from memory.users where user_id = @UserId", new { @event.UserId }, cancellationToken: cancel));
            await knowledge.EraseAsync(transaction, @event.UserId, cancel);
            await transaction.CommitAsync(cancel);
        }

        var clean = await PurgeAsync(@event.UserId, cancel);
        await using var end = await database.BeginAsync(cancel);
        if (clean)
        {
            await events.PublishAsync(end, new ModuleErased(@event.ErasureId, MemoryModule.Name), cancel);
        }
        else
        {
            // A new job, not another attempt: those are numbered, and this is never given up.
            var kind = new EventSubscription(typeof(AccountErased), MemoryModule.Name).JobKind;
            await jobs.EnqueueAsync(end, new JobRequest(kind, JsonSerializer.Serialize(@event, JsonSerializerOptions.Web)) { RunAt = time.GetUtcNow() + Pause, MaxAttempts = 20 }, cancel);
        }

        await end.CommitAsync(cancel);
    }

    private async Task<bool> PurgeAsync(Guid userId, CancellationToken cancel)
    {
        try
        {
            await knowledge.PurgeAsync(userId, cancel);
            return true;
        }
        catch (KnowledgeUnavailableException)
        {
            return false;
        }
    }
}
