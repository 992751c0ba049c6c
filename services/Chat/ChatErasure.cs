using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Chat;

/// <summary>Removes the conversations of an erased user with all that hangs on them.</summary>
internal sealed class ChatErasure(Database database, EventBus events) : IEventSubscriber<AccountErased>
{
    public const string Name = "chat";

    public async Task HandleAsync(AccountErased @event, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "delete from chat.conversations where user_id = @UserId", new { @event.UserId }, cancellationToken: cancel));
        await events.PublishAsync(transaction, new ModuleErased(@event.ErasureId, Name), cancel);
        await transaction.CommitAsync(cancel);
    }
}
