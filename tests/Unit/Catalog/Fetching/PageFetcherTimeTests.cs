using AspireCoach.Catalog.Fetching;
using AspireCoach.Unit.Models;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class PageFetcherTimeTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_site_that_says_nothing_has_ten_seconds()
    {
        var asked = Signal();
        await using var site = new RawSite(async (_, to) =>
        {
            asked.SetResult();
            await to.SilenceAsync();
        });
        var fetch = Fetching.FetchAsync(Fetching.Of(site), _time);
        await asked.Task;
        _time.Advance(Silence - TimeSpan.FromMilliseconds(1));
        fetch.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Unavailable(await fetch, 0, "No byte for 10 s.");
    }

    [Fact]
    public async Task So_has_one_that_drips_its_headers()
    {
        var dripped = Signal();
        await using var site = new RawSite(async (_, to) =>
        {
            await to.SendAsync("HTTP/1.1 200 OK\r\nX-A: a");
            dripped.SetResult();
            await to.SilenceAsync();
        });
        var fetch = Fetching.FetchAsync(Fetching.Of(site), _time);
        await dripped.Task;
        _time.Advance(Silence);
        Unavailable(await fetch, 0, "No byte for 10 s.");
    }

    [Fact]
    public async Task And_one_that_stops_in_the_middle_of_a_page()
    {
        var asked = Signal();
        var goOn = Signal();
        await using var site = new RawSite(async (_, to) =>
        {
            asked.SetResult();
            await goOn.Task;
            await to.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\n<p>");
            await to.SilenceAsync();
        });
        var fetch = Fetching.FetchAsync(Fetching.Of(site), _time);
        await asked.Task;

        // The ten seconds begin anew with each byte.
        _time.Advance(TimeSpan.FromSeconds(9));
        goOn.SetResult();
        await _time.ScheduledAsync(Silence);
        _time.Advance(Silence - TimeSpan.FromMilliseconds(1));
        fetch.IsCompleted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Unavailable(await fetch, 200, "No byte for 10 s.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("Content-Encoding: gzip\r\n")]
    public async Task One_that_drips_its_page_has_thirty_seconds(string encoding)
    {
        using var drip = new SemaphoreSlim(0);
        await using var site = new RawSite(async (_, to) =>
        {
            await to.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{encoding}Content-Length: 100\r\n\r\n");
            while (true)
            {
                await to.SendAsync("\u001F");
                await drip.WaitAsync(to.End);
            }
        });
        var fetch = Fetching.FetchAsync(Fetching.Of(site), _time);
        for (var i = 0; i < 3; i++)
        {
            await _time.ScheduledAsync(Silence);
            _time.Advance(TimeSpan.FromSeconds(9));
            drip.Release();
        }

        await _time.ScheduledAsync(Silence);
        _time.Advance(TimeSpan.FromSeconds(3));
        Unavailable(await fetch, 200, "Took more than 30 s.");
    }

    [Fact]
    public async Task The_thirty_seconds_are_of_all_redirects_together_and_not_of_waiting_for_a_turn()
    {
        await using var site = new RawSite(async (head, to) =>
        {
            if (head.StartsWith("GET /a ", StringComparison.Ordinal))
            {
                _time.Advance(TimeSpan.FromSeconds(9));
                await to.RedirectAsync("/b");
            }
            else if (head.StartsWith("GET /b ", StringComparison.Ordinal))
            {
                _time.Advance(TimeSpan.FromSeconds(9));
                await to.RedirectAsync("/c");
            }
            else if (head.StartsWith("GET /c ", StringComparison.Ordinal))
            {
                _time.Advance(TimeSpan.FromSeconds(9));
                await to.RedirectAsync("/d");
            }
            else
            {
                _time.Advance(TimeSpan.FromSeconds(3));
                await to.SilenceAsync();
            }
        });
        var request = Fetching.Of(site, "/a") with
        {
            BeforeRequest = (_, _) =>
            {
                _time.Advance(TimeSpan.FromHours(1));
                return ValueTask.CompletedTask;
            },
        };
        Unavailable(await Fetching.FetchAsync(request, _time), 0, "Took more than 30 s.");
        site.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task An_address_that_swallows_all_leaves_time_for_the_next()
    {
        await using var site = new RawSite((_, to) => to.PageAsync("x"));
        var internet = new SmallInternet().Name("site.example", [["1.1.1.1", "93.184.216.34"]]).At("93.184.216.34", site);
        var network = internet.Network with
        {
            Connect = async (address, cancel) =>
            {
                if (address.Address.ToString() == "1.1.1.1")
                {
                    _time.Advance(TimeSpan.FromSeconds(3));
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancel);
                }

                return await internet.Network.Connect(address, cancel);
            },
        };
        using var fetcher = new PageFetcher(null, _time, network);
        (await fetcher.FetchAsync(Fetching.Of(new Uri("http://site.example/")), TestContext.Current.CancellationToken)).Outcome.ShouldBe(FetchOutcome.Fetched);
    }

    [Fact]
    public async Task Only_the_caller_can_cancel()
    {
        var asked = Signal();
        await using var site = new RawSite(async (_, to) =>
        {
            asked.SetResult();
            await to.SilenceAsync();
        });
        using var fetcher = new PageFetcher(null, _time);
        using var cancel = new CancellationTokenSource();
        var fetch = fetcher.FetchAsync(Fetching.Of(site), cancel.Token);
        await asked.Task;
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => fetch);
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static void Unavailable(FetchResult result, int status, string problem)
    {
        result.Outcome.ShouldBe(FetchOutcome.Unavailable);
        result.Problem.ShouldBe(problem);
        result.Status.ShouldBe(status);
        result.Text.ShouldBeNull();
    }
}
