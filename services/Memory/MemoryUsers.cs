using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Dapper;
using Microsoft.Extensions.Options;

namespace AspireCoach.Memory;

/// <summary>
/// The users of whom anything is known. Whoever changes what is known of a user holds the user until the transaction ends,
/// so that two processes do it one after the other, each seeing what the other has done.
/// </summary>
internal sealed class MemoryUsers(JobQueue jobs, IOptions<MemoryOptions> options, TimeProvider time)
{
    /// <summary>A night's job that has not run by then is taken for lost.</summary>
    private static readonly TimeSpan s_overdue = TimeSpan.FromDays(1);

    /// <summary>Holds a user; false where nothing is known of them, or they have been erased.</summary>
    public static async Task<bool> HoldAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        await transaction.Connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select true from memory.users where user_id = @userId for update", new { userId }, cancellationToken: cancel));

    /// <summary>Holds a user who is new where they are not known.</summary>
    public static Task AddAsync(Transaction transaction, Guid userId, string timeZone, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into memory.users (user_id, time_zone) values (@userId, @timeZone)
            on conflict (user_id) do update set time_zone = excluded.time_zone
            """,
            new { userId, timeZone },
            cancellationToken: cancel));

    /// <summary>Has a held user's turns read in the coming night, which is a job unless that job is there.</summary>
    public async Task ReadTonightAsync(Transaction transaction, Guid userId, CancellationToken cancel) =>
        await ReadTonightAsync(
            transaction,
            await transaction.Connection.QuerySingleAsync<HeldUser>(new CommandDefinition(
                "select user_id as UserId, time_zone as TimeZone, night as Night from memory.users where user_id = @userId", new { userId }, cancellationToken: cancel)),
            cancel);

    /// <summary>The same, where the user's row has just been read.</summary>
    public async Task ReadTonightAsync(Transaction transaction, HeldUser user, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        if (user.Night is { } set && set >= now - s_overdue)
        {
            return;
        }

        var night = Night.After(now, user.TimeZone);
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "update memory.users set night = @night where user_id = @UserId", new { user.UserId, night }, cancellationToken: cancel));
        await jobs.EnqueueAsync(transaction, NightJob.For(user.UserId, night, options.Value.MaxAttempts), cancel);
    }
}
