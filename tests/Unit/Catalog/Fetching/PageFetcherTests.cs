using System.Text;
using AspireCoach.Catalog.Fetching;

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
        await fetcher.FetchAsync(Request(site, "/"), Cancel);
        await fetcher.FetchAsync(Request(site, "/"), Cancel);
        var version = typeof(PageFetcher).Assembly.GetName().Version!.ToString(3);
        site.Requests.Count.ShouldBe(2);
        site.Connections.ShouldBe(1);
        var headers = site.Requests[1].Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        headers[0].ShouldBe("GET / HTTP/1.1");
        headers.ShouldContain($"User-Agent: AspireCoach/{version} (+https://coach.example/about)");
        headers.ShouldContain("Accept-Encoding: gzip, deflate, br");
        headers[1..].Select(header => header.Split(':')[0]).Order(StringComparer.Ordinal).ShouldBe(["Accept", "Accept-Encoding", "Accept-Language", "Host", "User-Agent"]);
    }

    private static FetchRequest Request(RawSite site, string path, Func<Uri, CancellationToken, ValueTask>? before = null) =>
        new(site.Url(path), [site.Host], before ?? ((_, _) => ValueTask.CompletedTask));

    private static async Task<FetchResult> FetchAsync(RawSite site, string path = "/")
    {
        using var fetcher = new PageFetcher(null, TimeProvider.System);
        return await fetcher.FetchAsync(Request(site, path), Cancel);
    }
}
