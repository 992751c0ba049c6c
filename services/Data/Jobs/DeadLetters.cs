using System.Globalization;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Data.Jobs;

/// <summary>A job that was given up.</summary>
public sealed record DeadLetter(long Id, string Kind, int Attempt, string Problem, DateTime DiedAt);

/// <summary>What operators do with the jobs that were given up.</summary>
public sealed class DeadLetters(Database database)
{
    private const int Most = 1_000;

    /// <summary>The latest thousand, of one kind or of all.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(string? kind, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<DeadLetter>(new CommandDefinition(
            """
            select id, kind, attempt, problem, died_at as DiedAt from jobs.dead
            where @Kind::text is null or kind = @Kind order by died_at desc limit @Most
            """,
            new { Kind = kind, Most },
            cancellationToken: cancel))).AsList();
    }

    /// <summary>Puts jobs back, with all their attempts before them, oldest first.</summary>
    /// <param name="kindOrId">All of a kind, or one by its number.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>How many.</returns>
    public async Task<int> RedriveAsync(string kindOrId, CancellationToken cancel)
    {
        var isId = long.TryParse(kindOrId, NumberStyles.None, CultureInfo.InvariantCulture, out var id);
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            with taken as (
                delete from jobs.dead where case when @IsId then id = @Id else kind = @Kind end returning *),
            put as (
                select jobs.enqueue(kind, lane, payload, null, max_attempts, trace_parent) from (select * from taken order by id) ordered)
            select count(*)::int from put
            """,
            new { IsId = isId, Id = id, Kind = kindOrId },
            cancellationToken: cancel));
    }
}
