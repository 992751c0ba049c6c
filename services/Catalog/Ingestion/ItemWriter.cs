using System.Text.Json;
using System.Text.Json.Nodes;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Postgres;
using Dapper;
using Npgsql;
using NpgsqlTypes;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>What writing a page's record came to.</summary>
internal enum WriteOutcome
{
    Inserted,
    Updated,
    Unchanged,

    /// <summary>Something may be wrong about it: nothing was written.</summary>
    Doubtful,

    /// <summary>Another page goes by the same address and has the item: nothing was written.</summary>
    Alias,

    /// <summary>Without the fields that are left out it is no item.</summary>
    Incomplete,
}

/// <summary>Writes records as items, field by field, each field from the page that wrote it first.</summary>
internal sealed class ItemWriter(TimeProvider time)
{
    private static readonly JsonSerializerOptions s_json = JsonSerializerOptions.Web;

    /// <summary>Inserts or updates the record's item in the caller's transaction.</summary>
    /// <param name="transaction">Commits the item together with the page's end.</param>
    /// <param name="run">The run.</param>
    /// <param name="source">By which the page was read.</param>
    /// <param name="page">The page's id and own address.</param>
    /// <param name="record">What it says.</param>
    /// <param name="settlement">The run's verdict; null before it, when a doubtful value holds the whole record back.</param>
    /// <param name="cancel">Cancels.</param>
    public async Task<(WriteOutcome Outcome, Guid? ItemId)> WriteAsync(
        Transaction transaction, RunContext run, SourceDefinition source, (long Id, string Url) page, PageRecord record, Settlement? settlement, CancellationToken cancel)
    {
        var connection = transaction.Connection;
        var key = await ItemKey.OfAsync(connection, source.Kind, source.Identity.Select(name => record.Values[name].Value), cancel);
        if (record.Url != page.Url && await HasPageAsync(connection, source.Name, record.Url, cancel) is { } other)
        {
            return (WriteOutcome.Alias, other);
        }

        var item = await LockAsync(connection, key, cancel);
        if (item is null)
        {
            var values = record.Values.Where(value => settlement?.Allows(value.Key, value.Value, isKnown: false) != false).ToDictionary();
            if (source.Fields.Any(field => field.Required && !values.ContainsKey(field.Name)))
            {
                return (WriteOutcome.Incomplete, null);
            }

            if (settlement is null && values.Any(value => run.IsDoubtful(value.Key, value.Value, origin: null)))
            {
                return (WriteOutcome.Doubtful, null);
            }

            if (await InsertAsync(connection, source, key, record, values, cancel) is { } id)
            {
                return (WriteOutcome.Inserted, id);
            }

            // Another page of the same item came first.
            item = await LockAsync(connection, key, cancel) ?? throw new InvalidOperationException("An item vanished: items are never deleted.");
        }

        return (await UpdateAsync(connection, run, source, item, record, settlement, cancel), item.Id);
    }

    /// <summary>A page is gone: what it wrote may be written by another page of the same item, which is read anew for it.</summary>
    public static Task ReleaseAsync(Transaction transaction, ClaimedPage page, CancellationToken cancel) =>
        page.ItemId is null ? Task.CompletedTask : transaction.Connection.ExecuteAsync(new CommandDefinition(
            "select catalog.let_go(@Source, array[@Id])", new { page.Source, page.Id }, cancellationToken: cancel));

    private static Task<Guid?> HasPageAsync(NpgsqlConnection connection, string source, string url, CancellationToken cancel) =>
        connection.ExecuteScalarAsync<Guid?>(new CommandDefinition(
            "select item_id from catalog.pages where source = @source and url = @url and gone_at is null and not dead", new { source, url }, cancellationToken: cancel));

    private static Task<ItemRow?> LockAsync(NpgsqlConnection connection, byte[] key, CancellationToken cancel) =>
        connection.QuerySingleOrDefaultAsync<ItemRow?>(new CommandDefinition(
            "select id as Id, kind as Kind, identity as Identity, fields as Fields, origins as Origins from catalog.items where key = @key for update",
            new { key },
            cancellationToken: cancel));

