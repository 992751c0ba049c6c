using System.Globalization;
using System.Text.Json;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>
/// Ends runs whose pages are all read: judges which fields have drifted, writes or drops what was held back until then, and
/// says how the run came out. Each step commits by itself and is taken up by whoever comes next.
/// </summary>
internal sealed partial class RunCloser(
    Database database, RunStore runs, ItemWriter writer, EventBus events, CatalogMetrics metrics, IOptions<CatalogOptions> options, ILogger<RunCloser> logger)
{
    private const int LetGoAtOnce = 500;

    /// <summary>Ends what can be ended of these sources' runs; how many.</summary>
    public async Task<int> CloseAsync(IReadOnlyList<SourceDefinition> sources, CancellationToken cancel)
    {
        var closed = 0;
        foreach (var run in await ReadAsync([.. sources.Select(source => source.Name)], cancel))
        {
            var source = sources.First(source => source.Name == run.Source);
            if (!run.Judged)
            {
                await JudgeAsync(run, cancel);
            }

            await SettleAsync(run.Id, source, cancel);
            await LetGoAsync(run, cancel);
            closed += await EndAsync(run, cancel) ? 1 : 0;
        }

        return closed;
    }

    private async Task<IReadOnlyList<ReadRun>> ReadAsync(string[] sources, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return (await connection.QueryAsync<ReadRun>(new CommandDefinition(
            """
            select r.id as Id, r.source as Source, r.judged as Judged, r.stopping as Stopping from catalog.runs r
            where r.status = 'running' and r.source = any(@sources)
                and not exists (select from catalog.pages p where p.state = 2 and p.run_id = r.id)
                and (r.stopping is not null or not exists (select from catalog.pages p where p.state = 1 and p.run_id = r.id))
            """,
            new { sources },
            cancellationToken: cancel))).AsList();
    }

    private async Task JudgeAsync(ReadRun run, CancellationToken cancel)
    {
        var context = await runs.ContextAsync(run.Id, cancel);
        var (_, pages, hits) = await runs.CountsAsync(run.Id, cancel);
        var coverage = pages == 0 ? [] : context.Coverage(pages, hits);
        string[] drifted = [.. Drift.Find(context.Baseline, coverage)];
        await using var connection = await database.OpenAsync(cancel);
        Dictionary<string, string> examples = new(StringComparer.Ordinal);
        foreach (var field in drifted)
        {
            var place = context.Layout.ToList().FindIndex(entry => entry.Field == field) + 1;
            var example = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
                "select url from catalog.pages where source = @Source and run_id = @Id and kind = 2 and picks[@place] <> 0 order by picks[@place], id limit 1",
                new { run.Source, run.Id, place },
                cancellationToken: cancel));
            examples[field] = example ?? "";
            LogDrift(run.Source, field, context.Baseline[field].Ratio, coverage[field].Ratio, example ?? "none");
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "update catalog.runs set judged = true, drifted = @drifted, coverage = @coverage::jsonb, examples = @examples::jsonb where id = @Id and not judged",
            new { run.Id, drifted, coverage = JsonSerializer.Serialize(coverage, JsonSerializerOptions.Web), examples = JsonSerializer.Serialize(examples, JsonSerializerOptions.Web) },
            cancellationToken: cancel));
    }

    /// <summary>Writes what was held back, without the fields that have drifted; nothing of a run that was stopped.</summary>
    private async Task SettleAsync(Guid runId, SourceDefinition source, CancellationToken cancel)
    {
        var context = await runs.ContextAsync(runId, cancel);
        var (_, pages, hits) = await runs.CountsAsync(runId, cancel);
        while (await SettleOneAsync(context, source, (field, index) => context.IsRare(field, index, pages, hits), cancel))
        {
        }
    }

    private async Task<bool> SettleOneAsync(RunContext run, SourceDefinition source, Func<string, int, bool> isRare, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        var staged = await transaction.Connection.QuerySingleOrDefaultAsync<StagedPage?>(new CommandDefinition(
            """
            select p.id as Id, p.url as Url, s.record::text as Record, r.drifted as Drifted, r.stopping is not null as Stopped
            from catalog.pages p join catalog.staged s on s.page_id = p.id and s.run_id = p.run_id join catalog.runs r on r.id = p.run_id
            where p.state = 3 and p.run_id = @Id limit 1 for update of p skip locked
            """,
            new { run.Id },
            cancellationToken: cancel));
        if (staged is null)
        {
            return false;
        }

        var (record, settlement) = (PageRecord.FromJson(staged.Record), new Settlement(staged.Drifted, isRare));
        var (outcome, item) = staged.Stopped
            ? (WriteOutcome.Unchanged, null)
            : await writer.WriteAsync(transaction, run, source, (staged.Id, staged.Url), record, settlement, cancel);
        await QuarantineStore.HoldAsync(transaction, staged.Id, run.Id, record, settlement, cancel);
        var tally = Tallies.Of(outcome switch
        {
            WriteOutcome.Inserted => (Tally.Inserted, 1),
            WriteOutcome.Updated => (Tally.Updated, 1),
            WriteOutcome.Incomplete => (Tally.Quarantined, 1),
            _ => (Tally.Unchanged, 1),
        });
        if (outcome is WriteOutcome.Inserted or WriteOutcome.Updated)
        {
            await events.PublishAsync(transaction, new CatalogItemChanged(item!.Value), cancel);
        }

        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            """
            delete from catalog.staged where page_id = @page;
            update catalog.pages set state = 0, item_id = coalesce(@item, item_id), outcome = @outcome,
                -- What was not written is to be read again.
                matrix = case when @again then null else matrix end
            where id = @page;
            """,
            new { page = staged.Id, item, outcome = staged.Stopped ? "dropped" : outcome.ToString().ToLowerInvariant(), again = staged.Stopped || staged.Drifted.Length > 0 },
            cancellationToken: cancel));
        await transaction.Connection.ExecuteAsync(new CommandDefinition(
            "select catalog.count(@run, @page, @tally, 0, null)", new { run = run.Id, page = staged.Id, tally }, cancellationToken: cancel));
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <summary>
    /// What a whole and healthy run did not come across is gone as if it had answered 404: nothing leads to it any more. An
    /// index page that came back empty must not look so, so the run has to have met about as many addresses of items as the last
    /// whole one; where a site has really shrunk, the second run to find so few lets go of the rest.
    /// </summary>
    private async Task LetGoAsync(ReadRun run, CancellationToken cancel)
    {
        var (tally, _, _) = await runs.CountsAsync(run.Id, cancel);
        if (tally.Get(Tally.Good) == 0 || IsBarren(tally) || tally.Get(Tally.Queued) >= options.Value.MaxPages || !await MetEnoughAsync(run, tally.Get(Tally.Found), cancel))
        {
            return;
        }

        long? after = 0;
        while (after is { } last)
        {
            await using var transaction = await database.BeginAsync(cancel);
            (after, var count) = await transaction.Connection.QuerySingleAsync<(long?, int)>(new CommandDefinition(
                "select last, count from catalog.let_go_of_unmet(@Id, @Source, @last, @LetGoAtOnce)", new { run.Id, run.Source, last, LetGoAtOnce }, cancellationToken: cancel));
            if (count > 0)
            {
                await transaction.Connection.ExecuteAsync(new CommandDefinition(
                    "select catalog.count(@Id, 0, @tally, 0, null)", new { run.Id, tally = Tallies.Of((Tally.Gone, count)) }, cancellationToken: cancel));
                LogLetGo(run.Source, count);
            }

            await transaction.CommitAsync(cancel);
        }
    }

    /// <summary>Whether nothing stopped the run, and no part of the index is missing.</summary>
    private const string IsWhole =
        """
        r.stopping is null and r.drifted = '{}'
            and not exists (select from catalog.pages p where p.source = r.source and p.run_id = r.id and p.kind in (0, 1) and (p.dead or p.outcome in ('disallowed', 'empty')))
        """;

    /// <summary>Whether the run is open and whole, and met as many addresses as one may expect.</summary>
    private async Task<bool> MetEnoughAsync(ReadRun run, long found, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            $"""
            select {IsWhole}
                and @found >= (1 - @RatioFall) * coalesce(
                    (select (select sum(c.tally[@place])::float8 from catalog.counts c where c.run_id = last.id) from catalog.runs last
                     where last.source = r.source and last.status = 'done' and last.whole order by last.finished_at desc limit 1), 0)
            from catalog.runs r where r.id = @Id and r.status = 'running'
            """,
            new { run.Id, found, Drift.RatioFall, place = (int)Tally.Found + 1 },
            cancellationToken: cancel));
    }

    /// <summary>The index is well, and none of what it leads to is an item.</summary>
    private static bool IsBarren(long[] tally) => tally.Get(Tally.Found) > 0 && tally.Get(Tally.Items) == 0;

    private async Task<bool> EndAsync(ReadRun run, CancellationToken cancel)
    {
        var (tally, _, _) = await runs.CountsAsync(run.Id, cancel);
        await using var connection = await database.OpenAsync(cancel);
        var ended = await connection.QuerySingleOrDefaultAsync<EndedRun?>(new CommandDefinition(
            $$"""
            update catalog.runs r set finished_at = clock_timestamp(), whole = {{IsWhole}},
                status = case when @good = 0 and @fetched = 0 then 'failed' when @good = 0 or @isBarren or stopping is not null or drifted <> '{}' then 'degraded' else 'done' end,
                problem = case
                    when stopping is not null then 'Stopped: too many pages in a row were nothing; the last: ' || stopping
                    when drifted <> '{}' then 'Fields have drifted and were not written: ' || array_to_string(drifted, ', ')
                    when @good = 0 or @isBarren then coalesce(
                        (select p.url || ': ' || p.problem from catalog.pages p where p.source = r.source and p.run_id = r.id and p.problem is not null order by p.id limit 1),
                        'No page was what it should be.')
                end
            where id = @Id and status = 'running' and judged and not exists (select from catalog.pages p where p.state = 3 and p.run_id = r.id)
            returning source as Source, status as Status, problem as Problem, extract(epoch from finished_at - started_at)::float8 as Seconds
            """,
            new
            {
                run.Id,
                good = tally.Get(Tally.Good),
                fetched = tally.Get(Tally.Fetched),
                isBarren = IsBarren(tally),
            },
            cancellationToken: cancel));
        if (ended is null)
        {
            return false;
        }

        metrics.RunEnded(ended.Source, ended.Status, TimeSpan.FromSeconds(ended.Seconds));
        var counts = Counts(tally);
        LogEnded(ended.Source, run.Id, ended.Status, ended.Seconds, counts, ended.Problem);
        return true;
    }

    private static string Counts(long[] tally) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tally.Get(Tally.Fetched)} fetched, {tally.Get(Tally.NotModified)} not modified, {tally.Get(Tally.Inserted)} new items, {tally.Get(Tally.Updated)} updated, {tally.Get(Tally.Failed)} failed");

    private sealed record ReadRun
    {
        public Guid Id { get; init; }

        public string Source { get; init; } = "";

        public bool Judged { get; init; }

        public string? Stopping { get; init; }
    }

    private sealed record StagedPage
    {
        public long Id { get; init; }

        public string Url { get; init; } = "";

        public string Record { get; init; } = "";

        public string[] Drifted { get; init; } = [];

        public bool Stopped { get; init; }
    }

    private sealed record EndedRun
    {
        public string Source { get; init; } = "";

        public string Status { get; init; } = "";

        public string? Problem { get; init; }

        public double Seconds { get; init; }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Source}: field {Field} has drifted: found on {Before:P0} of the pages before, on {Now:P0} now. Example: {Page}")]
    private partial void LogDrift(string source, string field, double before, double now, string page);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: nothing leads to {Count} pages any more; other pages of their items may write what they did.")]
    private partial void LogLetGo(string source, int count);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Source}: run {Run} is {Status} after {Seconds:0} s: {Counts}. {Problem}")]
    private partial void LogEnded(string source, Guid run, string status, double seconds, string counts, string? problem);
}
