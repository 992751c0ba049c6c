using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Chat;

/// <summary>A conversation as the contract shows it.</summary>
/// <param name="LastMessageAt">When either side last wrote; its creation while nobody has.</param>
public sealed record Conversation(Guid Id, string? Title, DateTimeOffset CreatedAt, DateTimeOffset LastMessageAt);

/// <summary>SQL of conversations.</summary>
public sealed class ConversationStore(Database database, TimeProvider time)
{
    /// <summary>Adds a conversation in the caller's transaction.</summary>
    public async Task<Conversation> CreateAsync(Transaction transaction, Guid userId, string? title, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var now = time.GetUtcNow();
        var row = await transaction.Connection.QuerySingleAsync<Row>(new CommandDefinition(
            """
            insert into chat.conversations (id, user_id, title, created_at, last_message_at)
            values (@Id, @UserId, @Title, @Now, @Now)
            returning id, title, created_at as CreatedAt, last_message_at as LastMessageAt
            """,
            new { Id = Guid.CreateVersion7(now), UserId = userId, Title = title, Now = now.UtcDateTime },
            cancellationToken: cancel));
        return row.ToConversation();
    }

    /// <summary>The user's conversations, newest first, behind a cursor; one more than the limit where there are more.</summary>
    public async Task<IReadOnlyList<Conversation>> ListAsync(Guid userId, Guid? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select id, title, created_at as CreatedAt, last_message_at as LastMessageAt
            from chat.conversations
            where user_id = @UserId and (@Before::uuid is null or id < @Before)
            order by id desc limit @Limit + 1
            """,
            new { UserId = userId, Before = before, Limit = limit },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToConversation())];
    }

    // Npgsql gives timestamptz as a UTC DateTime where a constructor does not ask for anything else.
    private sealed record Row(Guid Id, string? Title, DateTime CreatedAt, DateTime LastMessageAt)
    {
        public Conversation ToConversation() => new(Id, Title, new DateTimeOffset(CreatedAt), new DateTimeOffset(LastMessageAt));
    }
}
