using AspireCoach.Catalog.Parsing;
using AspireCoach.Data.Postgres;
using Dapper;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>What pages had that did not become a value, or not yet.</summary>
internal static class QuarantineStore
{
    private const string MissingNow = "No selector gave a value; the item keeps the one it had.";

    /// <summary>Notes what a page had that was refused, and forgets what was noted of it before and is right now.</summary>
    /// <param name="transaction">Ends the visit.</param>
    /// <param name="page">The page.</param>
    /// <param name="parsed">What it gave.</param>
    /// <param name="problem">What is wrong with the whole page; null where it is an item's.</param>
    /// <param name="known">The fields that an item could have.</param>
    /// <param name="cancel">Cancels.</param>
    /// <returns>Whether anything is noted of it.</returns>
    public static async Task<bool> PutAsync(Transaction transaction, ClaimedPage page, ParsedPage parsed, string? problem, IEnumerable<string> known, CancellationToken cancel)
    {
        List<(string Field, string Raw, string Problem)> bad = [];
        if (problem is not null)
        {
            bad.Add(("", "", problem));
        }

        bad.AddRange(parsed.Rejected.DistinctBy(rejected => rejected.Field).Select(rejected => (rejected.Field, rejected.Raw, $"{rejected.Selector}: {rejected.Problem}")));
        if (page.ItemId is { } item)
        {
            string[] missing = [.. parsed.Missing.Intersect(known).Except(bad.Select(entry => entry.Field))];
            if (missing.Length > 0)
            {
                // An empty value where there was a good one.
                var lost = await transaction.Connection.QueryAsync<string>(new CommandDefinition(
                    "select name from catalog.items, unnest(@missing) as name where id = @item and fields ? name", new { item, missing }, cancellationToken: cancel));
                bad.AddRange(lost.Select(field => (field, "", MissingNow)));
            }
        }

        string[] fields = [.. bad.Select(entry => entry.Field)];
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            delete from catalog.quarantine where page_id = @Id and field <> all(@fields);
            insert into catalog.quarantine (page_id, field, raw, problem, run_id)
            select @Id, bad.field, bad.raw, bad.problem, @RunId from unnest(@fields, @raw, @problems) as bad (field, raw, problem)
            on conflict (page_id, field) do update set raw = excluded.raw, problem = excluded.problem, run_id = excluded.run_id, at = excluded.at
                where (quarantine.raw, quarantine.problem) is distinct from (excluded.raw, excluded.problem);
            """,
            new
            {
                page.Id,
                page.RunId,
                fields,
                raw = bad.Select(entry => entry.Raw.Replace('\0', ' ')).ToArray(),
                problems = bad.Select(entry => entry.Problem.Replace('\0', ' ')).ToArray(),
            },
            cancellationToken: cancel));
        return bad.Count > 0;
    }

    /// <summary>Notes what a run's verdict did not let be written.</summary>
    public static Task HoldAsync(Transaction transaction, long page, Guid runId, PageRecord record, Settlement settlement, CancellationToken cancel)
    {
        var held = record.Values.Where(value => !settlement.Allows(value.Key, value.Value, isKnown: true)).ToArray();
        return transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into catalog.quarantine (page_id, field, raw, problem, run_id)
            select @page, held.field, held.raw, held.problem, @runId from unnest(@fields, @raw, @problems) as held (field, raw, problem)
            on conflict (page_id, field) do update set raw = excluded.raw, problem = excluded.problem, run_id = excluded.run_id, at = excluded.at
                where (quarantine.raw, quarantine.problem) is distinct from (excluded.raw, excluded.problem)
            """,
            new
            {
                page,
                runId,
                fields = held.Select(value => value.Key).ToArray(),
                raw = held.Select(value => value.Value.Raw.Replace('\0', ' ')).ToArray(),
                problems = held.Select(value => $"{value.Value.Selector}: held back by the verdict on the run.").ToArray(),
            },
            cancellationToken: cancel));
    }

    /// <summary>Holds a record back until its run is judged.</summary>
    public static Task StageAsync(Transaction transaction, ClaimedPage page, PageRecord record, CancellationToken cancel) =>
        transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            insert into catalog.staged (page_id, run_id, record) values (@Id, @RunId, @record::jsonb)
            on conflict (page_id) do update set run_id = excluded.run_id, record = excluded.record
            """,
            new { page.Id, page.RunId, record = record.ToJson() },
            cancellationToken: cancel));
}
