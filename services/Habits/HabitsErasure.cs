using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Habits;

/// <summary>Removes all that the module holds about a user, and says so in the same transaction.</summary>
internal sealed class HabitsErasure(Database database, EventBus events) : IEventSubscriber<AccountErased>
{
    public async Task HandleAsync(AccountErased @event, Job job, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            delete from habits.habits where user_id = @UserId;
            delete from habits.goals where user_id = @UserId;
            delete from habits.journal where user_id = @UserId;
            """,
            new { @event.UserId },
            cancellationToken: cancel));
        await events.PublishAsync(transaction, new ModuleErased(@event.ErasureId, HabitsModule.Name), cancel);
        await transaction.CommitAsync(cancel);
    }
}
