using AspireCoach.Data.Postgres;
using AspireCoach.ServiceDefaults.Contract;
using Dapper;

namespace AspireCoach.Habits;

internal sealed class HabitStore(Database database, TimeProvider time)
{
    private const string Columns =
        "id, name, goal_id as goalId, days, unit, target, created_at as createdAt, archived_at as archivedAt";

    /// <summary>Makes a habit; null where the goal is none of the user's.</summary>
    public async Task<Habit?> CreateAsync(Transaction transaction, Guid userId, NewHabit request, CancellationToken cancel)
    {
        var now = UserCalendar.Now(time);
        var habit = new Habit
        {
            Id = Guid.CreateVersion7(now),
            Name = request.Name,
            GoalId = request.GoalId,
            Days = Weekdays.Of(request.Days).Names(),
            Unit = request.Unit,
            Target = request.Target,
            CreatedAt = now,
        };
        return await InsertAsync(transaction, userId, habit, cancel) ? habit : null;
    }

    /// <summary>False, and nothing inserted, where the goal is none of the user's.</summary>
    public static async Task<bool> InsertAsync(Transaction transaction, Guid userId, Habit habit, CancellationToken cancel) =>
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into habits.habits (user_id, id, name, goal_id, days, unit, target, created_at)
            select @userId, @Id, @Name, @GoalId::uuid, @Days, @Unit, @Target::numeric, @CreatedAt
            where @GoalId::uuid is null or exists (select from habits.goals where user_id = @userId and id = @GoalId)
            """,
            new { userId, habit.Id, habit.Name, habit.GoalId, habit.Days, habit.Unit, habit.Target, habit.CreatedAt },
            cancellationToken: cancel)) == 1;

    /// <summary>The habits in the order they were made, one more than the limit.</summary>
    public async Task<IReadOnlyList<Habit>> ListAsync(
        Guid userId, bool archived, PageCursor? after, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<Habit>(new CommandDefinition(
            $"""
            select {Columns} from habits.habits
            where user_id = @userId and id > @after and (@archived or archived_at is null)
            order by id
            limit @limit
            """,
            new { userId, archived, after = after?.Id ?? Guid.Empty, limit = limit + 1 },
            cancellationToken: cancel))).AsList();
    }

    public async Task<Habit?> FindAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Habit>(new CommandDefinition(
            $"select {Columns} from habits.habits where user_id = @userId and id = @id",
            new { userId, id },
            cancellationToken: cancel));
    }

    /// <summary>True where the id is null or one of the user's goals.</summary>
    public async Task<bool> IsOwnGoalAsync(Guid userId, Guid? goalId, CancellationToken cancel)
    {
        if (goalId is null)
        {
            return true;
        }

        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select exists (select from habits.goals where user_id = @userId and id = @goalId)",
            new { userId, goalId },
            cancellationToken: cancel));
    }

    /// <summary>Changes what was given in one statement; null where the user has no such habit.</summary>
    public async Task<Habit?> ChangeAsync(Guid userId, Guid id, HabitPatch patch, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<Habit>(new CommandDefinition(
            $"""
            update habits.habits set
                name = coalesce(@Name, name),
                goal_id = case when @hasGoalId then @GoalId::uuid else goal_id end,
                days = coalesce(@days, days),
                unit = case when @hasUnit then @Unit else unit end,
                target = case when @hasTarget then @Target::numeric else target end
            where user_id = @userId and id = @id
            returning {Columns}
            """,
            new
            {
                userId,
                id,
                patch.Name,
                patch.GoalId,
                hasGoalId = patch.Has(nameof(patch.GoalId)),
                days = patch.Has(nameof(patch.Days)) ? Weekdays.Of(patch.Days).Names() : null,
                patch.Unit,
                hasUnit = patch.Has(nameof(patch.Unit)),
                patch.Target,
                hasTarget = patch.Has(nameof(patch.Target)),
            },
            cancellationToken: cancel));
    }

    /// <summary>Archives; once more changes nothing. False where the user has no such habit.</summary>
    public async Task<bool> ArchiveAsync(Guid userId, Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update habits.habits set archived_at = coalesce(archived_at, @now)
            where user_id = @userId and id = @id
            """,
            new { userId, id, now = time.GetUtcNow() },
            cancellationToken: cancel)) == 1;
    }
}