    private async Task<Guid?> InsertAsync(
        NpgsqlConnection connection, SourceDefinition source, byte[] key, PageRecord record, Dictionary<string, RecordedValue> values, CancellationToken cancel)
    {
        var fields = new JsonObject(values.Select(value => KeyValuePair.Create(value.Key, (JsonNode?)value.Value.Value.DeepClone())));
        var identity = new JsonObject(source.Identity.Select(name => KeyValuePair.Create(name, (JsonNode?)record.Values[name].Value.DeepClone())));
        var origins = values.ToDictionary(value => value.Key, value => Origin(source, record.Url, value.Value));
        await using var command = new NpgsqlCommand(
            """
            insert into catalog.items (id, key, kind, identity, source, url, fields, origins, text) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (key) do nothing returning id
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = Guid.CreateVersion7(time.GetUtcNow()) },
                new() { Value = key },
                new() { Value = source.Kind },
                Json(identity.ToJsonString(s_json)),
                new() { Value = source.Name },
                new() { Value = record.Url },
                Json(fields.ToJsonString(s_json)),
                Json(JsonSerializer.Serialize(origins, s_json)),
                new() { Value = ItemText.Of(source.Kind, identity, fields) },
            },
        };
        return await command.ExecuteScalarAsync(cancel) as Guid?;
    }

    private async Task<WriteOutcome> UpdateAsync(
        NpgsqlConnection connection, RunContext run, SourceDefinition source, ItemRow item, PageRecord record, Settlement? settlement, CancellationToken cancel)
    {
        var fields = JsonNode.Parse(item.Fields)!.AsObject();
        var origins = JsonSerializer.Deserialize<Dictionary<string, FieldOrigin>>(item.Origins, s_json)!;
        List<(string Field, JsonNode? From, JsonNode To)> changes = [];
        var takenOver = false;
        foreach (var (name, value) in record.Values)
        {
            var origin = origins.GetValueOrDefault(name);
            var may = origin is null || origin.Released || (origin.Source == source.Name && origin.Url == record.Url);
            if (!may || settlement?.Allows(name, value, isKnown: fields.ContainsKey(name)) == false)
            {
                continue;
            }

            if (!fields.TryGetPropertyValue(name, out var old) || !IsSame(old, value.Value))
            {
                if (settlement is null && run.IsDoubtful(name, value, origin))
                {
                    return WriteOutcome.Doubtful;
                }

                changes.Add((name, old?.DeepClone(), value.Value.DeepClone()));
            }
            else if (origin is { Released: false })
            {
                continue;
            }

            takenOver |= origin is { Released: true };
            origins[name] = Origin(source, record.Url, value);
        }

        foreach (var (field, _, to) in changes)
        {
            fields[field] = to.DeepClone();
        }

        if (changes.Count > 0 || takenOver)
        {
            await SaveAsync(connection, item, fields, origins, changes.Count > 0, cancel);
            await NoteAsync(connection, run.Id, item.Id, changes, cancel);
        }

        return changes.Count > 0 ? WriteOutcome.Updated : WriteOutcome.Unchanged;
    }

    private static async Task SaveAsync(
        NpgsqlConnection connection, ItemRow item, JsonObject fields, Dictionary<string, FieldOrigin> origins, bool changed, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            update catalog.items set fields = $2, origins = $3, text = $4, indexed = indexed and not $5,
                last_changed = case when $5 then clock_timestamp() else last_changed end
            where id = $1
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = item.Id },
                Json(fields.ToJsonString(s_json)),
                Json(JsonSerializer.Serialize(origins, s_json)),
                new() { Value = ItemText.Of(item.Kind, JsonNode.Parse(item.Identity)!.AsObject(), fields) },
                new() { Value = changed },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task NoteAsync(
        NpgsqlConnection connection, Guid runId, Guid itemId, List<(string Field, JsonNode? From, JsonNode To)> changes, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            insert into catalog.changes (id, item_id, field, old_value, new_value, run_id)
            select change.id, $2, change.field, change.old::jsonb, change.new::jsonb, $3 from unnest($1, $4, $5, $6) as change (id, field, old, new)
            """,
            connection)
        {
            Parameters =
            {
                new() { Value = changes.Select(_ => Guid.CreateVersion7(time.GetUtcNow())).ToArray() },
                new() { Value = itemId },
                new() { Value = runId },
                new() { Value = changes.Select(change => change.Field).ToArray() },
                new() { Value = changes.Select(change => change.From?.ToJsonString(s_json)).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = changes.Select(change => change.To.ToJsonString(s_json)).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>As JSON values: 5 and 5.0 are the same number.</summary>
    private static bool IsSame(JsonNode? left, JsonNode right) =>
        left is not null && JsonElement.DeepEquals(JsonSerializer.SerializeToElement(left, s_json), JsonSerializer.SerializeToElement(right, s_json));

    private static FieldOrigin Origin(SourceDefinition source, string url, RecordedValue value) =>
        new(source.Name, url, value.Selector, value.Raw.Replace('\0', ' '));

    private static NpgsqlParameter Json(string json) =>
        new() { Value = json.Replace("\\u0000", "", StringComparison.Ordinal), NpgsqlDbType = NpgsqlDbType.Jsonb };

    private sealed record ItemRow
    {
        public Guid Id { get; init; }

        public string Kind { get; init; } = "";

        public string Identity { get; init; } = "";

        public string Fields { get; init; } = "";

        public string Origins { get; init; } = "";
    }
}
