using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using AspireCoach.Knowledge;
using Dapper;

namespace AspireCoach.Memory;

/// <summary>Makes both sides of a finished turn recallable, as they were said.</summary>
internal sealed class TurnIndexer(Database database, KnowledgeBase knowledge) : IEventSubscriber<TurnCompleted>
{
    public async Task HandleAsync(TurnCompleted @event, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        var messages = await transaction.Connection.QueryAsync<Message>(new CommandDefinition(
            """
            select user_id as UserId, conversation_id as ConversationId, message_id as MessageId, from_coach as FromCoach,
                turn as Turn, text as Text, at as At, time_zone as TimeZone
            from chat.turn(@ReplyId)
            """,
            new { @event.ReplyId },
            cancellationToken: cancel));
        await knowledge.PutAsync(transaction, [.. messages.Select(message => message.ToEntry())], cancel);
        await transaction.CommitAsync(cancel);
    }

    private sealed record Message
    {
        public Guid UserId { get; init; }

        public Guid ConversationId { get; init; }

        public Guid MessageId { get; init; }

        public bool FromCoach { get; init; }

        public int Turn { get; init; }

        public string Text { get; init; } = "";

        public DateTimeOffset At { get; init; }

        public string TimeZone { get; init; } = "";

        public KnowledgeEntry ToEntry() => new()
        {
            Id = MessageId,
            UserId = UserId,
            Kind = KnowledgeKind.Turn,
            Text = Text,
            Speaker = FromCoach ? "coach" : "user",
            At = At,
            TimeZone = TimeZone,
            Thread = ConversationId,
            Position = (Turn * 2L) + (FromCoach ? 1 : 0),
        };
    }
}
