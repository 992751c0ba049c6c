using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Habits;

internal sealed class JournalStore(Database database, TimeProvider time)
{
    private const string Columns = "id, day as date, text, mood, media_ids as mediaIds, created_at as createdAt";

    /// <summary>A new entry, not yet stored.</summary>
    public JournalEntry Make(DateOnly date, string text, int? mood, IReadOnlyList<Guid>? mediaIds = null)
    {
        var now = UserCalendar.Now(time);
        return new JournalEntry { Id = Guid.CreateVersion7(now), Date = date, Text = text, Mood = mood, MediaIds = [.. mediaIds ?? []], CreatedAt = now };
    }

    public static Task InsertAsync(Transaction transaction, Guid userId, JournalEntry entry, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into habits.journal (user_id, id, day, text, mood, media_ids, created_at)
            values (@userId, @Id, @Date, @Text, @Mood, @photos, @CreatedAt)
            """,
            new { userId, entry.Id, entry.Date, entry.Text, entry.Mood, photos = entry.MediaIds, entry.CreatedAt },
            cancellationToken: cancel));

    /// <summary>Whether all of these photos are the user's.</summary>
    public static Task<bool> OwnsAsync(Transaction transaction, Guid userId, IReadOnlyList<Guid> mediaIds, CancellationToken cancel) =>
        transaction.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select media.owned(@userId, @ids)", new { userId, ids = mediaIds.ToArray() }, cancellationToken: cancel));

    /// <summary>Stores an entry once however often the same call comes.</summary>
    /// <returns>The entry that the call made when it came first.</returns>
    public async Task<JournalEntry> AddOnceAsync(Guid userId, string callKey, JournalEntry entry, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleAsync<JournalEntry>(new CommandDefinition(
            $"""
            insert into habits.journal (user_id, id, day, text, mood, created_at, call_key)
            values (@userId, @Id, @Date, @Text, @Mood, @CreatedAt, @callKey)
            on conflict (user_id, call_key) where call_key is not null
            do update set call_key = excluded.call_key -- changes nothing, but lets the row be returned
            returning {Columns}
            """,
            new { userId, callKey, entry.Id, entry.Date, entry.Text, entry.Mood, entry.CreatedAt },
            cancellationToken: cancel));
    }

    /// <summary>
    /// The entries that match, the newest day first and within a day the one written last, one more than the limit.
    /// A search for nothing but common words ("the") matches every entry, as those words are ignored beside others.
    /// </summary>
    /// <param name="userId">The tenant.</param>
    /// <param name="query">What to read.</param>
    /// <param name="before">The place behind which to go on: a day and the last id read of it.</param>
    /// <param name="limit">The page's size.</param>
    /// <param name="cancel">Ends the read.</param>
    public async Task<IReadOnlyList<JournalEntry>> ListAsync(
        Guid userId, JournalQuery query, (DateOnly Day, Guid Id)? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var searches = !string.IsNullOrWhiteSpace(query.Q) && await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select numnode(plainto_tsquery('english', @Q)) > 0", new { query.Q }, cancellationToken: cancel));
        var search = searches
            ? "and words @@ (plainto_tsquery('english', @Q) && quote_literal('user:' || @userId)::tsquery)"
            : "";
        return (await connection.QueryAsync<JournalEntry>(new CommandDefinition(
            $"""
            select {Columns} from habits.journal
            where user_id = @userId {search}
              and day >= coalesce(@From::date, '-infinity') and day <= coalesce(@To::date, 'infinity')
              and (day, id) < (coalesce(@day::date, 'infinity'), @id)
            order by day desc, id desc
            limit @limit
            """,
            new { userId, query.Q, query.From, query.To, day = before?.Day, id = before?.Id ?? Guid.Empty, limit = limit + 1 },
            cancellationToken: cancel))).AsList();
    }
}
