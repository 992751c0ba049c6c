using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.AppHost;

/// <summary>The runner's page as a browser shows it.</summary>
[Collection<RunnerPageCollection>]
public sealed class RunnerPageBrowserTests(RunnerPageFixture run)
{
    private const string Missing = "Chromium is not installed";

    // WCAG 2.2, 1.4.3: every text that is seen, against the colour behind it.
    private const string LowContrast = """
        (() => {
          const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
          const light = (c) => { const [r, g, b] = c.slice(0, 3).map((v) => (v /= 255) <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
          const behind = (e) => { for (; e; e = e.parentElement) { const c = channels(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; } return [255, 255, 255]; };
          const low = [];
          for (const e of document.querySelectorAll('body *')) {
            const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
            if (!own || !e.checkVisibility() || e.closest('.unseen, :disabled')) continue;
            const [a, b] = [light(channels(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x);
            if ((a + .05) / (b + .05) < 4.5) low.push(e.className + ' ' + e.textContent.slice(0, 30) + ' ' + ((a + .05) / (b + .05)).toFixed(2));
          }
          return low.join('\n');
        })()
        """;

    // Names for what can be operated, one main heading that is seen, landmarks, headers of tables.
    private const string Unnamed = """
        [...document.querySelectorAll('button, input, select, a')].filter((e) => e.checkVisibility())
          .filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length)).map((e) => e.outerHTML).join('\n')
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1280, "light")]
    [InlineData(1280, "dark")]
    [InlineData(360, "light")]
    public async Task Resources_and_traces_are_shown_legibly_within_the_window_and_without_a_complaint(int width, string scheme)
    {
        Assert.SkipWhen(Chromium.Program is null, Missing);
        var reply = await run.AskAsync("How is my running going?", Cancel);
        using var client = await run.SignInAsync(Cancel);
        await RunnerPageTests.WaterfallAsync(client, reply);
        await using var browser = await Chromium.StartAsync(width, 800, scheme, Cancel);

        await browser.GoAsync(run.Login, Cancel);
        await browser.UntilAsync("document.querySelectorAll('#rows tr').length === 3 && document.querySelectorAll('#log p').length > 3", Cancel);
        await LooksWellAsync(browser, width);
        await browser.EvaluateAsync("location.hash = 'resources/coach/environment'", Cancel);
        await browser.UntilAsync("document.querySelectorAll('#variables tr').length > 5", Cancel);
        await LooksWellAsync(browser, width);
        await browser.EvaluateAsync($"location.hash = 'traces/{reply}'", Cancel);
        await browser.UntilAsync("document.querySelectorAll('#bars tr').length > 8", Cancel);
        await LooksWellAsync(browser, width);

        var stages = (await browser.EvaluateAsync("[...document.querySelectorAll('#bars .stage')].map((e) => e.textContent)", Cancel)).EnumerateArray().Select(stage => stage.GetString()).ToList();
        foreach (var stage in (string[])["accept", "queue", "rewrite", "recall", "model", "tool", "first words"])
        {
            stages.ShouldContain(stage);
        }

        (await browser.EvaluateAsync("document.cookie", Cancel)).GetString().ShouldBeEmpty();
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hostile_line_is_text_and_lines_can_be_filtered_and_held()
    {
        Assert.SkipWhen(Chromium.Program is null, Missing);
        var tail = run.App.Resources.Single(resource => resource.Name == "coach").Tail;
        await using var browser = await Chromium.StartAsync(1280, 800, "light", Cancel);
        await browser.GoAsync(run.Login, Cancel);
        await browser.UntilAsync("document.querySelectorAll('#log p').length > 3 && document.querySelector('#connection').textContent === 'live'", Cancel);

        tail.Write("12:00:00.000 ERROR Agent: <img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>");

        await browser.UntilAsync("document.querySelector('#log p:last-child').textContent.includes('<img src=x onerror')", Cancel);
        (await browser.EvaluateAsync("document.querySelectorAll('#log img, #log script').length", Cancel)).GetInt32().ShouldBe(0);
        (await browser.EvaluateAsync("document.title", Cancel)).GetString()!.ShouldNotContain("owned");
        (await browser.EvaluateAsync("document.querySelector('#log p:last-child').className", Cancel)).GetString().ShouldBe("error");

        await browser.EvaluateAsync("(() => { const f = document.querySelector('#log-filter'); f.value = 'ONERROR'; f.dispatchEvent(new Event('input')); })()", Cancel);
        (await browser.EvaluateAsync("[...document.querySelectorAll('#log p')].every((p) => p.textContent.includes('onerror'))", Cancel)).GetBoolean().ShouldBeTrue();
        await browser.EvaluateAsync("(() => { const f = document.querySelector('#log-filter'); f.value = ''; f.dispatchEvent(new Event('input')); document.querySelector('#log-pause').click(); })()", Cancel);
        tail.Write("12:00:01.000 info  Agent: while it is held");
        await browser.UntilAsync("document.querySelector('#log-count').textContent === 'paused, 1 new'", Cancel);
        (await browser.EvaluateAsync("document.querySelector('#log').textContent.includes('while it is held')", Cancel)).GetBoolean().ShouldBeFalse();
        await browser.EvaluateAsync("document.querySelector('#log-pause').click()", Cancel);
        await browser.UntilAsync("document.querySelector('#log').textContent.includes('while it is held')", Cancel);
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task By_keyboard_alone_the_coach_is_restarted_and_that_is_announced()
    {
        Assert.SkipWhen(Chromium.Program is null, Missing);
        var coach = run.App.Resources.Single(resource => resource.Name == "coach");
        var started = coach.StartedAt;
        await using var browser = await Chromium.StartAsync(1280, 800, "light", Cancel);
        await browser.GoAsync(run.Login, Cancel);
        await browser.UntilAsync("!!document.querySelector('[aria-label=\"Restart coach\"]')", Cancel);

        for (var presses = 0; presses < 30 && (await FocusedAsync()) != "Restart coach"; presses++)
        {
            await browser.PressAsync("Tab", Cancel);
        }

        (await browser.EvaluateAsync("getComputedStyle(document.activeElement).outlineStyle", Cancel)).GetString().ShouldBe("solid");
        await browser.EvaluateAsync("window.heard = []; new MutationObserver(() => heard.push(document.querySelector('#said').textContent)).observe(document.querySelector('#said'), { childList: true })", Cancel);
        await browser.PressAsync("Enter", Cancel);

        await browser.UntilAsync("heard.some((text) => text.startsWith('coach: starting')) && heard.some((text) => text.startsWith('coach: running'))", Cancel);
        coach.StartedAt.ShouldNotBe(started);
        (await browser.EvaluateAsync("document.activeElement.closest('tr').textContent.startsWith('coach')", Cancel)).GetBoolean().ShouldBeTrue();

        async Task<string?> FocusedAsync() => (await browser.EvaluateAsync("document.activeElement.getAttribute('aria-label') ?? ''", Cancel)).GetString();
    }

    private static async Task LooksWellAsync(Chromium browser, int width)
    {
        (await browser.EvaluateAsync("document.documentElement.scrollWidth", Cancel)).GetInt32().ShouldBeLessThanOrEqualTo(width);
        (await browser.EvaluateAsync(LowContrast, Cancel)).GetString().ShouldBeEmpty();
        (await browser.EvaluateAsync(Unnamed, Cancel)).GetString().ShouldBeEmpty();
        (await browser.EvaluateAsync("[...document.querySelectorAll('h1')].filter((e) => e.checkVisibility()).length", Cancel)).GetInt32().ShouldBe(1);
        (await browser.EvaluateAsync("document.querySelectorAll('main, header, nav').length", Cancel)).GetInt32().ShouldBeGreaterThanOrEqualTo(3);
    }
}
