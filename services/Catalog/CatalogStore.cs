using System.Text.Json;
using AspireCoach.Catalog.Ingestion;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Catalog;

/// <summary>What is read of the catalogue; it is written by <see cref="Ingestion"/>.</summary>
internal sealed class CatalogStore(Database database, RunStore runs)
{
    /// <summary>Counting goes so far: looking must not cost more the longer the queue is.</summary>
    private const int CountedAtMost = 100_000;

    private const string ItemColumns =
        "id as Id, kind as Kind, identity::text as Identity, source as Source, url as Url, fields::text as Fields, text as Text, first_seen as FirstSeen, last_changed as LastChanged";

    /// <summary>The items that match, the newest first, one more than the limit.</summary>
    public async Task<IReadOnlyList<CatalogItem>> ListAsync(CatalogQuery query, (DateTimeOffset At, Guid Id)? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var searches = !string.IsNullOrWhiteSpace(query.Q) && await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            "select numnode(plainto_tsquery('english', @Q)) > 0", new { query.Q }, cancellationToken: cancel));
        var rows = await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"""
            select {ItemColumns} from catalog.items
            where (first_seen, id) < (coalesce(@at::timestamptz, 'infinity'), @id)
                {(query.Kind is null ? "" : "and kind = @Kind")} {(searches ? "and words @@ plainto_tsquery('english', @Q)" : "")}
            order by first_seen desc, id desc limit @limit
            """,
            new { query.Kind, query.Q, at = before?.At.UtcDateTime, id = before?.Id ?? Guid.Empty, limit = limit + 1 },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToItem())];
    }

    /// <summary>The items with these ids, in their order.</summary>
    public async Task<IReadOnlyList<CatalogItem>> FindAsync(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = (await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"select {ItemColumns} from catalog.items where id = any(@ids)", new { ids = ids.ToArray() }, cancellationToken: cancel))).ToDictionary(row => row.Id);
        return [.. ids.Where(rows.ContainsKey).Select(id => rows[id].ToItem())];
    }

    /// <summary>The items with the greatest numbers in a field: of a quantity its value, of money its amount.</summary>
    public async Task<IReadOnlyList<CatalogItem>> GreatestAsync(string? kind, string field, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"""
            select {ItemColumns} from (
                select *, case jsonb_typeof(fields -> @field::text) when 'number' then fields -> @field::text when 'object' then coalesce(fields -> @field::text -> 'value', fields -> @field::text -> 'amount') end as number
                from catalog.items where (@kind::text is null or kind = @kind) and fields ? @field::text) item
            where jsonb_typeof(number) = 'number'
            order by (number #>> array[]::text[])::numeric desc, id limit @limit
            """,
            new { kind, field = field.Replace('\0', ' '), limit },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToItem())];
    }

    /// <summary>An item's changes, the latest first, one more than the limit; null where there is no such item.</summary>
    public async Task<IReadOnlyList<(Guid Id, CatalogChange Change)>?> ChangesAsync(Guid itemId, (DateTimeOffset At, Guid Id)? before, int limit, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition("select exists (select from catalog.items where id = @itemId)", new { itemId }, cancellationToken: cancel)))
        {
            return null;
        }

        var rows = await connection.QueryAsync<ChangeRow>(new CommandDefinition(
            """
            select id as Id, at as At, field as Field, old_value::text as OldValue, new_value::text as NewValue, run_id as RunId from catalog.changes
            where item_id = @itemId and (at, id) < (coalesce(@at::timestamptz, 'infinity'), @id)
            order by at desc, id desc limit @limit
            """,
            new { itemId, at = before?.At.UtcDateTime, id = before?.Id ?? Guid.Empty, limit = limit + 1 },
            cancellationToken: cancel));
        return [.. rows.Select(row => (row.Id, new CatalogChange(row.At, row.Field, Json(row.OldValue), Json(row.NewValue), row.RunId)))];
    }

    /// <summary>Of these sources the run asked for last, and what the last judged one found of each field.</summary>
    public async Task<IReadOnlyDictionary<string, (CatalogLastRun? Last, IReadOnlyDictionary<string, double> Coverage)>> RunsOfAsync(string[] sources, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<SourceRow>(new CommandDefinition(
            """
            select s.name as Name, last.id as Id, last.status as Status, last.finished_at as FinishedAt, judged.coverage::text as Coverage, judged.drifted as Drifted
            from unnest(@sources) as s (name)
            left join lateral (select id, status, finished_at from catalog.runs where source = s.name order by requested_at desc limit 1) last on true
            left join lateral (
                select coverage, drifted from catalog.runs where source = s.name and judged and coverage <> '{}' order by requested_at desc limit 1) judged on true
            """,
            new { sources },
            cancellationToken: cancel));
        return rows.ToDictionary(
            row => row.Name,
            row => (
                row.Id is { } id ? new CatalogLastRun(id, row.Status, row.FinishedAt) : null,
                (IReadOnlyDictionary<string, double>)row.Fields.ToDictionary(field => field.Name, field => field.Coverage)));
    }

    /// <summary>A run with what it has counted so far; null where there is none.</summary>
    public async Task<CatalogRun?> RunAsync(Guid id, CancellationToken cancel)
    {
        RunRow? run;
        await using (var connection = await database.OpenAsync(cancel))
        {
            run = await connection.QuerySingleOrDefaultAsync<RunRow?>(new CommandDefinition(
                """
                select status as Status, started_at as StartedAt, finished_at as FinishedAt, coalesce(problem, stopping) as Problem, examples::text as Examples
                from catalog.runs where id = @id
                """,
                new { id },
                cancellationToken: cancel));
        }

        if (run is null)
        {
            return null;
        }

        var (tally, _, _) = await runs.CountsAsync(id, cancel);
        return new CatalogRun(
            run.Status, tally.Get(Tally.Found), tally.Get(Tally.Queued), tally.Get(Tally.Fetched), tally.Get(Tally.NotModified), tally.Get(Tally.Inserted),
            tally.Get(Tally.Updated), tally.Get(Tally.Unchanged), tally.Get(Tally.Quarantined), tally.Get(Tally.Failed), run.StartedAt, run.FinishedAt, run.Problem,
            JsonSerializer.Deserialize<Dictionary<string, string>>(run.Examples, JsonSerializerOptions.Web)!);
    }

    /// <summary>How these sources do: for gauges.</summary>
    public async Task<IReadOnlyList<SourceStanding>> StandingAsync(string[] sources, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var rows = await connection.QueryAsync<SourceRow>(new CommandDefinition(
            """
            select s.name as Name, judged.coverage::text as Coverage, judged.drifted as Drifted,
                (select count(*) from (
                    select from catalog.runs r join catalog.pages p on p.run_id = r.id and p.state = 1
                    where r.source = s.name and r.status = 'running' limit @CountedAtMost) open) as Open,
                (select count(*) from (select from catalog.pages p where p.source = s.name and p.dead limit @CountedAtMost) dead) as Dead
            from unnest(@sources) as s (name)
            left join lateral (
                select coverage, drifted from catalog.runs where source = s.name and judged and coverage <> '{}' order by requested_at desc limit 1) judged on true
            """,
            new { sources, CountedAtMost },
            cancellationToken: cancel));
        return [.. rows.Select(row => new SourceStanding(row.Name, row.Open, row.Dead, [.. row.Fields]))];
    }

    /// <summary>Takes items that the knowledge index does not have as they are, in the caller's transaction: they count as indexed with its commit.</summary>
    public static async Task<IReadOnlyList<CatalogItem>> TakeUnindexedAsync(Transaction transaction, int most, CancellationToken cancel)
    {
        var rows = await transaction.Connection.QueryAsync<ItemRow>(new CommandDefinition(
            $"""
            update catalog.items set indexed = true
            where id in (select id from catalog.items where not indexed order by last_changed limit @most for update skip locked)
            returning {ItemColumns}
            """,
            new { most },
            cancellationToken: cancel));
        return [.. rows.Select(row => row.ToItem())];
    }

    private static JsonElement? Json(string? json) => json is null ? null : JsonSerializer.Deserialize<JsonElement>(json);

    private sealed record ItemRow
    {
        public Guid Id { get; init; }

        public string Kind { get; init; } = "";

        public string Identity { get; init; } = "";

        public string Source { get; init; } = "";

        public string Url { get; init; } = "";

        public string Fields { get; init; } = "";

        public string Text { get; init; } = "";

        public DateTimeOffset FirstSeen { get; init; }

        public DateTimeOffset LastChanged { get; init; }

        public CatalogItem ToItem()
        {
            var fields = JsonSerializer.Deserialize<JsonElement>(Fields);
            return new CatalogItem(Id, Kind, JsonSerializer.Deserialize<JsonElement>(Identity), Source, Url, fields, ImagesOf(fields), FirstSeen, LastChanged) { Text = Text };
        }

        private static List<string> ImagesOf(JsonElement fields) =>
            !fields.TryGetProperty("images", out var images) && !fields.TryGetProperty("image", out images) ? []
            : images.ValueKind == JsonValueKind.String ? [images.GetString()!]
            : images.ValueKind == JsonValueKind.Array ? [.. images.EnumerateArray().Where(image => image.ValueKind == JsonValueKind.String).Select(image => image.GetString()!)]
            : [];
    }

    private sealed record ChangeRow
    {
        public Guid Id { get; init; }

        public DateTimeOffset At { get; init; }

        public string Field { get; init; } = "";

        public string? OldValue { get; init; }

        public string? NewValue { get; init; }

        public Guid RunId { get; init; }
    }

    private sealed record RunRow
    {
        public string Status { get; init; } = "";

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? FinishedAt { get; init; }

        public string? Problem { get; init; }

        public string Examples { get; init; } = "{}";
    }

    private sealed record SourceRow
    {
        public string Name { get; init; } = "";

        public Guid? Id { get; init; }

        public string Status { get; init; } = "";

        public DateTimeOffset? FinishedAt { get; init; }

        public string? Coverage { get; init; }

        public string[]? Drifted { get; init; }

        public long Open { get; init; }

        public long Dead { get; init; }

        public IEnumerable<FieldStanding> Fields =>
            Coverage is null ? []
            : JsonSerializer.Deserialize<Dictionary<string, FieldCoverage>>(Coverage, JsonSerializerOptions.Web)!
                .Select(entry => new FieldStanding(entry.Key, entry.Value.Ratio, Drifted?.Contains(entry.Key) == true));
    }
}
