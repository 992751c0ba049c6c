using System.Net;
using AspireCoach.DemoSite;
using AspireCoach.DemoSite.Faults;
using AspireCoach.DemoSite.Judging;

namespace AspireCoach.Functional.Catalog;

/// <summary>The judge is judged first: a site that lies, or a log that miscounts, would make every figure worthless.</summary>
public sealed class DemoSiteTests
{
    private static readonly SiteOptions s_small = new() { Devices = 60, Brands = 3 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_seed_makes_the_same_pages_each_time()
    {
        await using var site = await Site.StartAsync(s_small);
        var first = await PagesAsync(site);
        await using var again = await Site.StartAsync(s_small);

        (await PagesAsync(again)).ShouldBe(first);
        first.Select(page => page.Length).ShouldAllBe(length => length > 20_000 && length < 70_000);
        site.Truth.Select(device => device.Markup).Distinct().Order().ShouldBe(["A", "B", "C"]);
    }

    [Fact]
    public async Task What_a_client_has_is_not_sent_again_until_it_is_edited()
    {
        await using var site = await Site.StartAsync(s_small);
        using var client = new HttpClient();
        var device = site.Truth.First(device => device.Number % 10 == 2);
        var other = site.Truth.First(other => other.Number % 10 == 4);
        var tag = await TagAsync(client, device.Url, null);

        (await StatusAsync(client, device.Url, tag)).ShouldBe(HttpStatusCode.NotModified);
        site.EditBattery(device.Number, 4_321);
        (await StatusAsync(client, device.Url, tag)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(client, other.Url, await TagAsync(client, other.Url, null))).ShouldBe(HttpStatusCode.NotModified);
        site.Truth.Single(truth => truth.Number == device.Number).Fields["battery"]["value"]!.GetValue<decimal>().ShouldBe(4_321);
        (await client.GetStringAsync(device.Url, Cancel)).ShouldContain("4321 mAh");
        RequestLog.Share(site.Log.All, 304).ShouldBe(2 / 6.0, 0.001);
    }

    [Fact]
    public async Task A_fault_befalls_the_same_pages_and_is_over_after_its_times()
    {
        var options = s_small with { Faults = [new(FaultKind.RetryAfterSeconds) { Share = 0.2, Times = 2, For = TimeSpan.FromSeconds(7) }] };
        await using var site = await Site.StartAsync(options);
        using var client = new HttpClient();
        List<string> hit = [];
        foreach (var device in site.Truth)
        {
            using var answer = await client.GetAsync(device.Url, Cancel);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
                hit.Add(device.Url);
            }
        }

        hit.Count.ShouldBeInRange(4, 24);
        (await StatusAsync(client, hit[0], null)).ShouldBe(HttpStatusCode.TooManyRequests);
        (await StatusAsync(client, hit[0], null)).ShouldBe(HttpStatusCode.OK);
        RequestLog.TooEarly(site.Log.All, TimeSpan.Zero).ShouldNotBeEmpty("this client does not wait");
    }

    [Fact]
    public void The_log_counts_windows_early_requests_and_disallowed_ones_as_they_are()
    {
        LoggedRequest At(double seconds, string target = "/devices/a", double? until = null) => new(TimeSpan.FromSeconds(seconds), target)
        {
            Answered = TimeSpan.FromSeconds(seconds + 0.01), NotBefore = until is { } end ? TimeSpan.FromSeconds(end) : null,
        };
        List<LoggedRequest> log = [At(0), At(0.5), At(0.999), At(1.0), At(1.4), At(3, until: 5), At(3.005), At(4.9), At(5), At(6, "/private/x"), At(7, "/private/press/x"), At(8, "/devices/x/print")];

        RequestLog.MostWithin(log, TimeSpan.FromSeconds(1)).ShouldBe(4, "0.5, 0.999, 1.0 and 1.4");
        RequestLog.TooEarly(log, TimeSpan.Zero).Select(request => request.Arrived.TotalSeconds).ShouldBe([4.9]);
        RequestLog.Parked(log).ShouldBe([(TimeSpan.FromSeconds(3.01), TimeSpan.FromSeconds(5))]);
        RequestLog.Disallowed(log).Select(request => request.Target).ShouldBe(["/private/x", "/devices/x/print"]);
    }

    [Fact]
    public async Task A_redesign_takes_two_fields_from_their_places_and_leaves_the_others()
    {
        await using var site = await Site.StartAsync(s_small);
        var before = await PagesAsync(site);
        site.Redesign();
        var after = await PagesAsync(site);

        before.ShouldAllBe(page => !page.Contains("data-v2-battery"));
        after.ShouldAllBe(page => page.Contains("data-v2-battery"));
        after.Count(page => page.Contains("See 3 offers")).ShouldBeGreaterThan(50, "and the few that name no price");
        site.Truth.ShouldAllBe(device => device.Fields.ContainsKey("battery"));
    }

    private static async Task<List<string>> PagesAsync(Site site)
    {
        using var client = new HttpClient();
        List<string> pages = [];
        foreach (var device in site.Truth)
        {
            pages.Add((await client.GetStringAsync(device.Url, Cancel)).Replace(site.Host, "site", StringComparison.OrdinalIgnoreCase));
        }

        return pages;
    }

    private static async Task<string?> TagAsync(HttpClient client, string url, string? known)
    {
        using var answer = await SendAsync(client, url, known);
        return answer.Headers.ETag?.ToString();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string url, string? known)
    {
        using var answer = await SendAsync(client, url, known);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string url, string? known)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        if (known is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
        }

        return await client.SendAsync(request, Cancel);
    }
}
