using System.Collections.Concurrent;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Events;
using AspireCoach.Data.Postgres;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>Fetches a claimed page and ends its visit: with links queued, an item written, or what was wrong.</summary>
internal sealed class PageVisitor(
    Database database,
    PageQueue queue,
    RunStore runs,
    HostBudget budget,
    RobotsKeeper robots,
    PageFetcher fetcher,
    IndexReader index,
    ItemWriter writer,
    EventBus events,
    CatalogMetrics metrics,
    IOptions<CatalogOptions> options,
    TimeProvider time)
{
    /// <summary>A host that says "later" of one page so often does not mean it.</summary>
    private const int MostWaits = 50;

    private readonly ConcurrentDictionary<string, (string Matrix, PageParser Parser)> _parsers = new(StringComparer.Ordinal);

    /// <summary>Visits a page.</summary>
    /// <returns>What came of it, in one word.</returns>
    /// <exception cref="PageLostException">Another worker holds the page; nothing was changed.</exception>
    public async Task<string> VisitAsync(ClaimedPage page, SourceDefinition source, CancellationToken cancel)
    {
        var visit = new Visit(page, source, await runs.ContextAsync(page.RunId, cancel));
        FetchResult result;
        try
        {
            if (page.FetchRobots)
            {
                // Used up by the request, whatever comes of it.
                visit.TokenInHand = false;
                await robots.FetchAsync(source, page, cancel);
            }

            result = await fetcher.FetchAsync(Request(visit), cancel);
            await GiveBackAsync(visit, cancel);
        }
        catch (HostParkedException parked)
        {
            await GiveBackAsync(visit, cancel);
            if (visit.Asked && page.Waits >= MostWaits)
            {
                return await FailAsync(visit, 0, parked.Message, TimeSpan.Zero, cancel);
            }

            // Nobody is kept waiting: the page comes up again when its host may be asked, or the one that a redirect led to. What
            // was asked already is asked again then, so that is not done for ever.
            await ReturnAsync(page, parked.Host == page.Host ? TimeSpan.Zero : parked.Wait, new PageReturn(Refund: true, Wait: visit.Asked), cancel);
            return "parked";
        }

        metrics.Fetched(source.Name, result.Bytes);
        return result.Outcome switch
        {
            FetchOutcome.Fetched => await ReadAsync(visit, result, cancel),
            FetchOutcome.NotModified => await NotModifiedAsync(visit, result, cancel),
            FetchOutcome.Gone => await GoneAsync(visit, result, cancel),
            FetchOutcome.Throttled => await ThrottledAsync(visit, result, cancel),
            FetchOutcome.Unavailable => await FailAsync(visit, result.Status, result.Problem ?? "It did not answer.", RetryAfter(page), cancel),
            _ when visit.Disallowed => await EndAsync(visit, new VisitEnd("disallowed", Tallies.Of((Tally.Disallowed, 1))) { Problem = result.Problem }, cancel),
            _ => await GiveUpAsync(visit, result.Status, result.Problem ?? "It was refused.", cancel),
        };
    }

    /// <summary>An attempt failed: another one later, or none any more.</summary>
    public Task<string> FailAsync(ClaimedPage page, SourceDefinition source, string problem, CancellationToken cancel) =>
        FailAsync(new Visit(page, source, run: null), 0, problem, RetryAfter(page), cancel);

    private FetchRequest Request(Visit visit)
    {
        var (page, source) = (visit.Page, visit.Source);
        var request = new FetchRequest(page.Url, source.AllowedHosts, (url, cancel) => BeforeAsync(visit, url, cancel)) { AcceptGzipFile = page.Kind == PageKind.Sitemap };

        // Read by another matrix it has to be read again, however old it is.
        return page.Matrix != MatrixOf(page, source) ? request : request with
        {
            ETag = page.ETag,
            LastModified = page.LastModified,
            ValidatorsOf = page.FinalUrl is { } final ? new Uri(final) : null,
        };
    }

    private async ValueTask BeforeAsync(Visit visit, Uri url, CancellationToken cancel)
    {
        switch (await robots.OfAsync(visit.Source, url, visit.Page, cancel))
        {
            case null:
                throw new FetchRefusedException($"The robots.txt of {HostBudget.NameOf(url)} cannot be read: that disallows everything.");
            case { } text when !text.Allows(url):
                visit.Disallowed = true;
                throw new FetchRefusedException($"The robots.txt of {HostBudget.NameOf(url)} disallows {url.PathAndQuery}.");
        }

        var host = HostBudget.NameOf(url);
        if (!visit.TokenInHand || host != visit.Page.Host)
        {
            visit.Begun = await budget.TakeAsync(visit.Source, host, visit.Page, cancel);
        }

        (visit.TokenInHand, visit.Asked, visit.Host) = (false, true, host);
    }

    private Task GiveBackAsync(Visit visit, CancellationToken cancel) =>
        visit.TokenInHand ? budget.GiveBackAsync(visit.Page.Host, cancel) : Task.CompletedTask;

    private Task<string> ReadAsync(Visit visit, FetchResult result, CancellationToken cancel) =>
        visit.Page.Kind == PageKind.Item ? ReadItemAsync(visit, result, cancel) : ReadIndexAsync(visit, result, cancel);

    private async Task<string> ReadIndexAsync(Visit visit, FetchResult result, CancellationToken cancel)
    {
        var page = visit.Page;
        var links = IndexReader.Read(page, visit.Source, ParserOf(visit.Source), result);
        var found = links.Follow.Count + links.Items.Count;

        // A start page that leads nowhere is no start page; others may be empty.
        bool? good = found > 0 ? true : visit.Source.Index.Start.Contains(page.Url) ? false : null;
        await using var transaction = await index.LeadOnAsync(page, visit.Source, links, write: good is not false, cancel);
        var end = new VisitEnd(good is false ? "empty" : "links", Tallies.Of([.. transaction.Counts, (Tally.Fetched, 1), (Tally.Bytes, result.Bytes), (Tally.Good, good is true ? 1 : 0)]))
        {
            Status = result.Status,

            // That the index is well says nothing of the items: it does not close the circuit.
            Good = good is false ? false : null,
            Problem = good is false ? "It has no links to follow and none to items." : null,
            Read = good is false ? null : Reading(visit, result, picks: null),
        };
        await queue.EndAsync(transaction.Inner.Connection, page, end, cancel);
        await transaction.Inner.CommitAsync(cancel);
        return end.Outcome;
    }

    private async Task<string> ReadItemAsync(Visit visit, FetchResult result, CancellationToken cancel)
    {
        var (page, source) = (visit.Page, visit.Source);
        var url = result.FinalUrl ?? page.Url;
        var parsed = ParserOf(source).Parse(result.Text ?? "", url);
        short[] picks = [.. source.Fields.Select(field => (short)(parsed.Values.TryGetValue(field.Name, out var value) ? value.SelectorIndex : -1))];
        var missing = source.Fields.Where(field => (field.Required || source.Identity.Contains(field.Name)) && !parsed.Values.ContainsKey(field.Name)).Select(field => field.Name).ToArray();
        var tally = Tallies.Of((Tally.Fetched, 1), (Tally.Bytes, result.Bytes));
        var end = new VisitEnd("", tally)
        {
            Status = result.Status,
            // A page without anything is no page of an item: it says nothing of the fields.
            Hits = parsed.Values.Count == 0 ? null : visit.Run!.Hits(source, picks),
            Read = Reading(visit, result, picks),
        };

        await using var transaction = await database.BeginAsync(cancel);
        if (missing.Length > 0)
        {
            var problem = $"{string.Join(", ", missing)}: required, and not on the page.";
            await QuarantineStore.PutAsync(transaction, page, parsed, problem, known: [], cancel);
            end = end with { Outcome = "quarantined", Problem = problem, Good = false, Read = null };
            tally[(int)Tally.Quarantined]++;
        }
        else
        {
            end = await WriteAsync(transaction, visit, parsed, url, end, cancel);
        }

        await queue.EndAsync(transaction.Connection, page, end, cancel);
        await transaction.CommitAsync(cancel);
        return end.Outcome;
    }

    private async Task<VisitEnd> WriteAsync(Transaction transaction, Visit visit, ParsedPage parsed, Uri url, VisitEnd end, CancellationToken cancel)
    {
        var (page, source) = (visit.Page, visit.Source);
        var record = PageRecord.Of(parsed, parsed.Canonical ?? url);
        var (outcome, item) = await writer.WriteAsync(transaction, visit.Run!, source, (page.Id, page.Url.AbsoluteUri), record, settlement: null, cancel);
        if (outcome == WriteOutcome.Doubtful)
        {
            await QuarantineStore.StageAsync(transaction, page, record, cancel);
        }
        else if (outcome is WriteOutcome.Inserted or WriteOutcome.Updated)
        {
            await events.PublishAsync(transaction, new CatalogItemChanged(item!.Value), cancel);
        }

        var quarantined = await QuarantineStore.PutAsync(transaction, page, parsed, problem: null, known: source.Fields.Select(field => field.Name), cancel);
        end.Tally[(int)Tally.Good]++;
        end.Tally[(int)Tally.Items]++;
        end.Tally[(int)Tally.Quarantined] += quarantined ? 1 : 0;
        end.Tally[(int)Tally.Inserted] += outcome == WriteOutcome.Inserted ? 1 : 0;
        end.Tally[(int)Tally.Updated] += outcome == WriteOutcome.Updated ? 1 : 0;
        end.Tally[(int)Tally.Unchanged] += outcome is WriteOutcome.Unchanged or WriteOutcome.Alias ? 1 : 0;
        return end with
        {
            Outcome = outcome.ToString().ToLowerInvariant(),
            Good = true,
            ItemId = item,
            Staged = outcome == WriteOutcome.Doubtful,
            Read = end.Read! with { Address = record.Url == page.Url.AbsoluteUri ? null : record.Url },
        };
    }

    private async Task<string> NotModifiedAsync(Visit visit, FetchResult result, CancellationToken cancel)
    {
        var page = visit.Page;
        var end = new VisitEnd("notModified", Tallies.Of((Tally.NotModified, 1), (Tally.Good, 1))) { Status = result.Status, Good = true };
        if (page.Kind == PageKind.Item)
        {
            end.Tally[(int)Tally.Items]++;
            return await EndAsync(visit, end with { Hits = visit.Run!.Hits(visit.Source, page.Picks) }, cancel);
        }

        await using var transaction = await index.LeadOnAsync(page, visit.Source, await index.KnownAsync(page, cancel), write: false, cancel);
        end = end with { Good = null, Tally = Tallies.Of([.. transaction.Counts, (Tally.NotModified, 1), (Tally.Good, 1)]) };
        await queue.EndAsync(transaction.Inner.Connection, page, end, cancel);
        await transaction.Inner.CommitAsync(cancel);
        return end.Outcome;
    }

    private async Task<string> GoneAsync(Visit visit, FetchResult result, CancellationToken cancel)
    {
        await using var transaction = await database.BeginAsync(cancel);
        await ItemWriter.ReleaseAsync(transaction, visit.Page, cancel);
        var end = new VisitEnd("gone", Tallies.Of((Tally.Gone, 1))) { Status = result.Status, Gone = true, Problem = result.Problem };
        await queue.EndAsync(transaction.Connection, visit.Page, end, cancel);
        await transaction.CommitAsync(cancel);
        return end.Outcome;
    }

    private async Task<string> ThrottledAsync(Visit visit, FetchResult result, CancellationToken cancel)
    {
        var page = visit.Page;
        await budget.ThrottleAsync(visit.Host, visit.Begun, result.NotBefore, cancel);

        // To wait as one was told is no failure; to be turned away without a word is an attempt.
        if (result.NotBefore is null || page.Waits >= MostWaits)
        {
            return await FailAsync(visit, result.Status, result.Problem ?? "It asks for fewer requests.", TimeSpan.Zero, cancel);
        }

        // Its own host is parked; another one, where a redirect led, is waited for here.
        var wait = visit.Host == page.Host ? TimeSpan.Zero : result.NotBefore.Value - time.GetUtcNow();
        await ReturnAsync(page, wait, new PageReturn(Refund: true, Wait: true, result.Status, result.Problem), cancel);
        return "throttled";
    }

    private async Task<string> FailAsync(Visit visit, int status, string problem, TimeSpan delay, CancellationToken cancel)
    {
        if (visit.Page.Attempt >= options.Value.MaxAttempts)
        {
            return await GiveUpAsync(visit, status, problem, cancel);
        }

        await ReturnAsync(visit.Page, delay, new PageReturn(Refund: false, Status: status, Problem: problem), cancel);
        return "retry";
    }

    private Task<string> GiveUpAsync(Visit visit, int status, string problem, CancellationToken cancel) =>
        EndAsync(visit, new VisitEnd("failed", Tallies.Of((Tally.Failed, 1))) { Status = status, Problem = problem, Dead = true, Good = false }, cancel);

    private async Task<string> EndAsync(Visit visit, VisitEnd end, CancellationToken cancel)
    {
        await queue.EndAsync(visit.Page, end, cancel);
        return end.Outcome;
    }

    private async Task ReturnAsync(ClaimedPage page, TimeSpan delay, PageReturn why, CancellationToken cancel)
    {
        if (!await queue.ReleaseAsync(page, delay < TimeSpan.Zero ? TimeSpan.Zero : delay, why, cancel))
        {
            throw new PageLostException(page);
        }
    }

    /// <summary>2, 4, 8 s …, of which a random part of up to half is taken off, so that what failed together does not come back together.</summary>
    private TimeSpan RetryAfter(ClaimedPage page) =>
        TimeSpan.FromMilliseconds(options.Value.RetryMilliseconds) * Math.Pow(2, page.Attempt - 1) * (1 - (Random.Shared.NextDouble() / 2));

    private static PageReading Reading(Visit visit, FetchResult result, short[]? picks) =>
        new(result.ETag, result.LastModified, result.FinalUrl?.AbsoluteUri is { } final && final != visit.Page.Url.AbsoluteUri ? final : null, MatrixOf(visit.Page, visit.Source), picks);

    /// <summary>What decides how a page is read: another one makes it be read again.</summary>
    private static string MatrixOf(ClaimedPage page, SourceDefinition source) => page.Kind == PageKind.Item ? source.MatrixHash : IndexReader.HashOf(source);

    private PageParser ParserOf(SourceDefinition source)
    {
        // The index rules are no part of the matrix' hash, and a parser has both.
        var matrix = source.MatrixHash + IndexReader.HashOf(source);
        return _parsers.AddOrUpdate(
            source.Name,
            _ => (matrix, new PageParser(source)),
            (_, known) => known.Matrix == matrix ? known : (matrix, new PageParser(source))).Parser;
    }

    private sealed class Visit(ClaimedPage page, SourceDefinition source, RunContext? run)
    {
        public ClaimedPage Page => page;

        public SourceDefinition Source => source;

        public RunContext? Run => run;

        /// <summary>The claim's own token is not used yet.</summary>
        public bool TokenInHand { get; set; } = true;

        /// <summary>A request was made for the page.</summary>
        public bool Asked { get; set; }

        /// <summary>Which host is being asked, and since when.</summary>
        public string Host { get; set; } = page.Host;

        public DateTime Begun { get; set; } = page.Begun;

        public bool Disallowed { get; set; }
    }
}
