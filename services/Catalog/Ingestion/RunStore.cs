using System.Collections.Concurrent;
using System.Text.Json;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>Runs: asked for, begun, counted.</summary>
internal sealed class RunStore(Database database, HostBudget budget, TimeProvider time)
{
    /// <summary>How many good runs a new one is compared with.</summary>
    private const int Compared = 3;

    private const int Remembered = 100;

    private readonly ConcurrentDictionary<Guid, RunContext> _contexts = [];

    /// <summary>Asks for a run of a source in the caller's transaction; the one that is open already, where there is one.</summary>
    public async Task<Guid> RequestAsync(Transaction transaction, string source, CancellationToken cancel)
    {
        while (true)
        {
            var id = await transaction.Connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
                """
                insert into catalog.runs (id, source) values (@id, @source)
                on conflict (source) where status in ('queued', 'running') do nothing returning id
                """,
                new { id = Guid.CreateVersion7(time.GetUtcNow()), source },
                cancellationToken: cancel));
            id ??= await transaction.Connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
                "select id from catalog.runs where source = @source and status in ('queued', 'running')", new { source }, cancellationToken: cancel));
            if (id is { } run)
            {
                return run;
            }
        }
    }

    /// <summary>Begins the runs of these sources that were asked for; how many.</summary>
    public async Task<int> BeginAsync(IReadOnlyList<SourceDefinition> sources, CancellationToken cancel)
    {
        var begun = 0;
        foreach (var (id, name) in await QueuedAsync([.. sources.Select(source => source.Name)], cancel))
        {
            begun += await BeginAsync(id, sources.First(source => source.Name == name), cancel) ? 1 : 0;
        }

        return begun;
    }

    /// <summary>What a page's worker has to know of its run.</summary>
    public async ValueTask<RunContext> ContextAsync(Guid id, CancellationToken cancel)
    {
        if (_contexts.TryGetValue(id, out var known))
        {
            return known;
        }

        await using var connection = await database.OpenAsync(cancel);
        var (matrix, layout, baseline) = await connection.QuerySingleAsync<(string, string, string)>(new CommandDefinition(
            "select matrix, layout::text, baseline::text from catalog.runs where id = @id", new { id }, cancellationToken: cancel));
        if (_contexts.Count > Remembered)
        {
            _contexts.Clear();
        }

        return _contexts[id] = RunContext.Read(id, matrix, layout, baseline);
    }

    /// <summary>A run's counts: the tally, how many pages told of fields, and by which selectors.</summary>
    public async Task<(long[] Tally, long Pages, long[] Hits)> CountsAsync(Guid id, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<(long[] Tally, long Pages, long[] Hits)>(new CommandDefinition(
            "select tally, pages, hits from catalog.counts where run_id = @id", new { id }, cancellationToken: cancel));
        return rows.Aggregate(
            (Tally: Array.Empty<long>(), Pages: 0L, Hits: Array.Empty<long>()),
            (sum, row) => (Plus(sum.Tally, row.Tally), sum.Pages + row.Pages, Plus(sum.Hits, row.Hits)));
    }

    private static long[] Plus(long[] left, long[] right) =>
        [.. Enumerable.Range(0, Math.Max(left.Length, right.Length)).Select(at => (at < left.Length ? left[at] : 0) + (at < right.Length ? right[at] : 0))];

    private async Task<IReadOnlyList<(Guid Id, string Source)>> QueuedAsync(string[] sources, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<(Guid, string)>(new CommandDefinition(
            "select id, source from catalog.runs where status = 'queued' and source = any(@sources) order by requested_at", new { sources }, cancellationToken: cancel))).AsList();
    }

    private async Task<bool> BeginAsync(Guid id, SourceDefinition source, CancellationToken cancel)
    {
        await budget.KnowAsync(source, source.Index.Start.Select(HostBudget.NameOf), cancel);
        await using var transaction = await database.BeginAsync(cancel);
        var connection = transaction.Connection;
        if (await connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "select id from catalog.runs where id = @id and status = 'queued' for update skip locked", new { id }, cancellationToken: cancel)) is null)
        {
            return false;
        }

        LayoutField[] layout = [.. source.Fields.Select(field => new LayoutField(field.Name, field.From))];
        var before = await connection.QueryAsync<string>(new CommandDefinition(
            "select coverage::text from catalog.runs where source = @Name and status = 'done' and coverage <> '{}' order by finished_at desc limit @Compared",
            new { source.Name, Compared },
            cancellationToken: cancel));
        var baseline = Drift.BaselineOf(layout, [.. before.Select(json => JsonSerializer.Deserialize<Dictionary<string, FieldCoverage>>(json, JsonSerializerOptions.Web)!)]);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into catalog.counts (run_id, slot) select @id, slot from generate_series(0, 15) slot;
            update catalog.runs set status = 'running', started_at = clock_timestamp(), matrix = @MatrixHash, layout = @layout::jsonb, baseline = @baseline::jsonb where id = @id;
            """,
            new
            {
                id,
                source.MatrixHash,
                layout = JsonSerializer.Serialize(layout, JsonSerializerOptions.Web),
                baseline = JsonSerializer.Serialize(baseline, JsonSerializerOptions.Web),
            },
            cancellationToken: cancel));
        var queued = await PageQueue.EnqueueAsync(connection, id, source.Name, PageKind.Index, source.Index.Start, cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            "select catalog.count(@id, 0, @tally, 0, null)", new { id, tally = Tallies.Of((Tally.Queued, queued)) }, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return true;
    }
}
