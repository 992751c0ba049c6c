using System.Collections.Concurrent;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Catalog.SourceFiles;
using AspireCoach.Data.Postgres;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace AspireCoach.Catalog.Ingestion;

/// <summary>Each host's robots.txt, fetched by one worker for all processes and kept for at most a day.</summary>
internal sealed partial class RobotsKeeper(
    Database database, HostBudget budget, PageFetcher fetcher, IOptions<CatalogOptions> options, TimeProvider time, ILogger<RobotsKeeper> logger)
{
    /// <summary>So often it is tried before everything counts as disallowed.</summary>
    private const int Attempts = 5;

    /// <summary>So often it is waited as the host said.</summary>
    private const int MostWaits = 50;

    /// <summary>Of so many hosts it is kept in memory.</summary>
    private const int MostKept = 1_000;

    private static readonly TimeSpan s_disallowed = TimeSpan.FromHours(1);

    /// <summary>A host that asks for longer pauses means to be left out, and says so by Disallow.</summary>
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan s_putOff = TimeSpan.FromSeconds(2);
    private static readonly DateTime s_always = DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc);

    // While another worker fetches it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.Ordinal);

    /// <summary>What an address' site allows; null where nothing is, because its robots.txt cannot be read.</summary>
    /// <exception cref="HostParkedException">It is not known yet, and the host is to be left alone.</exception>
    public async Task<RobotsText?> OfAsync(SourceDefinition source, Uri url, ClaimedPage page, CancellationToken cancel)
    {
        var host = HostBudget.NameOf(url);
        if (_kept.TryGetValue(SiteOf(url), out var kept) && time.GetElapsedTime(kept.At) < kept.For)
        {
            return kept.Robots;
        }

        await budget.KnowAsync(source, [host], cancel);
        var started = time.GetTimestamp();
        while (await LoadAsync(host, cancel) is { } row)
        {
            var place = host;
            if (row.Seconds > 0 && row.Scheme is not null && row.Scheme != url.Scheme)
            {
                // http and https of one name are two sites.
                place = SiteOf(url);
                row = await LoadAsync(place, cancel) ?? await AddAsync(place, cancel);
            }

            if (row.Seconds > 0)
            {
                return Keep(url, row.Robots, row.Seconds).Robots;
            }

            if (await LeaseAsync(place, cancel))
            {
                return await FetchAsync(source, url, place, page, tokenInHand: false, cancel);
            }

            if (time.GetElapsedTime(started) > s_patience)
            {
                break;
            }

            await Task.Delay(s_look, time, cancel);
        }

        throw new HostParkedException(host, s_patience);
    }

    /// <summary>Fetches the robots.txt of a claimed page's host, which came with the lease of it and a token.</summary>
    /// <exception cref="HostParkedException">It cannot be read now; the host is left alone for a while.</exception>
    public Task<RobotsText?> FetchAsync(SourceDefinition source, ClaimedPage page, CancellationToken cancel) =>
        FetchAsync(source, page.Url, page.Host, page, tokenInHand: true, cancel);

    private static string SiteOf(Uri url) => $"{url.Scheme}://{HostBudget.NameOf(url)}";

    private async Task<RobotsText?> FetchAsync(SourceDefinition source, Uri url, string place, ClaimedPage page, bool tokenInHand, CancellationToken cancel)
    {
        var address = new Uri(url, "/robots.txt");
        var begun = DateTime.UnixEpoch;
        FetchResult result;
        try
        {
            result = await fetcher.FetchAsync(
                new FetchRequest(address, source.AllowedHosts, async (next, inner) =>
                {
                    begun = tokenInHand ? await NowAsync(inner) : await budget.TakeAsync(source, HostBudget.NameOf(next), page, inner);
                    tokenInHand = false;
                }),
                cancel);
        }
        catch
        {
            await ForgetAsync(place);
            throw;
        }

        if (result.Outcome is FetchOutcome.Throttled or FetchOutcome.Unavailable)
        {
            return await PutOffAsync(url, place, result, begun, cancel);
        }

        var text = result.Outcome == FetchOutcome.Fetched ? result.Text : RobotsText.From(result).Allows(new Uri(url, "/")) ? "" : null;
        return await StoreAsync(url, place, text, text is null ? s_disallowed : TimeSpan.FromHours(options.Value.RobotsHours), cancel);
    }

    private async Task<RobotsText?> PutOffAsync(Uri url, string place, FetchResult result, DateTime begun, CancellationToken cancel)
    {
        var host = HostBudget.NameOf(url);
        await using var connection = await database.OpenAsync(cancel);
        var failures = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            update catalog.hosts set robots_lease = '-infinity', robots_failures = robots_failures + 1
            where host = @place returning robots_failures
            """,
            new { place },
            cancellationToken: cancel));

        // To wait as one was told is no failure, but not for ever.
        if (failures >= (result.NotBefore is null ? Attempts : MostWaits))
        {
            LogDisallowed(host, result.Problem ?? "");
            return await StoreAsync(url, place, null, s_disallowed, cancel);
        }

        // Without a word of its own the host is left alone as after a 503: a site whose robots.txt fails is not well.
        await budget.ThrottleAsync(host, result.Outcome == FetchOutcome.Throttled ? begun : s_always, result.NotBefore, cancel);
        LogPutOff(host, result.Problem ?? "");
        throw new HostParkedException(host, s_putOff);
    }

    private async Task<RobotsText?> StoreAsync(Uri url, string place, string? text, TimeSpan keep, CancellationToken cancel)
    {
        var host = HostBudget.NameOf(url);
        var kept = Keep(url, text, keep.TotalSeconds);
        var asked = kept.Robots?.CrawlDelay ?? TimeSpan.Zero;
        var delay = asked > s_longestDelay ? s_longestDelay : asked;
        if (asked > TimeSpan.Zero)
        {
            LogDelay(host, asked.TotalSeconds, delay.TotalSeconds);
        }

        await using var connection = await database.OpenAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update catalog.hosts set robots = @text, robots_until = clock_timestamp() + make_interval(secs => @seconds), robots_lease = '-infinity', robots_failures = 0,
                robots_scheme = @Scheme
            where host = @place;
            update catalog.hosts set crawl_delay = case when @place = @host then @delay else greatest(crawl_delay, @delay) end where host = @host;
            select catalog.pace(@host);
            """,
            new { host, place, url.Scheme, text = text?.Replace('\0', ' '), seconds = keep.TotalSeconds, delay = delay.TotalSeconds },
            cancellationToken: cancel));
        return kept.Robots;
    }

    private Kept Keep(Uri url, string? text, double seconds)
    {
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }

        return _kept[SiteOf(url)] = new Kept(text is null ? null : RobotsText.Parse(text), time.GetTimestamp(), TimeSpan.FromSeconds(Math.Min(seconds, 3_600)));
    }

    private async Task<RobotsRow?> LoadAsync(string host, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.QuerySingleOrDefaultAsync<RobotsRow>(new CommandDefinition(
            """
            select robots as Robots, robots_scheme as Scheme, case when robots_until > clock_timestamp() then extract(epoch from robots_until - clock_timestamp())::float8 else 0 end as Seconds
            from catalog.hosts where host = @host
            """,
            new { host },
            cancellationToken: cancel));
    }

    /// <summary>A row for a site that shares its host with another.</summary>
    private async Task<RobotsRow> AddAsync(string place, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into catalog.hosts (host, rate, burst, concurrency) values (@place, 1, 1, 1) on conflict (host) do nothing", new { place }, cancellationToken: cancel));
        return new(null, null, 0);
    }

    private async Task<bool> LeaseAsync(string host, CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update catalog.hosts set robots_lease = clock_timestamp() + make_interval(secs => @LeaseSeconds)
            where host = @host and robots_lease < clock_timestamp() and robots_until <= clock_timestamp()
            """,
            new { host, options.Value.LeaseSeconds },
            cancellationToken: cancel)) == 1;
    }

    /// <summary>The next to come fetches it.</summary>
    private async Task ForgetAsync(string host)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync("update catalog.hosts set robots_lease = '-infinity' where host = @host", new { host });
    }

    private async Task<DateTime> NowAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenAsync(cancel);
        return await connection.ExecuteScalarAsync<DateTime>(new CommandDefinition("select clock_timestamp()", cancellationToken: cancel));
    }

    private sealed record RobotsRow(string? Robots, string? Scheme, double Seconds);

    private sealed record Kept(RobotsText? Robots, long At, TimeSpan For);

    [LoggerMessage(Level = LogLevel.Warning, Message = "robots.txt of {Host} cannot be read and is tried again later: {Problem}")]
    private partial void LogPutOff(string host, string problem);

    [LoggerMessage(Level = LogLevel.Information, Message = "robots.txt of {Host} asks for {Asked} s between two requests; {Kept} s are kept.")]
    private partial void LogDelay(string host, double asked, double kept);

    [LoggerMessage(Level = LogLevel.Error, Message = "robots.txt of {Host} cannot be read, so everything counts as disallowed for an hour: {Problem}")]
    private partial void LogDisallowed(string host, string problem);
}
