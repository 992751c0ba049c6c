using AspireCoach.Data.Events;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Chat;

/// <summary>Removes the conversations of an erased user with all that hangs on them, and what polls of them are served from.</summary>
internal sealed class ChatErasure(Database database, ReplyBoard board, RunningReplies running, EventBus events, TimeProvider time) : IEventSubscriber<AccountErased>
{
    public const string Name = "chat";

    private const int AtOnce = 64;

    public async Task HandleAsync(AccountErased @event, Job job, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        // Only these can still be in a cache. Locked in the order in which answers are finished: reply, then conversation.
        var replies = await transaction.Connection.QueryAsync<Guid>(new CommandDefinition(
            """
            select r.id from chat.conversations c join chat.replies r on r.conversation_id = c.id
            where c.user_id = @UserId and (r.status < 3 or r.finished_at > @recently)
            order by r.id for update of r
            """,
            new { @event.UserId, recently = time.GetUtcNow() - SharedReplies.Longest }, cancellationToken: cancel));
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "delete from chat.conversations where user_id = @UserId", new { @event.UserId }, cancellationToken: cancel));
        await events.PublishAsync(transaction, new ModuleErased(@event.ErasureId, Name), cancel);
        // Before the commit: should the process die in between, all of it is done again.
        foreach (var some in replies.Chunk(AtOnce))
        {
            await Task.WhenAll(some.Select(async id =>
            {
                await board.RemoveAsync(id, @event.UserId);
                await running.CancelAsync(id);
            }));
        }

        await transaction.CommitAsync(cancel);
    }
}
