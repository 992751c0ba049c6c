using System.Text.Json;
using AspireCoach.Data.Jobs;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Memory;

/// <summary>The job of a user's coming night.</summary>
internal sealed record NightJob(Guid UserId)
{
    public const string Kind = "memory.night";

    public static JobRequest For(Guid userId, DateTimeOffset at, int attempts) =>
        new(Kind, JsonSerializer.Serialize(new NightJob(userId), JsonSerializerOptions.Web)) { RunAt = at, MaxAttempts = attempts };
}

/// <summary>The job that runs an extraction.</summary>
internal sealed record ExtractionJob(Guid UserId, Guid ExtractionId)
{
    public const string Kind = "memory.extract";

    public static JobRequest For(Guid userId, Guid extractionId, int attempts) =>
        new(Kind, JsonSerializer.Serialize(new ExtractionJob(userId, extractionId), JsonSerializerOptions.Web)) { MaxAttempts = attempts };
}

/// <summary>The job that takes a fact out of the index when its last day is over.</summary>
internal sealed record ExpiryJob(Guid UserId, Guid FactId)
{
    public const string Kind = "memory.expire";

    public static JobRequest For(Guid userId, Guid factId, DateTimeOffset at) =>
        new(Kind, JsonSerializer.Serialize(new ExpiryJob(userId, factId), JsonSerializerOptions.Web)) { RunAt = at, MaxAttempts = 20 };
}

/// <summary>At 03:00 of a user whose turns are not read: has them read. A night that comes twice finds nothing to do.</summary>
internal sealed class NightWorker(Database database, ExtractionStore extractions) : IJobHandler
{
    public string Kind => NightJob.Kind;

    public async Task HandleAsync(Job job, CancellationToken cancel)
    {
        var userId = job.Arguments<NightJob>().UserId;
        await using var transaction = await database.BeginAsync(cancel);
        if (await MemoryUsers.HoldAsync(transaction, userId, cancel))
        {
            await transaction.Connection.ExecuteAsync(new CommandDefinition(
                "update memory.users set night = null where user_id = @userId", new { userId }, cancellationToken: cancel));
            if (await TurnStore.AnyUnreadAsync(transaction, userId, cancel))
            {
                await extractions.BeginAsync(transaction, userId, cancel);
            }
        }

        await job.CompleteAsync(transaction, cancel);
        await transaction.CommitAsync(cancel);
    }
}

/// <summary>Takes a fact out of the index when its last day is over.</summary>
internal sealed class ExpiryWorker(FactStore facts) : IJobHandler
{
    public string Kind => ExpiryJob.Kind;

    public Task HandleAsync(Job job, CancellationToken cancel)
    {
        var (userId, factId) = job.Arguments<ExpiryJob>();
        return facts.ExpireAsync(userId, factId, cancel);
    }
}
