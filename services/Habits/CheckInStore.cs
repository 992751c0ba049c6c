using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Habits;

internal sealed class CheckInStore(Database database)
{
    /// <summary>Logs a day, replacing what was logged for it; false where the user has no such habit.</summary>
    public async Task<bool> SetAsync(Guid userId, Guid habitId, CheckIn checkIn, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into habits.check_ins (user_id, habit_id, day, done, amount, note)
            select user_id, id, @Date, @Done, @Amount::numeric, @Note
            from habits.habits where user_id = @userId and id = @habitId
            on conflict (user_id, habit_id, day)
            do update set done = excluded.done, amount = excluded.amount, note = excluded.note
            """,
            new { userId, habitId, checkIn.Date, checkIn.Done, checkIn.Amount, checkIn.Note },
            cancellationToken: cancel)) == 1;
    }

    /// <summary>Inserts many days of one habit that has none of them yet.</summary>
    public static Task InsertAsync(
        Transaction transaction, Guid userId, Guid habitId, IReadOnlyCollection<CheckIn> checkIns, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into habits.check_ins (user_id, habit_id, day, done, amount, note)
            select @userId, @habitId, * from unnest(@days, @done, @amounts, @notes)
            """,
            new
            {
                userId,
                habitId,
                days = checkIns.Select(checkIn => checkIn.Date).ToArray(),
                done = checkIns.Select(checkIn => checkIn.Done).ToArray(),
                amounts = checkIns.Select(checkIn => checkIn.Amount).ToArray(),
                notes = checkIns.Select(checkIn => checkIn.Note).ToArray(),
            },
            cancellationToken: cancel));

    /// <summary>A habit's days in a range, the newest first, one more than the limit.</summary>
    public async Task<IReadOnlyList<CheckIn>> ListAsync(
        Guid userId, Guid habitId, DateOnly? from, DateOnly? to, DateOnly? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<CheckIn>(new CommandDefinition(
            """
            select day as date, done, amount, note from habits.check_ins
            where user_id = @userId and habit_id = @habitId
              and day >= coalesce(@from::date, '-infinity') and day <= coalesce(@to::date, 'infinity')
              and day < coalesce(@before::date, 'infinity')
            order by day desc
            limit @limit
            """,
            new { userId, habitId, from, to, before, limit = limit + 1 },
            cancellationToken: cancel))).AsList();
    }
}
