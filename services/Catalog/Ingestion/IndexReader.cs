using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.Parsing;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Postgres;
using Dapper;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>The indexer: what index pages and sitemaps link to, read or remembered, is queued once.</summary>
internal sealed class IndexReader(Database database, HostBudget budget, IOptions<CatalogOptions> options)
{
    /// <summary>Longer addresses are not pages of a catalogue.</summary>
    private const int LongestUrl = 2_048;

    /// <summary>A page that links to more hosts is no index of a site; the links to further ones are left out.</summary>
    private const int MostHosts = 100;

    private static readonly TimeSpan s_patternTime = TimeSpan.FromMilliseconds(50);
    private static readonly ConditionalWeakTable<IndexRules, string> s_hashes = [];

    /// <summary>What decides which links are read.</summary>
    public static string HashOf(SourceDefinition source) =>
        s_hashes.GetValue(source.Index, static rules => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(rules))));

    /// <summary>The links of a page that was fetched.</summary>
    public static IndexLinks Read(ClaimedPage page, SourceDefinition source, PageParser parser, FetchResult result)
    {
        var url = result.FinalUrl ?? page.Url;
        if (page.Kind == PageKind.Index)
        {
            return parser.Links(result.Text ?? "", url);
        }

        var sitemap = Sitemap.Parse(result.Text ?? "", url);
        if (source.Index.SitemapPattern is not { } pattern)
        {
            return new IndexLinks(sitemap.Sitemaps, sitemap.Pages);
        }

        var wanted = new Regex(pattern, RegexOptions.CultureInvariant, s_patternTime);
        return new IndexLinks(sitemap.Sitemaps, [.. sitemap.Pages.Where(item => wanted.IsMatch(item.AbsoluteUri))]);
    }

    /// <summary>The links that the page had when it was read last.</summary>
    public async Task<IndexLinks> KnownAsync(ClaimedPage page, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var (follow, items) = await connection.QuerySingleOrDefaultAsync<(string[]?, string[]?)>(new CommandDefinition(
            "select follow, items from catalog.links where page_id = @Id", new { page.Id }, cancellationToken: cancel));
        return new IndexLinks([.. (follow ?? []).Select(url => new Uri(url))], [.. (items ?? []).Select(url => new Uri(url))]);
    }

    /// <summary>Begins the transaction that ends the page's visit: queues what it leads to, and with <paramref name="write"/> remembers it.</summary>
    public async Task<LeadingOn> LeadOnAsync(ClaimedPage page, SourceDefinition source, IndexLinks links, bool write, CancellationToken cancel)
    {
        HashSet<string> hosts = new(StringComparer.Ordinal) { page.Host };
        bool IsTaken(Uri url) => IsShort(url) && HostBudget.NameOf(url) is var host && (hosts.Contains(host) || (hosts.Count < MostHosts && hosts.Add(host)));
        Uri[] follow = [.. links.Follow.Where(IsTaken)], items = [.. links.Items.Where(IsTaken)];
        Uri[] sitemaps = page.Kind == PageKind.Sitemap ? follow : source.Index.Sitemap && source.Index.Start.Contains(page.Url) ? await SitemapsAsync(page, cancel) : [];
        await budget.KnowAsync(source, follow.Concat(items).Concat(sitemaps).Select(HostBudget.NameOf), cancel);
        var transaction = await database.BeginAsync(cancel);
        try
        {
            var connection = transaction.Connection;
            if (write)
            {
                await connection.ExecuteAsync(new CommandDefinition(
                    """
                    insert into catalog.links (page_id, follow, items) values (@Id, @follow, @items)
                    on conflict (page_id) do update set follow = excluded.follow, items = excluded.items
                        where (links.follow, links.items) is distinct from (excluded.follow, excluded.items)
                    """,
                    new { page.Id, follow = follow.Select(url => url.AbsoluteUri).ToArray(), items = items.Select(url => url.AbsoluteUri).ToArray() },
                    cancellationToken: cancel));
            }

            var queued = 0;
            var found = 0;
            if (await HasRoomAsync(transaction, page, cancel))
            {
                queued += page.Kind == PageKind.Index ? await PageQueue.EnqueueAsync(connection, page.RunId, page.Source, PageKind.Index, follow, cancel) : 0;
                queued += await PageQueue.EnqueueAsync(connection, page.RunId, page.Source, PageKind.Sitemap, sitemaps, cancel);
                found = await PageQueue.EnqueueAsync(connection, page.RunId, page.Source, PageKind.Item, items, cancel);
            }

            return new LeadingOn(transaction, [(Tally.Queued, queued + found), (Tally.Found, found)]);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    private static bool IsShort(Uri url) => url.AbsoluteUri.Length <= LongestUrl;

    /// <summary>Those that robots.txt names, or the usual one.</summary>
    private async Task<Uri[]> SitemapsAsync(ClaimedPage page, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        var robots = await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            "select robots from catalog.hosts where host = @Host", new { page.Host }, cancellationToken: cancel));
        var named = RobotsText.Parse(robots ?? "").Sitemaps;
        return named.Count > 0 ? [.. named.Where(IsShort)] : [new Uri(page.Url, "/sitemap.xml")];
    }

    /// <summary>Pages that link to ever more pages are a trap.</summary>
    private async Task<bool> HasRoomAsync(Transaction transaction, ClaimedPage page, CancellationToken cancel) =>
        await transaction.Connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select coalesce(sum(tally[@place]), 0)::bigint from catalog.counts where run_id = @RunId",
            new { page.RunId, place = (int)Tally.Queued + 1 },
            cancellationToken: cancel)) < options.Value.MaxPages;
}

/// <summary>A transaction in which links were queued, and what that adds to the run's counts.</summary>
internal sealed class LeadingOn(Transaction inner, (Tally What, long Count)[] counts) : IAsyncDisposable
{
    public Transaction Inner => inner;

    public (Tally What, long Count)[] Counts => counts;

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
