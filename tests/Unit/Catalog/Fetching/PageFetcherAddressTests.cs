using System.Net;
using AspireCoach.Catalog.Fetching;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class PageFetcherAddressTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://localhost:{0}/")]
    [InlineData("http://localhost.:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://0177.0.0.1:{0}/")]
    [InlineData("http://0x7f000001:{0}/")]
    [InlineData("http://127.1:{0}/")]
    [InlineData("http://0.0.0.0:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://[::ffff:127.0.0.1]:{0}/")]
    [InlineData("http://[::127.0.0.1]:{0}/")]
    [InlineData("http://[64:ff9b::7f00:1]:{0}/")]
    public async Task This_machine_is_not_reached_however_it_is_spelt(string address)
    {
        await using var site = RawSite.Of("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
        var result = await Fetching.FetchAsync(Fetching.Of(new Uri(address.Replace("{0}", site.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal))));
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Problem.ShouldNotBeNull().ShouldContain("internal address");
        result.Problem.ShouldContain("network.allow");
        result.Text.ShouldBeNull();
        site.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task Neither_are_names_of_internal_addresses()
    {
        foreach (var address in new[] { "127.0.0.1", "10.1.2.3", "169.254.169.254", "100.100.100.200", "::1", "fd00:ec2::254", "::ffff:10.0.0.1", "0.0.0.0" })
        {
            var internet = new SmallInternet().Name("inside.example", address);
            using var fetcher = new PageFetcher(null, TimeProvider.System, internet.Network);
            (await fetcher.FetchAsync(Fetching.Of(new Uri("http://inside.example/")), Cancel)).Outcome.ShouldBe(FetchOutcome.Refused, address);
            internet.Connected.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_name_that_changes_between_two_connections_leads_nowhere()
    {
        await using var site = new RawSite(async (_, to) =>
        {
            await to.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
            to.Close();
        });
        await using var inside = RawSite.Of("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
        var internet = new SmallInternet().Name("site.example", ["93.184.216.34"], ["127.0.0.1"]).At("93.184.216.34", site);
        using var fetcher = new PageFetcher(null, TimeProvider.System, internet.Network);
        (await fetcher.FetchAsync(Fetching.Of(new Uri($"http://site.example:{inside.Port}/")), Cancel)).Outcome.ShouldBe(FetchOutcome.Fetched);
        (await fetcher.FetchAsync(Fetching.Of(new Uri($"http://site.example:{inside.Port}/")), Cancel)).Outcome.ShouldBe(FetchOutcome.Refused);
        inside.Connections.ShouldBe(0);

        // What is judged is what is connected to: a name is asked for once a connection, never again in between.
        internet.Resolved.ShouldBe(2);
        internet.Connected.Select(to => to.Address).ShouldBe([IPAddress.Parse("93.184.216.34")]);
    }

    [Fact]
    public async Task Every_public_address_of_a_name_is_tried_and_no_internal_one()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("x"));
        var internet = new SmallInternet().Name("site.example", [["10.0.0.1", "2606:4700::1", "127.0.0.1", "1.1.1.1", "93.184.216.34"]]).At("93.184.216.34", site);
        using var fetcher = new PageFetcher(null, TimeProvider.System, internet.Network);
        (await fetcher.FetchAsync(Fetching.Of(new Uri("http://site.example/")), Cancel)).Outcome.ShouldBe(FetchOutcome.Fetched);
        internet.Connected.Select(to => to.Address.ToString()).ShouldBe(["2606:4700::1", "1.1.1.1", "93.184.216.34"]);
    }

    [Fact]
    public async Task A_name_without_address_and_an_address_without_site_may_be_there_later()
    {
        var internet = new SmallInternet().Name("site.example", "93.184.216.34");
        using var fetcher = new PageFetcher(null, TimeProvider.System, internet.Network);
        foreach (var url in new[] { "http://nowhere.example/", "http://site.example/" })
        {
            var result = await fetcher.FetchAsync(Fetching.Of(new Uri(url)), Cancel);
            result.Outcome.ShouldBe(FetchOutcome.Unavailable);
            result.Status.ShouldBe(0);
            result.Problem.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task A_name_that_cannot_be_is_an_answer_too()
    {
        foreach (var host in new[] { string.Concat(Enumerable.Repeat("a.", 200)) + "example", "\uFFFD.example", "xn--a.example", "-.example", "a_b.invalid", "..", new string('a', 64) + ".example" })
        {
            if (Uri.TryCreate($"http://{host}/", UriKind.Absolute, out var url))
            {
                (await Fetching.FetchAsync(Fetching.Of(url))).Outcome.ShouldBe(FetchOutcome.Unavailable, host);
            }
        }
    }

    [Theory]
    [InlineData("http://127.0.0.1:{0}/")]
    [InlineData("http://[::1]:{0}/")]
    [InlineData("http://2130706433:{0}/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://inside.example:{0}/")]
    [InlineData("//inside.example:{0}/")]
    public async Task A_redirect_inwards_is_refused(string target)
    {
        await using var inside = RawSite.Of("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
        await using var site = new RawSite((_, to) => to.RedirectAsync(target.Replace("{0}", inside.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        var internet = new SmallInternet().Name("site.example", "93.184.216.34").Name("inside.example", "127.0.0.1").At("93.184.216.34", site);
        using var fetcher = new PageFetcher(null, TimeProvider.System, internet.Network);
        var result = await fetcher.FetchAsync(Fetching.Of(new Uri("http://site.example/"), "site.example:80", "127.0.0.1:1"), Cancel);
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Problem.ShouldNotBeNull().ShouldContain("internal address");
        inside.Connections.ShouldBe(0);
    }

    [Theory]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://example.com/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://")]
    public async Task So_is_one_to_what_is_no_page(string target)
    {
        await using var site = new RawSite((_, to) => to.RedirectAsync(target));
        var result = await Fetching.FetchAsync(Fetching.Of(site));
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Status.ShouldBe(302);
        (await Fetching.FetchAsync(Fetching.Of(new Uri("file:///etc/passwd")))).Outcome.ShouldBe(FetchOutcome.Refused);
    }

    [Fact]
    public async Task What_is_allowed_is_one_name_and_port_as_written()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("x"));
        var other = $"http://localhost:{site.Port}/";
        (await Fetching.FetchAsync(Fetching.Of(site.Url(), site.Host))).Outcome.ShouldBe(FetchOutcome.Fetched);
        (await Fetching.FetchAsync(Fetching.Of(new Uri(other), $"LOCALHOST:{site.Port}"))).Outcome.ShouldBe(FetchOutcome.Fetched);
        (await Fetching.FetchAsync(Fetching.Of(new Uri(other), site.Host))).Outcome.ShouldBe(FetchOutcome.Refused);
        (await Fetching.FetchAsync(Fetching.Of(site.Url(), "127.0.0.1", "127.0.0.1:1", $"localhost:{site.Port}"))).Outcome.ShouldBe(FetchOutcome.Refused);
    }

    [Fact]
    public async Task A_redirect_to_what_is_allowed_as_well_is_followed()
    {
        await using var target = new RawSite((_, to) => to.PageAsync("x"));
        await using var site = new RawSite((_, to) => to.RedirectAsync(target.Url().AbsoluteUri));
        (await Fetching.FetchAsync(Fetching.Of(site.Url(), site.Host, target.Host))).Outcome.ShouldBe(FetchOutcome.Fetched);
        (await Fetching.FetchAsync(Fetching.Of(site.Url(), site.Host))).Outcome.ShouldBe(FetchOutcome.Refused);
    }

    [Fact]
    public async Task A_connection_that_one_source_may_have_is_not_lent_to_another()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("x"));
        using var fetcher = new PageFetcher(null, TimeProvider.System);
        (await fetcher.FetchAsync(Fetching.Of(site), Cancel)).Outcome.ShouldBe(FetchOutcome.Fetched);
        (await fetcher.FetchAsync(Fetching.Of(site.Url()), Cancel)).Outcome.ShouldBe(FetchOutcome.Refused);
        site.Requests.Count.ShouldBe(1);
    }
}
