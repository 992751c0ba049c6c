using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using AspireCoach.Data.Sessions;
using Npgsql;

namespace AspireCoach.Data;

/// <summary>Removes the sessions and stored answers of an erased user.</summary>
internal sealed class DataErasure(Database database, SessionStore sessions, EventBus events) : IEventSubscriber<AccountErased>
{
    public const string Name = "data";

    public async Task HandleAsync(AccountErased @event, Job job, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await sessions.EndAllAsync(transaction, @event.UserId, cancel);
        await using (var command = new NpgsqlCommand("delete from idempotency.keys where user_id = $1", transaction.Connection)
        {
            Parameters = { new() { Value = @event.UserId } },
        })
        {
            await command.ExecuteNonQueryAsync(cancel);
        }

        await events.PublishAsync(transaction, new ModuleErased(@event.ErasureId, Name), cancel);
        await transaction.CommitAsync(cancel);
    }
}
