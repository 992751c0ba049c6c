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

    /// <summary>What was logged for several habits in a range, ascending.</summary>
    public async Task<ILookup<Guid, CheckIn>> RangeAsync(
        Guid userId, Guid[] habitIds, DateOnly from, DateOnly to, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<(Guid Habit, DateOnly Date, bool Done, decimal? Amount, string? Note)>(new CommandDefinition(
            """
            select habit_id, day, done, amount, note from habits.check_ins
            where user_id = @userId and habit_id = any(@habitIds) and day between @from and @to
            order by day
            """,
            new { userId, habitIds, from, to },
            cancellationToken: cancel));
        return rows.ToLookup(
            row => row.Habit,
            row => new CheckIn { Date = row.Date, Done = row.Done, Amount = row.Amount, Note = row.Note });
    }

    /// <summary>The first day logged of each habit that has one.</summary>
    public async Task<IReadOnlyDictionary<Guid, DateOnly>> FirstDaysAsync(Guid userId, Guid[] habitIds, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<(Guid Habit, DateOnly? First)>(new CommandDefinition(
            """
            select h.id, (select min(day) from habits.check_ins where user_id = @userId and habit_id = h.id)
            from unnest(@habitIds) h (id)
            """,
            new { userId, habitIds },
            cancellationToken: cancel));
        return rows.Where(row => row.First is not null).ToDictionary(row => row.Habit, row => row.First!.Value);
    }

    /// <summary>
    /// Several habits' histories up to a day in one statement: one index-only scan a habit, a row a day, so ten
    /// years of one habit are 3,650 index entries. A habit without check-ins is missing.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, CheckInHistory>> HistoriesAsync(
        Guid userId, Guid[] habitIds, DateOnly today, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<(Guid Habit, DateOnly First, DateOnly Last, DateOnly[] Done)>(new CommandDefinition(
            """
            select habit_id, min(day), max(day), coalesce(array_agg(day order by day) filter (where done), '{}')
            from habits.check_ins
            where user_id = @userId and habit_id = any(@habitIds) and day <= @today
            group by habit_id
            """,
            new { userId, habitIds, today },
            cancellationToken: cancel));
        return rows.ToDictionary(row => row.Habit, row => new CheckInHistory(row.First, row.Last, row.Done));
    }
}
