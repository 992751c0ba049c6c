using System.Globalization;
using AspireCoach.Data.Postgres;
using Dapper;
using Npgsql;

namespace AspireCoach.Data.Jobs;

/// <summary>A job that was given up.</summary>
public sealed record DeadLetter(long Id, string Kind, int Attempt, string Problem, DateTime DiedAt);

/// <summary>What operators do with the jobs that were given up.</summary>
public sealed class DeadLetters(Database database)
{
    private const int Most = 1_000;

    /// <summary>Each lane that is put into is locked until the commit, and Postgres has room for a few thousand locks in all.</summary>
    private const int Bite = 500;

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

        // What dies again meanwhile has a higher number: it waits for the next time.
        var last = await connection.ExecuteScalarAsync<long>(new CommandDefinition("select coalesce(max(id), 0) from jobs.dead", cancellationToken: cancel));
        var (all, put) = (0, 0);
        do
        {
            put = await RedriveAsync(connection, new { IsId = isId, Id = id, Kind = kindOrId, Last = last, Bite }, cancel);
            all += put;
        }
        while (put == Bite);
        return all;
    }

    private static Task<int> RedriveAsync(NpgsqlConnection connection, object which, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            with taken as (
                delete from jobs.dead where id in (
                    select id from jobs.dead where case when @IsId then id = @Id else kind = @Kind end and id <= @Last
                    order by id limit @Bite for update skip locked)
                returning *),
            put as (
                select jobs.enqueue(kind, lane, payload, null, max_attempts, trace_parent) from (select * from taken order by id) ordered)
            select count(*)::int from put
            """,
            which,
            cancellationToken: cancel));
}
