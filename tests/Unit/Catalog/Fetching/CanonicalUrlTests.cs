using AspireCoach.Catalog.Fetching;
using FsCheck;
using FsCheck.Fluent;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class CanonicalUrlTests
{
    private static readonly Uri Page = new("https://www.example.com/phones/list?page=2&brand=x");

    [Theory]
    [InlineData("HTTP://WWW.Example.COM/", "http://www.example.com/")]
    [InlineData("http://example.com", "http://example.com/")]
    [InlineData("http://example.com:80/", "http://example.com/")]
    [InlineData("https://example.com:443/a", "https://example.com/a")]
    [InlineData("http://example.com:443/a", "http://example.com:443/a")]
    [InlineData("http://example.com:/a", "http://example.com/a")]
    [InlineData("http://example.com./a", "http://example.com/a")]
    [InlineData("http://example.com/a/./b/../c", "http://example.com/a/c")]
    [InlineData("http://example.com/../../a/..", "http://example.com/")]
    [InlineData("http://example.com/a/b/..", "http://example.com/a/")]
    [InlineData("http://example.com/a/%2e%2E/b", "http://example.com/b")]
    [InlineData("http://example.com//a//b/", "http://example.com//a//b/")]
    [InlineData("http://example.com/%7euser/%41%2d%5f", "http://example.com/~user/A-_")]
    [InlineData("http://example.com/a%2fb%c3%a9", "http://example.com/a%2Fb%C3%A9")]
    [InlineData("http://example.com/é", "http://example.com/%C3%A9")]
    [InlineData("http://example.com/100%", "http://example.com/100%25")]
    [InlineData("http://example.com/%zz%4", "http://example.com/%25zz%254")]
    [InlineData("http://example.com/a b|c[d]", "http://example.com/a%20b%7Cc%5Bd%5D")]
    [InlineData("http://example.com/a?q=b c&x[]=1", "http://example.com/a?q=b%20c&x%5B%5D=1")]
    [InlineData("http://example.com/a;v=1,2!$&'()*+=:@", "http://example.com/a;v=1,2!$&'()*+=:@")]
    [InlineData("http://example.com/?b=2&a=1&b=1", "http://example.com/?b=2&a=1&b=1")]
    [InlineData("http://example.com/?", "http://example.com/")]
    [InlineData("http://example.com/?a=1&&b=2&", "http://example.com/?a=1&b=2")]
    [InlineData("http://example.com/a?next=/b/../c", "http://example.com/a?next=/b/../c")]
    [InlineData("http://example.com/a#top", "http://example.com/a")]
    [InlineData("http://example.com/a#!/route", "http://example.com/a")]
    [InlineData("http://example.com/a?x=1#?y=2", "http://example.com/a?x=1")]
    [InlineData("http://user:secret@example.com/a", "http://example.com/a")]
    [InlineData("http://good.example@evil.example/", "http://evil.example/")]
    [InlineData("http://bücher.example/", "http://xn--bcher-kva.example/")]
    [InlineData("http://ex%61mple.com/", "http://example.com/")]
    [InlineData("http://2130706433/", "http://127.0.0.1/")]
    [InlineData("http://0177.0.0.1/", "http://127.0.0.1/")]
    [InlineData("http://0x7f.1/", "http://127.0.0.1/")]
    [InlineData("http://127.1/", "http://127.0.0.1/")]
    [InlineData("http://[::FFFF:127.0.0.1]/", "http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[2606:4700:0:0::1]:8080/", "http://[2606:4700::1]:8080/")]
    public void An_address_has_one_spelling(string written, string canonical)
    {
        CanonicalUrl.Resolve(Page, written).ShouldNotBeNull().AbsoluteUri.ShouldBe(canonical);
        CanonicalUrl.Normalise(new Uri(canonical)).AbsoluteUri.ShouldBe(canonical);
    }

    [Theory]
    [InlineData("?utm_source=a&UTM_Medium=b&utm_whatever=c", "")]
    [InlineData("?gclid=1&fbclid=2&msclkid=3&mc_eid=4&_ga=5&yclid=6&igshid=7", "")]
    [InlineData("?id=7&utm_source=a&page=2", "?id=7&page=2")]
    [InlineData("?ref=a&sid=b&source=c&lang=de&utm=1&ga=2", "?ref=a&sid=b&source=c&lang=de&utm=1&ga=2")]
    [InlineData("?%75tm_source=a", "")]
    [InlineData("?PHPSESSID=abc&x=1", "?x=1")]
    [InlineData("?ASPSESSIONIDABCD=abc", "")]
    [InlineData("?q=utm_source", "?q=utm_source")]
    public void Parameters_that_only_follow_a_visitor_are_dropped(string query, string kept) =>
        CanonicalUrl.Normalise(new Uri("http://example.com/a" + query)).AbsoluteUri.ShouldBe("http://example.com/a" + kept);

    [Theory]
    [InlineData("/a;jsessionid=1F", "/a")]
    [InlineData("/a;JSESSIONID=1F.node1/b;jsessionid=2", "/a/b")]
    [InlineData("/a;x=1;jsessionid=2;y=3", "/a;x=1;y=3")]
    [InlineData("/a/..;jsessionid=2/b", "/b")]
    [InlineData("/a;jsessionid", "/a;jsessionid")]
    public void A_session_in_the_path_is_dropped(string path, string kept) =>
        CanonicalUrl.Normalise(new Uri("http://example.com" + path)).AbsoluteUri.ShouldBe("http://example.com" + kept);

    [Theory]
    [InlineData("  /a\n", "https://www.example.com/a")]
    [InlineData("/a\tb\r\nc", "https://www.example.com/abc")]
    [InlineData("next", "https://www.example.com/phones/next")]
    [InlineData("./next/../other", "https://www.example.com/phones/other")]
    [InlineData("../../../up", "https://www.example.com/up")]
    [InlineData("?page=3", "https://www.example.com/phones/list?page=3")]
    [InlineData("?", "https://www.example.com/phones/list")]
    [InlineData("#more", "https://www.example.com/phones/list?page=2&brand=x")]
    [InlineData("", "https://www.example.com/phones/list?page=2&brand=x")]
    [InlineData("//other.example/a", "https://other.example/a")]
    [InlineData("\\\\other.example\\a", "https://other.example/a")]
    [InlineData("/\\other.example/a", "https://other.example/a")]
    [InlineData("\\a\\b?c\\d", "https://www.example.com/a/b?c%5Cd")]
    [InlineData("https:\\\\other.example\\a", "https://other.example/a")]
    [InlineData("https:///other.example/a", "https://other.example/a")]
    [InlineData("https:next", "https://www.example.com/phones/next")]
    [InlineData("https:/root", "https://www.example.com/root")]
    [InlineData("http:other.example", "http://other.example/")]
    [InlineData("a:b/c", null)]
    [InlineData("./a:b/c", "https://www.example.com/phones/a:b/c")]
    [InlineData("1a:b", "https://www.example.com/phones/1a:b")]
    [InlineData("a b", "https://www.example.com/phones/a%20b")]
    public void Links_are_read_as_browsers_read_them(string link, string? address) => CanonicalUrl.Resolve(Page, link)?.AbsoluteUri.ShouldBe(address);

    [Theory]
    [InlineData("javascript:void(0)")]
    [InlineData(" JavaScript:alert(1)")]
    [InlineData("java\nscript:alert(1)")]
    [InlineData("mailto:a@example.com")]
    [InlineData("tel:+49")]
    [InlineData("data:text/html,x")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://")]
    [InlineData("http:///")]
    [InlineData("//")]
    [InlineData("http://:80/")]
    [InlineData("http://example.com:99999/")]
    [InlineData("http://exa mple.com/")]
    [InlineData("http://a%00b/")]
    [InlineData("http://[::1/")]
    [InlineData("http://[fe80::1%25eth0/")]
    public void What_is_no_http_address_is_none(string link) => CanonicalUrl.Resolve(Page, link).ShouldBeNull();

    [Fact]
    public void An_address_has_at_most_2048_characters()
    {
        var most = "https://www.example.com/" + new string('a', 2_048 - 24);
        CanonicalUrl.Resolve(Page, most).ShouldNotBeNull().AbsoluteUri.Length.ShouldBe(2_048);
        CanonicalUrl.Resolve(Page, most + "a").ShouldBeNull();
        CanonicalUrl.Resolve(Page, new string('é', 600)).ShouldBeNull();
        CanonicalUrl.Resolve(Page, new string('/', 1_000_000)).ShouldBeNull();
    }

    [Fact]
    public void A_redirect_keeps_its_session_and_loses_its_fragment() =>
        CanonicalUrl.Follow(Page, "/a;jsessionid=1?utm_source=x#y").ShouldNotBeNull().AbsoluteUri.ShouldBe("https://www.example.com/a;jsessionid=1?utm_source=x");

    [Fact]
    public void What_is_resolved_is_canonical_already_and_means_the_same_when_read_again()
    {
        string[] parts =
        [
            "http:", "https:", "HTTP://", "//", "/", "\\", "?", "#", "&", "=", ";", ";jsessionid=", "utm_source=", "gclid", ".", "..", "/../", "/./", "%2e", "%2F", "%", "%4", "%zz", "%C3%A9",
            "%5c", "%00", "é", "日本", "\uD800", "\uDC00", "😀", " ", "\t", "\n", "\0", "\u007F", "\u200D", "\u00AD", "example.com", "bücher", "xn--", "xn--bcher-kva", ".com", "127.1", "0x7f", "[::1]", "[", "]",
            ":80", ":443", ":", "@", "user:pw@", "a", "B", "1", "|", "^", "`", "{", "}", "<", ">", "\"", "'", "*", "$", "!", "~", "-", "_", "+", ",", "(", ")",
        ];
        var links = Gen.Elements(parts).ListOf().Select(string.Concat);
        var text = ArbMap.Default.ArbFor<string>().Generator.Select(any => any ?? "");
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(5_000).WithQuietOnSuccess(true),
            Prop.ForAll(Arb.From(Gen.OneOf(links, links.Select(link => "http://example.com/" + link), links.Select(link => "http://" + link), text)), link =>
            {
                foreach (var url in new[] { CanonicalUrl.Resolve(Page, link), CanonicalUrl.Follow(Page, link) })
                {
                    if (url is not null)
                    {
                        var written = url.AbsoluteUri;
                        url.Scheme.ShouldBeOneOf("http", "https");
                        written.Length.ShouldBeLessThanOrEqualTo(2_048);
                        url.OriginalString.ShouldBe(written);
                        new Uri(written).AbsoluteUri.ShouldBe(written);
                        url.UserInfo.ShouldBeEmpty();
                        url.Fragment.ShouldBeEmpty();
                        CanonicalUrl.Follow(Page, written)!.AbsoluteUri.ShouldBe(written);
                        var normal = CanonicalUrl.Normalise(url).AbsoluteUri;
                        CanonicalUrl.Normalise(new Uri(normal)).AbsoluteUri.ShouldBe(normal);
                    }
                }

                if (CanonicalUrl.Resolve(Page, link) is { } resolved)
                {
                    CanonicalUrl.Normalise(resolved).AbsoluteUri.ShouldBe(resolved.AbsoluteUri);
                    CanonicalUrl.Resolve(new Uri("http://elsewhere.example/"), resolved.AbsoluteUri).ShouldBe(resolved);
                }
            }));
    }

    [Fact]
    public void Normalising_never_throws()
    {
        foreach (var odd in new[] { "mailto:a@b.example", "relative/path", "file:///etc/passwd", "urn:x", "http://a/%", "http://example.com/\uD800" })
        {
            Should.NotThrow(() => CanonicalUrl.Normalise(new Uri(odd, UriKind.RelativeOrAbsolute)));
        }
    }
}
