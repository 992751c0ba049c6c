using AspireCoach.Catalog.Fetching;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class PageFetcherRedirectTests
{
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirects_are_followed(int status)
    {
        await using var site = new RawSite((head, to) => head.StartsWith("GET /a ", StringComparison.Ordinal) ? to.RedirectAsync("b?utm_source=x#c", status) : to.PageAsync("here"));
        var result = await Fetching.FetchAsync(Fetching.Of(site, "/a"));
        result.Text.ShouldBe("here");
        result.FinalUrl.ShouldBe(site.Url("/b"));
        site.Requests[1].ShouldStartWith("GET /b?utm_source=x HTTP/1.1\r\n");
    }

    [Fact]
    public async Task Five_of_them_and_no_more()
    {
        await using var site = new RawSite((head, to) => head.Split(' ')[1] is var path && path == "/0" ? to.PageAsync("here") : to.RedirectAsync("/" + (path[1] - '1')));
        (await Fetching.FetchAsync(Fetching.Of(site, "/5"))).Outcome.ShouldBe(FetchOutcome.Fetched);
        site.Requests.Count.ShouldBe(6);
        var result = await Fetching.FetchAsync(Fetching.Of(site, "/6"));
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Status.ShouldBe(302);
        result.FinalUrl.ShouldBe(site.Url("/1"));
        result.Problem.ShouldBe("More than 5 redirects.");
        site.Requests.Count.ShouldBe(12);
    }

    [Theory]
    [InlineData("/a", "/a", 1)]
    [InlineData("/a", "/b", 2)]
    [InlineData("/a", "/a#x", 1)]
    public async Task A_circle_is_noticed(string first, string second, int requests)
    {
        await using var site = new RawSite((head, to) => to.RedirectAsync(head.StartsWith($"GET {first} ", StringComparison.Ordinal) ? second : first));
        var result = await Fetching.FetchAsync(Fetching.Of(site, first));
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Problem.ShouldNotBeNull().ShouldContain("circle");
        site.Requests.Count.ShouldBe(requests);
    }

    [Fact]
    public async Task A_redirect_to_the_same_page_with_a_session_is_no_circle()
    {
        await using var site = new RawSite((head, to) => head.StartsWith("GET /a ", StringComparison.Ordinal) ? to.RedirectAsync("/a;jsessionid=1") : to.PageAsync("here"));
        var result = await Fetching.FetchAsync(Fetching.Of(site, "/a"));
        result.Text.ShouldBe("here");
        result.FinalUrl.ShouldBe(site.Url("/a"));
    }

    [Fact]
    public async Task Names_beyond_ASCII_are_followed()
    {
        await using var site = new RawSite(async (head, to) =>
        {
            if (head.StartsWith("GET /a ", StringComparison.Ordinal))
            {
                await to.SendAsync(System.Text.Encoding.UTF8.GetBytes("HTTP/1.1 302 Found\r\nLocation: /größe\r\nContent-Length: 0\r\n\r\n"));
                return;
            }

            await to.PageAsync("here");
        });
        (await Fetching.FetchAsync(Fetching.Of(site, "/a"))).Text.ShouldBe("here");
        site.Requests[1].ShouldStartWith("GET /gr%C3%B6%C3%9Fe ");
    }

    [Fact]
    public async Task One_that_leads_nowhere_is_refused()
    {
        await using var site = new RawSite((_, to) => to.PageAsync([], "", 302));
        (await Fetching.FetchAsync(Fetching.Of(site))).Outcome.ShouldBe(FetchOutcome.Refused);
    }

    [Fact]
    public async Task A_Refresh_is_none()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("<meta http-equiv=refresh content='0;url=/b'>", "Content-Type: text/html\r\nRefresh: 0; url=/b\r\n"));
        (await Fetching.FetchAsync(Fetching.Of(site))).Outcome.ShouldBe(FetchOutcome.Fetched);
        site.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_address_is_asked_about_before_it_is_asked()
    {
        await using var site = new RawSite((head, to) => head.StartsWith("GET /a ", StringComparison.Ordinal) ? to.RedirectAsync("/b") : to.PageAsync("here"));
        var asked = new List<(string Path, int Requests)>();
        var request = Fetching.Of(site, "/a") with
        {
            BeforeRequest = (url, _) =>
            {
                asked.Add((url.PathAndQuery, site.Requests.Count));
                return url.PathAndQuery == "/b" ? throw new FetchRefusedException("Its robots.txt says no.") : ValueTask.CompletedTask;
            },
        };
        var result = await Fetching.FetchAsync(request);
        asked.ShouldBe([("/a", 0), ("/b", 1)]);
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Problem.ShouldBe("Its robots.txt says no.");
        result.FinalUrl.ShouldBe(site.Url("/b"));
        site.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Another_failure_of_asking_is_the_callers()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("x"));
        await Should.ThrowAsync<InvalidOperationException>(() => Fetching.FetchAsync(Fetching.Of(site) with { BeforeRequest = (_, _) => throw new InvalidOperationException() }));
    }

    [Fact]
    public async Task Validators_are_for_the_address_that_gave_them()
    {
        await using var site = new RawSite((head, to) =>
            head.StartsWith("GET /a ", StringComparison.Ordinal) ? to.RedirectAsync("/b")
            : head.Contains("If-None-Match: \"7\"\r\n", StringComparison.Ordinal) ? to.PageAsync([], "", 304)
            : to.PageAsync("here"));
        (await Fetching.FetchAsync(Fetching.Of(site, "/a") with { ETag = "\"7\"", LastModified = "Fri, 20 Nov 2026 12:00:00 GMT" })).Outcome.ShouldBe(FetchOutcome.Fetched);
        site.Requests[0].ShouldContain("If-None-Match: \"7\"\r\n");
        site.Requests[0].ShouldContain("If-Modified-Since: Fri, 20 Nov 2026 12:00:00 GMT\r\n");
        site.Requests[1].ShouldNotContain("If-");
        var result = await Fetching.FetchAsync(Fetching.Of(site, "/a") with { ETag = "\"7\"", ValidatorsOf = site.Url("/b") });
        result.Outcome.ShouldBe(FetchOutcome.NotModified);
        result.ETag.ShouldBe("\"7\"");
        result.FinalUrl.ShouldBe(site.Url("/b"));
        site.Requests[2].ShouldNotContain("If-");
    }
}
