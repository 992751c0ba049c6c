using AspireCoach.Data.Postgres;
using AspireCoach.ServiceDefaults.Contract;
using Dapper;

namespace AspireCoach.Habits;

internal sealed class GoalStore(Database database, TimeProvider time)
{
    private const string Columns = "id, title, why, target_date as targetDate, created_at as createdAt, archived_at as archivedAt";

    public async Task<Goal> CreateAsync(Transaction transaction, Guid userId, NewGoal request, CancellationToken cancel)
    {
        var now = UserCalendar.Now(time);
        var goal = new Goal
        {
            Id = Guid.CreateVersion7(now),
            Title = request.Title,
            Why = request.Why,
            TargetDate = request.TargetDate,
            CreatedAt = now,
        };
        await InsertAsync(transaction, userId, goal, cancel);
        return goal;
    }

    public static Task InsertAsync(Transaction transaction, Guid userId, Goal goal, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into habits.goals (user_id, id, title, why, target_date, created_at)
            values (@userId, @Id, @Title, @Why, @TargetDate, @CreatedAt)
            """,
            new { userId, goal.Id, goal.Title, goal.Why, goal.TargetDate, goal.CreatedAt },
            cancellationToken: cancel));

    /// <summary>The goals in the order they were made, one more than the limit.</summary>
    public async Task<IReadOnlyList<Goal>> ListAsync(
        Guid userId, bool archived, PageCursor? after, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<Goal>(new CommandDefinition(
            $"""
            select {Columns} from habits.goals
            where user_id = @userId and id > @after and (@archived or archived_at is null)
            order by id
            limit @limit
            """,
            new { userId, archived, after = after?.Id ?? Guid.Empty, limit = limit + 1 },
            cancellationToken: cancel))).AsList();
    }

    public async Task<Goal?> FindAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Goal>(new CommandDefinition(
            $"select {Columns} from habits.goals where user_id = @userId and id = @id",
            new { userId, id },
            cancellationToken: cancel));
    }

    /// <summary>Changes what was given in one statement; null where the user has no such goal.</summary>
    public async Task<Goal?> ChangeAsync(Guid userId, Guid id, GoalPatch patch, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Goal>(new CommandDefinition(
            $"""
            update habits.goals set
                title = coalesce(@Title, title),
                why = case when @hasWhy then @Why else why end,
                target_date = case when @hasTargetDate then @TargetDate::date else target_date end
            where user_id = @userId and id = @id
            returning {Columns}
            """,
            new
            {
                userId,
                id,
                patch.Title,
                patch.Why,
                hasWhy = patch.Has(nameof(patch.Why)),
                patch.TargetDate,
                hasTargetDate = patch.Has(nameof(patch.TargetDate)),
            },
            cancellationToken: cancel));
    }

    /// <summary>Archives; once more changes nothing. False where the user has no such goal.</summary>
    public async Task<bool> ArchiveAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update habits.goals set archived_at = coalesce(archived_at, @now)
            where user_id = @userId and id = @id
            """,
            new { userId, id, now = time.GetUtcNow() },
            cancellationToken: cancel)) == 1;
    }
}
