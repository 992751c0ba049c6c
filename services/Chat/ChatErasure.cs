using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Chat;

/// <summary>Removes the conversations of an erased user with all that hangs on them, and what polls of them are served from.</summary>
internal sealed class ChatErasure(Database database, ReplyBoard board, RunningReplies running, EventBus events) : IEventSubscriber<AccountErased>
{
    public const string Name = "chat";

    public async Task HandleAsync(AccountErased @event, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        var replies = await transaction.Connection.QueryAsync<(Guid Id, bool IsOpen)>(new CommandDefinition(
            "select r.id, r.status < 3 from chat.replies r join chat.conversations c on c.id = r.conversation_id where c.user_id = @UserId",
            new { @event.UserId }, cancellationToken: cancel));
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "delete from chat.conversations where user_id = @UserId", new { @event.UserId }, cancellationToken: cancel));
        await events.PublishAsync(transaction, new ModuleErased(@event.ErasureId, Name), cancel);
        transaction.OnCommitted(async () =>
        {
            foreach (var (id, isOpen) in replies)
            {
                board.Forget(id, @event.UserId);
                if (isOpen)
                {
                    await running.CancelAsync(id);
                }
            }
        });
        await transaction.CommitAsync(cancel);
    }
}
