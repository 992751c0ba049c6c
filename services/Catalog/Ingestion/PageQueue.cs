using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>The queue of pages: claims, ends of visits, and what goes back.</summary>
internal sealed class PageQueue(Database database, IOptions<CatalogOptions> options)
{
    private TimeSpan Lease => TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    /// <summary>Claims pages of these sources, each with a token of its host.</summary>
    /// <returns>The pages, and how long it will be until there may be more; null where only news can bring any.</returns>
    public async Task<(IReadOnlyList<ClaimedPage> Pages, TimeSpan? Next)> ClaimAsync(string[] sources, int most, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("select catalog.reap($1, $2)") { Parameters = { new() { Value = options.Value.MaxAttempts }, new() { Value = Tallies.Of((Tally.Failed, 1)) } } },
                new("select * from catalog.claim($1, $2, $3)") { Parameters = { new() { Value = sources }, new() { Value = most }, new() { Value = Lease } } },
                new("select catalog.next_claim($1)") { Parameters = { new() { Value = sources } } },
            },
        };
        // Not cancelled half-way: what was claimed must be known here, or its leases have to run out.
        await using var reader = await batch.ExecuteReaderAsync(CancellationToken.None);
        await reader.NextResultAsync(CancellationToken.None);
        List<ClaimedPage> pages = [];
        while (await reader.ReadAsync(CancellationToken.None))
        {
            pages.Add(Read(reader));
        }

        await reader.NextResultAsync(CancellationToken.None);
        await reader.ReadAsync(CancellationToken.None);
        TimeSpan? next = reader.IsDBNull(0) ? null : TimeSpan.FromSeconds(Math.Clamp(reader.GetDouble(0), 0, 86_400));
        return (pages, next);
    }

    /// <summary>Renews leases; the pages whose lease is lost.</summary>
    public async Task<HashSet<(long Id, long Fence)>> RenewAsync(IReadOnlyList<ClaimedPage> pages, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand(
            """
            with held as (select * from unnest($1, $2) as given (id, fence)),
            free as (
                select p.id from catalog.pages p join held on p.id = held.id and p.fence = held.fence
                where p.state = 2 for update of p skip locked),
            renewed as (update catalog.pages p set lease_until = clock_timestamp() + $3 from free where p.id = free.id)
            select held.id, held.fence from held
            where not exists (select from catalog.pages p where p.id = held.id and p.fence = held.fence and p.state = 2)
            """,
            connection)
        {
            // A connection that hangs must not use up the lease: there has to be time for another try.
            CommandTimeout = Math.Max(1, (int)(Lease.TotalSeconds / 3)),
            Parameters =
            {
                new() { Value = pages.Select(page => page.Id).ToArray() },
                new() { Value = pages.Select(page => page.Fence).ToArray() },
                new() { Value = Lease },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(cancel);
        HashSet<(long Id, long Fence)> lost = [];
        while (await reader.ReadAsync(cancel))
        {
            lost.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return lost;
    }

    /// <summary>Ends a visit that had no other effects.</summary>
    /// <exception cref="PageLostException">The fence has moved on; nothing was changed.</exception>
    public async Task EndAsync(ClaimedPage page, VisitEnd end, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await EndAsync(connection, page, end, cancel);
    }

    /// <summary>Ends a visit in the transaction of its effects; last, so that a run's counts are locked for as short as can be.</summary>
    /// <exception cref="PageLostException">The fence has moved on: let the transaction roll back.</exception>
    public async Task EndAsync(NpgsqlConnection connection, ClaimedPage page, VisitEnd end, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            "select catalog.end_visit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)", connection)
        {
            Parameters =
            {
                new() { Value = page.Id },
                new() { Value = page.Fence },
                new() { Value = (short)(end.Staged ? 3 : 0) },
                new() { Value = end.Outcome },
                new() { Value = end.Status },
                Text(end.Problem),
                new() { Value = end.Dead },
                new() { Value = end.Gone },
                new() { Value = end.Read is not null },
                Text(end.Read?.ETag),
                Text(end.Read?.LastModified),
                Text(end.Read?.FinalUrl),
                Text(end.Read?.Matrix),
                new() { Value = (object?)end.Read?.Picks ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
                new() { Value = (object?)end.ItemId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid },
                new() { Value = (object?)end.Good ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean },
                new() { Value = options.Value.MaxBadPages },
                new() { Value = end.Tally },
                new() { Value = end.Hits is null ? 0 : 1 },
                new() { Value = (object?)end.Hits ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new() { Value = page.Begun, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                Text(end.Read?.Address),
            },
        };
        if (await command.ExecuteScalarAsync(cancel) is not true)
        {
            throw new PageLostException(page);
        }
    }

    /// <summary>Puts a page back: after a failed attempt, or at no cost.</summary>
    /// <returns>False where the lease was lost.</returns>
    public async Task<bool> ReleaseAsync(ClaimedPage page, TimeSpan delay, PageReturn why, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await using var command = new NpgsqlCommand("select catalog.release($1, $2, $3, $4, $5, $6, $7, $8)", connection)
        {
            Parameters =
            {
                new() { Value = page.Id },
                new() { Value = page.Fence },
                new() { Value = delay.TotalSeconds },
                new() { Value = why.Refund },
                new() { Value = why.Wait },
                new() { Value = (object?)why.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                Text(why.Problem),
                new() { Value = options.Value.MaxBadPages },
            },
        };
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    /// <summary>Queues pages that are not in the run yet, in the caller's transaction; how many there were.</summary>
    public static async Task<int> EnqueueAsync(NpgsqlConnection connection, Guid runId, string source, PageKind kind, IReadOnlyList<Uri> urls, CancellationToken cancel)
    {
        if (urls.Count == 0)
        {
            return 0;
        }

        await using var command = new NpgsqlCommand("select catalog.enqueue($1, $2, $3, $4, $5)", connection)
        {
            Parameters =
            {
                new() { Value = runId },
                new() { Value = source },
                new() { Value = (short)kind },
                new() { Value = urls.Select(url => url.AbsoluteUri).ToArray() },
                new() { Value = urls.Select(HostBudget.NameOf).ToArray() },
            },
        };
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static NpgsqlParameter Text(string? value) =>
        new() { Value = (object?)value?.Replace('\0', ' ') ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static ClaimedPage Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Source = row.GetString(1),
        Url = new Uri(row.GetString(2)),
        Host = row.GetString(3),
        Kind = (PageKind)row.GetInt16(4),
        RunId = row.GetGuid(5),
        Attempt = row.GetInt16(6),
        Waits = row.GetInt16(7),
        Fence = row.GetInt64(8),
        Begun = row.GetDateTime(9),
        ETag = row.IsDBNull(10) ? null : row.GetString(10),
        LastModified = row.IsDBNull(11) ? null : row.GetString(11),
        FinalUrl = row.IsDBNull(12) ? null : row.GetString(12),
        Matrix = row.IsDBNull(13) ? null : row.GetString(13),
        Picks = row.IsDBNull(14) ? null : row.GetFieldValue<short[]>(14),
        ItemId = row.IsDBNull(15) ? null : row.GetGuid(15),
        FetchRobots = row.GetBoolean(16),
        HostWasFull = row.GetBoolean(18),
    };
}
