using System.Text;
using AspireCoach.Catalog.Fetching;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class RobotsTextTests
{
    // RFC 9309 §5.1: user agents foobot, barbot and bazbot, quxbot; we are each of them in turn.
    private const string Simple = """
        User-Agent: *
        Disallow: *.gif$
        Disallow: /example/
        Allow: /publications/

        User-Agent: foobot
        Disallow:/
        Allow:/example/page.html
        Allow:/example/allowed.gif

        User-Agent: barbot
        User-Agent: bazbot
        Disallow: /example/page.html

        User-Agent: quxbot

        EOF
        """;

    [Theory]
    [InlineData("otherbot", "/example/page.html", false)]
    [InlineData("otherbot", "/publications/x", true)]
    [InlineData("otherbot", "/image.gif", false)]
    [InlineData("otherbot", "/image.gif?x", true)]
    [InlineData("foobot", "/", false)]
    [InlineData("foobot", "/example/page.html", true)]
    [InlineData("foobot", "/example/allowed.gif", true)]
    [InlineData("foobot", "/example/", false)]
    [InlineData("barbot", "/example/page.html", false)]
    [InlineData("barbot", "/example/other.gif", true)]
    [InlineData("bazbot", "/example/page.html", false)]
    [InlineData("quxbot", "/example/page.html", true)]
    [InlineData("quxbot", "/image.gif", true)]
    public void The_example_of_the_standard_means_what_it_says(string agent, string path, bool allowed) =>
        Allows(Simple.Replace(agent, RobotsText.Agent, StringComparison.Ordinal), path).ShouldBe(allowed);

    [Fact]
    public void The_longest_match_of_the_standard_counts()
    {
        const string Text = "User-Agent: AspireCoach\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif\n";
        Allows(Text, "/example/page/disallow.gif").ShouldBeTrue();
        Allows(Text, "/example/page/disallowed.gif").ShouldBeFalse();
        Allows(Text, "/example/").ShouldBeTrue();
    }

    [Theory]
    [InlineData("/foo/bar?baz=quz", "/foo/bar?baz=quz")]
    [InlineData("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar")]
    [InlineData("/foo/bar?baz=https%3A%2F%2Ffoo.bar", "/foo/bar?baz=https://foo.bar")]
    [InlineData("/foo/bar/ツ", "/foo/bar/%E3%83%84")]
    [InlineData("/foo/bar/%E3%83%84", "/foo/bar/ツ")]
    [InlineData("/foo/bar/%e3%83%84", "/foo/bar/%E3%83%84")]
    [InlineData("/foo/bar/%62%61%7A", "/foo/bar/baz")]
    [InlineData("/foo/bar/baz", "/foo/bar/%62%61%7A")]
    [InlineData("/path/file-with-a-%2A.html", "/path/file-with-a-*.html")]
    [InlineData("/path/foo-%24", "/path/foo-$")]
    [InlineData("/a$b", "/a$b")]
    [InlineData("/a%2Fb", "/a%2fb")]
    [InlineData("/a b", "/a%20b")]
    public void Spellings_of_the_same_octets_match(string pattern, string path) => Allows($"user-agent: *\ndisallow: {pattern}", path).ShouldBeFalse();

    [Theory]
    [InlineData("/a%2Fb", "/a/b")]
    [InlineData("/path/file-with-a-%2A.html", "/path/file-with-a-x.html")]
    [InlineData("/A", "/a")]
    public void Others_do_not(string pattern, string path) => Allows($"user-agent: *\ndisallow: {pattern}", path).ShouldBeTrue();

    [Theory]
    [InlineData("/fish", "/fish /fish.html /fish/salmon.html /fishheads /fish.php?id=anything", "/Fish.asp /catfish /?id=fish /desert/fish")]
    [InlineData("/fish*", "/fish /fish.html /fish/salmon.html", "/Fish.asp /catfish")]
    [InlineData("/fish/", "/fish/ /fish/?id=1 /fish/salmon.htm", "/fish /fish.html /animals/fish/")]
    [InlineData("/*.php", "/index.php /filename.php /folder/a.php?x /filename.php/ /index?f=a.php", "/ /windows.PHP")]
    [InlineData("/*.php$", "/filename.php /folder/filename.php", "/filename.php?parameters /filename.php/ /filename.php5")]
    [InlineData("/fish*.php", "/fish.php /fishheads/catfish.php?parameters", "/Fish.PHP")]
    [InlineData("/*?", "/a? /a?b", "/a")]
    [InlineData("*", "/ /a", "")]
    [InlineData("/$", "/", "/a")]
    [InlineData("/a*b*c$", "/abc /axbxc /abbcc /abcbc", "/ab /abcd")]
    [InlineData("/a**b", "/ab /axb", "/a")]
    [InlineData("/*/print", "/a?b=c/print", "/print")]
    [InlineData("/aa*aa$", "/aaaa /aaxaa", "/aaa /aa")]
    public void Patterns_match_beginnings(string pattern, string matched, string free)
    {
        foreach (var path in matched.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Allows($"user-agent: *\ndisallow: {pattern}", path).ShouldBeFalse(path);
        }

        foreach (var path in free.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Allows($"user-agent: *\ndisallow: {pattern}", path).ShouldBeTrue(path);
        }
    }

    [Theory]
    [InlineData("allow: /p\ndisallow: /", "/page", true)]
    [InlineData("allow: /folder\ndisallow: /folder", "/folder/page", true)]
    [InlineData("disallow: /folder\nallow: /folder", "/folder/page", true)]
    [InlineData("allow: /page\ndisallow: /*.htm", "/page.htm", false)]
    [InlineData("allow: /page\ndisallow: /*.ph", "/page.php5", true)]
    [InlineData("allow: /$\ndisallow: /", "/", true)]
    [InlineData("allow: /$\ndisallow: /", "/page.htm", false)]
    [InlineData("disallow:", "/page", true)]
    [InlineData("disallow: /a\nallow:", "/a", false)]
    public void The_longest_counts_and_Allow_wins_a_tie(string rules, string path, bool allowed) => Allows("user-agent: *\n" + rules, path).ShouldBe(allowed);

    [Theory]
    [InlineData("user-agent: *\ndisallow: /\nuser-agent: aspireCOACH\ndisallow: /a", "/b", true)]
    [InlineData("user-agent: AspireCoach/1.0 (x)\ndisallow: /", "/b", false)]
    [InlineData("user-agent: AspireCoach-Images\ndisallow: /", "/b", true)]
    [InlineData("user-agent: Aspire\ndisallow: /", "/b", true)]
    [InlineData("user-agent: AspireCoach\ndisallow: /a\nuser-agent: x\ndisallow: /\nuser-agent: aspirecoach\ndisallow: /b", "/b", false)]
    [InlineData("user-agent: AspireCoach\ndisallow: /a\nuser-agent: x\ndisallow: /\nuser-agent: aspirecoach\ndisallow: /b", "/a", false)]
    [InlineData("user-agent: AspireCoach\ndisallow: /a\nuser-agent: x\ndisallow: /\nuser-agent: aspirecoach\ndisallow: /b", "/c", true)]
    [InlineData("user-agent: AspireCoach\nsitemap: https://example.com/s.xml\nuser-agent: x\ndisallow: /a", "/a", false)]
    [InlineData("user-agent: AspireCoach\n\n# words\nuser-agent: x\n\ndisallow: /a", "/a", false)]
    [InlineData("disallow: /\nuser-agent: *\nallow: /", "/a", true)]
    [InlineData("\uFEFFuser-agent: *\ndisallow: /", "/a", false)]
    [InlineData("user-agent: *\rdisallow: /", "/a", false)]
    [InlineData("user-agent: *\r\ndisallow: /\r\n", "/a", false)]
    [InlineData("  USER-AGENT :  *  # all\n  DisAllow  :  /a  # not this", "/a", false)]
    [InlineData("user-agent: *\ndisallow: /a#b", "/a", false)]
    [InlineData("<html><body>Not found: sorry</body></html>", "/a", true)]
    [InlineData("", "/a", true)]
    public void Groups_are_found_and_merged(string text, string path, bool allowed) => Allows(text, path).ShouldBe(allowed);

    [Fact]
    public void Its_own_address_is_always_allowed() => Allows("user-agent: *\ndisallow: /", "/robots.txt").ShouldBeTrue();

    [Fact]
    public void Sitemaps_are_of_all_groups()
    {
        var robots = RobotsText.Parse("Sitemap: https://example.com/a.xml\nuser-agent: x\ndisallow: /\nSITEMAP: https://Example.com/b.xml?x:y # two\nsitemap: /relative.xml\nsitemap: ftp://example.com/\nsitemap: https://example.com/a.xml");
        robots.Sitemaps.Select(url => url.AbsoluteUri).ShouldBe(["https://example.com/a.xml", "https://example.com/b.xml?x:y"]);
    }

    [Theory]
    [InlineData("user-agent: *\ncrawl-delay: 2.5", 2.5)]
    [InlineData("user-agent: *\ncrawl-delay: 2\nuser-agent: aspirecoach\ncrawl-delay: 10", 10.0)]
    [InlineData("user-agent: *\ncrawl-delay: 2\nuser-agent: aspirecoach\nallow: /", null)]
    [InlineData("user-agent: *\ncrawl-delay: 99999999999999999999", 86_400.0)]
    [InlineData("user-agent: *\ncrawl-delay: -1", null)]
    [InlineData("user-agent: *\ncrawl-delay: soon", null)]
    [InlineData("crawl-delay: 3", null)]
    public void A_delay_is_of_our_group(string text, double? seconds) => RobotsText.Parse(text).CrawlDelay.ShouldBe(seconds is { } value ? TimeSpan.FromSeconds(value) : null);

    [Fact]
    public void Five_hundred_KiB_count_and_a_line_that_they_cut_does_not()
    {
        const string Head = "user-agent: *\n";
        string Filled(string last, int total) => Head + "#".PadRight(total - Head.Length - last.Length - 1, 'x') + "\n" + last;
        Allows(Filled("disallow: /a", 512_000), "/a").ShouldBeFalse();
        Allows(Filled("disallow: /a", 512_001), "/a").ShouldBeTrue();
        Allows(Filled("disallow: /a", 512_001), "/").ShouldBeTrue();
        Allows(Head + "disallow: /é\n" + new string('é', 300_000) + "\ndisallow: /b", "/b").ShouldBeTrue();
    }

    [Theory]
    [InlineData(nameof(FetchOutcome.Gone), 404, true)]
    [InlineData(nameof(FetchOutcome.Gone), 410, true)]
    [InlineData(nameof(FetchOutcome.Refused), 401, true)]
    [InlineData(nameof(FetchOutcome.Refused), 403, true)]
    [InlineData(nameof(FetchOutcome.Refused), 0, false)]
    [InlineData(nameof(FetchOutcome.Refused), 200, false)]
    [InlineData(nameof(FetchOutcome.Refused), 302, false)]
    [InlineData(nameof(FetchOutcome.Throttled), 429, false)]
    [InlineData(nameof(FetchOutcome.Throttled), 503, false)]
    [InlineData(nameof(FetchOutcome.Unavailable), 500, false)]
    [InlineData(nameof(FetchOutcome.Unavailable), 0, false)]
    [InlineData(nameof(FetchOutcome.Unavailable), 408, false)]
    [InlineData(nameof(FetchOutcome.NotModified), 304, false)]
    public void A_site_without_one_allows_all_and_one_that_does_not_answer_nothing(string outcome, int status, bool allowed) =>
        RobotsText.From(new FetchResult(Enum.Parse<FetchOutcome>(outcome)) { Status = status }).Allows(new Uri("https://example.com/a")).ShouldBe(allowed);

    [Fact]
    public void A_fetched_one_is_read() =>
        RobotsText.From(new FetchResult(FetchOutcome.Fetched) { Status = 200, Text = "user-agent: *\ndisallow: /a" }).Allows(new Uri("https://example.com/a")).ShouldBeFalse();

    [Fact]
    public void The_order_of_rules_and_groups_does_not_matter()
    {
        var patterns = Gen.Elements("/", "/a", "/a*", "/a$", "/*b", "/ab", "/a?b", "*", "$", "/%61", "/b*c$", "/a*b*");
        var rules = Gen.Elements("allow: ", "disallow: ").SelectMany(key => patterns.Select(pattern => key + pattern)).ListOf();
        var paths = Gen.Elements("/", "/a", "/ab", "/a?b", "/bc", "/b/c", "/abab", "/x");
        var cases = rules.SelectMany(list => Gen.Shuffle(list.ToArray()).SelectMany(other => paths.Select(path => (list: list.ToArray(), other, path))));
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true),
            Prop.ForAll(Arb.From(cases), given =>
            {
                var allowed = Allows("user-agent: *\n" + string.Join('\n', given.list), given.path);
                Allows("user-agent: *\n" + string.Join('\n', given.other), given.path).ShouldBe(allowed);
                Allows(string.Concat(given.other.Select(rule => $"user-agent: *\n{rule}\n")), given.path).ShouldBe(allowed);
            }));
    }

    [Fact]
    public void Any_text_can_be_read()
    {
        var lines = Gen.Elements("user-agent:", "*", "aspirecoach", "allow:", "disallow:", "/", "*", "$", "%", "%2", "é", "\uD800", "\n", "\r", ":", "#", "sitemap:", "http://", "crawl-delay:", "9", ".", "\0").ListOf().Select(string.Concat);
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true),
            Prop.ForAll(Arb.From(Gen.OneOf(lines, ArbMap.Default.ArbFor<string>().Generator.Select(text => text ?? ""))), text =>
            {
                var robots = RobotsText.Parse(text);
                _ = robots.Allows(new Uri("https://example.com/a?b=%zz*$"));
                _ = RobotsText.Parse("user-agent: *\n" + text).Allows(new Uri("https://example.com/"));
            }));
    }

    [Fact]
    public void A_hostile_pattern_takes_no_time()
    {
        // Exponential or cubic matching would not end.
        var text = new StringBuilder("user-agent: *\n");
        for (var i = 0; i < 100; i++)
        {
            text.Append("disallow: /").Insert(text.Length, "*a", 2_000).Append("b\n");
        }

        Allows(text.ToString(), "/" + new string('a', 2_000)).ShouldBeTrue();
    }

    private static bool Allows(string text, string path) => RobotsText.Parse(text).Allows(new Uri("https://example.com" + path));
}
