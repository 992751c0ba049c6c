using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using AspireCoach.Catalog.Fetching;
using AspireCoach.Unit.Models;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class PageFetcherTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_page_is_fetched_whole_and_says_what_it_is()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("<p>größer</p>", "Content-Type: text/html; charset=utf-8\r\nETag: \"7\"\r\nLast-Modified: Fri, 20 Nov 2026 12:00:00 GMT\r\n"));
        var result = await FetchAsync(site, "/a?b=c#d");
        result.Outcome.ShouldBe(FetchOutcome.Fetched);
        result.Status.ShouldBe(200);
        result.Text.ShouldBe("<p>größer</p>");
        result.Bytes.ShouldBe(Encoding.UTF8.GetByteCount("<p>größer</p>"));
        result.ContentType.ShouldBe("text/html");
        result.ETag.ShouldBe("\"7\"");
        result.LastModified.ShouldBe("Fri, 20 Nov 2026 12:00:00 GMT");
        result.FinalUrl.ShouldBe(site.Url("/a?b=c"));
        result.Problem.ShouldBeNull();
        result.NotBefore.ShouldBeNull();
    }

    [Fact]
    public async Task It_says_who_asks_and_what_it_reads_and_nothing_else()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("x", "Content-Type: text/html\r\nSet-Cookie: a=b\r\n"));
        using var fetcher = new PageFetcher("https://coach.example/about", TimeProvider.System);
        await fetcher.FetchAsync(Fetching.Of(site), Cancel);
        await fetcher.FetchAsync(Fetching.Of(site), Cancel);
        var version = typeof(PageFetcher).Assembly.GetName().Version!.ToString(3);
        site.Requests.Count.ShouldBe(2);
        site.Connections.ShouldBe(1);
        var headers = site.Requests[1].Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        headers[0].ShouldBe("GET / HTTP/1.1");
        headers.ShouldContain($"User-Agent: AspireCoach/{version} (+https://coach.example/about)");
        headers.ShouldContain("Accept-Encoding: gzip, deflate, br");
        headers[1..].Select(header => header.Split(':')[0]).Order(StringComparer.Ordinal).ShouldBe(["Accept", "Accept-Encoding", "Accept-Language", "Host", "User-Agent"]);
    }

    [Theory]
    [InlineData(404, nameof(FetchOutcome.Gone))]
    [InlineData(410, nameof(FetchOutcome.Gone))]
    [InlineData(429, nameof(FetchOutcome.Throttled))]
    [InlineData(503, nameof(FetchOutcome.Throttled))]
    [InlineData(500, nameof(FetchOutcome.Unavailable))]
    [InlineData(502, nameof(FetchOutcome.Unavailable))]
    [InlineData(504, nameof(FetchOutcome.Unavailable))]
    [InlineData(599, nameof(FetchOutcome.Unavailable))]
    [InlineData(408, nameof(FetchOutcome.Unavailable))]
    [InlineData(425, nameof(FetchOutcome.Unavailable))]
    [InlineData(202, nameof(FetchOutcome.Unavailable))]
    [InlineData(206, nameof(FetchOutcome.Unavailable))]
    [InlineData(304, nameof(FetchOutcome.Unavailable))]
    [InlineData(400, nameof(FetchOutcome.Refused))]
    [InlineData(401, nameof(FetchOutcome.Refused))]
    [InlineData(403, nameof(FetchOutcome.Refused))]
    [InlineData(451, nameof(FetchOutcome.Refused))]
    [InlineData(300, nameof(FetchOutcome.Refused))]
    public async Task Each_status_has_its_meaning(int status, string outcome)
    {
        await using var site = new RawSite((_, to) => status == 304 ? to.SendAsync("HTTP/1.1 304 X\r\n\r\n") : to.PageAsync("<h1>Sorry</h1>", "Content-Type: text/html\r\n", status));
        var result = await FetchAsync(site);
        result.Outcome.ToString().ShouldBe(outcome);
        result.Status.ShouldBe(status);
        result.Text.ShouldBeNull();
        result.Problem.ShouldNotBeNull().ShouldContain(status.ToString(System.Globalization.CultureInfo.InvariantCulture));
        result.NotBefore.ShouldBeNull();
    }

    [Theory]
    [InlineData(429, "Retry-After: 3600\r\n", 3_600)]
    [InlineData(503, "Retry-After: Fri, 20 Nov 2026 13:00:00 GMT\r\n", 3_600)]
    [InlineData(503, "Date: Fri, 20 Nov 2026 11:00:00 GMT\r\nRetry-After: Fri, 20 Nov 2026 12:00:00 GMT\r\n", 3_600)]
    [InlineData(429, "Retry-After: 31536000\r\n", 31_536_000)]
    [InlineData(429, "Retry-After: 5\r\nRetry-After: 10\r\n", 10)]
    [InlineData(500, "Retry-After: 60\r\n", 60)]
    [InlineData(403, "Retry-After: 60\r\n", 60)]
    [InlineData(429, "Retry-After: soon\r\n", null)]
    public async Task A_site_may_say_when_to_come_back(int status, string headers, int? seconds)
    {
        var time = new ManualTime();
        await using var site = new RawSite((_, to) => to.PageAsync("", headers, status));
        using var fetcher = new PageFetcher(null, time);
        (await fetcher.FetchAsync(Fetching.Of(site), Cancel)).NotBefore.ShouldBe(seconds is { } value ? time.GetUtcNow().AddSeconds(value) : null);
    }

    [Fact]
    public async Task A_page_that_is_as_it_was_says_so()
    {
        await using var site = new RawSite((_, to) => to.SendAsync("HTTP/1.1 304 Not Modified\r\nETag: \"8\"\r\n\r\n"));
        var result = await Fetching.FetchAsync(Fetching.Of(site) with { ETag = "W/\"7\"", LastModified = "Fri, 20 Nov 2026 12:00:00 GMT" });
        result.Outcome.ShouldBe(FetchOutcome.NotModified);
        result.Status.ShouldBe(304);
        result.Problem.ShouldBeNull();
        result.ETag.ShouldBe("\"8\"");
        result.LastModified.ShouldBe("Fri, 20 Nov 2026 12:00:00 GMT");
        site.Requests[0].ShouldContain("If-None-Match: W/\"7\"\r\n");
        site.Requests[0].ShouldContain("If-Modified-Since: Fri, 20 Nov 2026 12:00:00 GMT\r\n");
    }

    [Theory]
    [InlineData("7\r\nX-Injected: 1")]
    [InlineData("größe")]
    [InlineData("")]
    public async Task A_validator_that_is_none_is_not_sent(string tag)
    {
        await using var site = new RawSite((_, to) => to.PageAsync("x"));
        (await Fetching.FetchAsync(Fetching.Of(site) with { ETag = tag, LastModified = tag })).Outcome.ShouldBe(FetchOutcome.Fetched);
        site.Requests[0].ShouldNotContain("If-");
        site.Requests[0].ShouldNotContain("Injected");
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 2")]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nnot gzip!")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Type: text/html\r\nContent-Length: 9\r\n\r\nnot brot!")]
    public async Task A_broken_answer_is_worth_another_attempt(string answer)
    {
        foreach (var reset in new[] { false, true })
        {
            await using var site = new RawSite(async (_, to) =>
            {
                await to.SendAsync(answer);
                (reset ? to.Reset : (Action)to.Close)();
            });
            var result = await FetchAsync(site);
            result.Outcome.ShouldBe(FetchOutcome.Unavailable);
            result.Problem.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task Headers_without_end_are_not_read()
    {
        await using var site = new RawSite(async (_, to) =>
        {
            await to.SendAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await to.SendAsync("X-Header: " + new string('x', 1_000) + "\r\n");
            }
        });
        (await FetchAsync(site)).Outcome.ShouldBe(FetchOutcome.Unavailable);
    }

    [Fact]
    public async Task A_page_in_another_charset_is_read_in_it()
    {
        await using var site = new RawSite((_, to) => to.PageAsync([0xCF, 0xF0], "Content-Type: text/html; charset=windows-1251\r\n"));
        (await FetchAsync(site)).Text.ShouldBe("Пр");
    }

    [Fact]
    public async Task No_host_becomes_the_label_of_a_metric()
    {
        var ports = new ConcurrentBag<object?>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, it) =>
            {
                if (instrument.Meter.Name is "System.Net.Http" or "System.Net.NameResolution")
                {
                    it.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(tags));
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags));
        listener.Start();
        await using var site = new RawSite((_, to) => to.PageAsync("x"));
        (await FetchAsync(site)).Outcome.ShouldBe(FetchOutcome.Fetched);
        ports.ShouldNotContain(site.Port);

        void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                if (tag.Key == "server.port")
                {
                    ports.Add(tag.Value);
                }
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nX: y")]
    [InlineData("größe@example.com")]
    [InlineData("a)b")]
    public void A_contact_that_no_header_can_carry_is_an_error_at_once(string contact) => Should.Throw<ArgumentException>(() => new PageFetcher(contact, TimeProvider.System));

    private static Task<FetchResult> FetchAsync(RawSite site, string path = "/") => Fetching.FetchAsync(Fetching.Of(site, path));
}
