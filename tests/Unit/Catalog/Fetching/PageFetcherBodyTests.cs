using System.IO.Compression;
using System.Text;
using AspireCoach.Catalog.Fetching;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class PageFetcherBodyTests
{
    private const int Most = 8 * 1024 * 1024;
    private static readonly byte[] Page = Encoding.UTF8.GetBytes("<h1>Größe</h1>" + string.Concat(Enumerable.Range(0, 300).Select(i => $"<p>{i * i}</p>")));

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    [InlineData("raw")]
    [InlineData("br")]
    [InlineData("identity")]
    [InlineData("gzip, br")]
    [InlineData("deflate, identity, gzip")]
    public async Task Compressed_bodies_are_read(string encoding)
    {
        var result = await FetchAsync(Compress(Page, encoding), $"Content-Type: text/html\r\nContent-Encoding: {encoding.Replace("raw", "deflate", StringComparison.Ordinal)}\r\n");
        result.Text.ShouldBe(Encoding.UTF8.GetString(Page));
        result.Bytes.ShouldBe(Page.Length);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip, gzip")]
    [InlineData("compress")]
    public async Task Others_are_refused(string encoding) =>
        (await FetchAsync(Page, $"Content-Type: text/html\r\nContent-Encoding: {encoding}\r\n")).Outcome.ShouldBe(FetchOutcome.Refused);

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("raw")]
    [InlineData("br")]
    [InlineData("gzip, gzip")]
    public async Task A_compressed_body_that_is_cut_anywhere_is_no_page(string encoding)
    {
        var whole = Compress("<p>a page of some words, and words, and more of them</p>"u8.ToArray(), encoding);
        var cut = 0;
        await using var site = new RawSite((_, to) => to.PageAsync(whole[..cut], $"Content-Type: text/html\r\nContent-Encoding: {encoding.Replace("raw", "deflate", StringComparison.Ordinal)}\r\n"));
        using var fetcher = new PageFetcher(null, TimeProvider.System);
        for (cut = 1; cut < whole.Length; cut++)
        {
            var result = await fetcher.FetchAsync(Fetching.Of(site), TestContext.Current.CancellationToken);
            result.Outcome.ShouldBe(FetchOutcome.Unavailable, $"cut to {cut} of {whole.Length}");
            result.Text.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\n<p>cut")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n<p>cu\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n100\r\n<p>cut")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nzz\r\n<p>cut")]
    public async Task A_body_that_ends_early_is_no_page(string rest)
    {
        foreach (var reset in new[] { false, true })
        {
            await using var site = new RawSite(async (_, to) =>
            {
                await to.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + rest);
                (reset ? to.Reset : (Action)to.Close)();
            });
            var result = await Fetching.FetchAsync(Fetching.Of(site));
            result.Outcome.ShouldBe(FetchOutcome.Unavailable);
            result.Text.ShouldBeNull();
            result.Problem.ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task A_body_that_ends_with_its_connection_is_whole()
    {
        await using var site = new RawSite(async (_, to) =>
        {
            await to.SendAsync("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>old</p>");
            to.Close();
        });
        (await Fetching.FetchAsync(Fetching.Of(site))).Text.ShouldBe("<p>old</p>");
    }

    [Fact]
    public async Task Eight_megabytes_are_read_and_not_one_byte_more()
    {
        var most = new byte[Most + 1];
        most.AsSpan().Fill((byte)'a');
        (await FetchAsync(most[..Most], "Content-Type: text/plain\r\n")).Bytes.ShouldBe(Most);
        (await FetchAsync(most, "Content-Type: text/plain\r\n")).Outcome.ShouldBe(FetchOutcome.Refused);
        (await FetchAsync(Compress(most[..Most], "gzip"), "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n")).Bytes.ShouldBe(Most);
        var result = await FetchAsync(Compress(most, "gzip"), "Content-Type: text/plain\r\nContent-Encoding: gzip\r\n");
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Status.ShouldBe(200);
        result.Problem.ShouldBe("Larger than 8 MB.");
    }

    [Theory]
    [InlineData("identity", 1_000_000)]
    [InlineData("gzip", 10_000_000)]
    [InlineData("gzip", 0)]
    [InlineData("br", 10_000_000)]
    [InlineData("deflate", 10_000_000)]
    [InlineData("gzip, gzip", 10_000_000)]
    [InlineData("br, gzip", 10_000_000)]
    public async Task A_bomb_without_end_is_put_down(string encoding, int size)
    {
        // The same member over and over, each a thousandth of what it unfolds to; empty ones give nothing for ever.
        var member = size > 0 ? Compress(new byte[size], encoding) : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] many = [.. Enumerable.Repeat(member, 1 + (10_000 / member.Length)).SelectMany(one => one)];
        await using var site = new RawSite(async (_, to) =>
        {
            await to.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {encoding}\r\n\r\n");
            while (true)
            {
                await to.SendAsync(many);
            }
        });
        var result = await Fetching.FetchAsync(Fetching.Of(site));
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Problem.ShouldBe("Larger than 8 MB.");
    }

    [Fact]
    public void A_gigabyte_takes_the_memory_of_a_page()
    {
        var member = Compress(new byte[10_000_000], "gzip");
        byte[] bomb = [.. Enumerable.Repeat(member, 100).SelectMany(one => one)];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should.Throw<BodyRefusedException>(() => Decompression.Decompress(bomb, "gzip"));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(40_000_000);
    }

    [Fact]
    public async Task A_gigabyte_in_two_layers_is_put_down()
    {
        var inner = Compress(new byte[10_000_000], "gzip");
        using var all = new MemoryStream();
        for (var i = 0; i < 100; i++)
        {
            all.Write(inner);
        }

        var bomb = Compress(all.ToArray(), "gzip");
        bomb.Length.ShouldBeLessThan(100_000);
        (await FetchAsync(bomb, "Content-Type: text/html\r\nContent-Encoding: gzip, gzip\r\n")).Outcome.ShouldBe(FetchOutcome.Refused);
        (await FetchAsync(bomb, "Content-Type: application/gzip\r\nContent-Encoding: gzip\r\n", gzipFile: true)).Outcome.ShouldBe(FetchOutcome.Refused);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("TEXT/HTML; charset=\"utf-8\"")]
    [InlineData("text/html;; charset = utf-8")]
    [InlineData("application/xhtml+xml")]
    [InlineData("application/xml")]
    [InlineData("text/xml")]
    [InlineData("application/rss+xml")]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/ld+json")]
    [InlineData("application/octet-stream")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Text_is_read(string type) => (await FetchAsync("<p>text</p>"u8.ToArray(), $"Content-Type: {type}\r\n")).Text.ShouldBe("<p>text</p>");

    [Theory]
    [InlineData("image/png")]
    [InlineData("image/svg+xml")]
    [InlineData("application/pdf")]
    [InlineData("application/zip")]
    [InlineData("application/gzip")]
    [InlineData("video/mp4")]
    [InlineData("text/css")]
    [InlineData("text/javascript")]
    public async Task Other_bodies_are_refused_without_being_read(string type)
    {
        await using var site = new RawSite(async (_, to) =>
        {
            await to.SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\nContent-Length: 1000000\r\n\r\n");
            await to.SilenceAsync();
        });
        var result = await Fetching.FetchAsync(Fetching.Of(site));
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Problem.ShouldNotBeNull().ShouldContain(type);
    }

    [Theory]
    [InlineData("%PDF-1.7 text")]
    [InlineData("PK\u0003\u0004")]
    [InlineData("\u0089PNG\r\n\u001A\n")]
    [InlineData("\u001F\u008B\u0008")]
    public async Task What_does_not_say_what_it_is_and_begins_as_no_text_is_refused(string start)
    {
        (await FetchAsync(Encoding.Latin1.GetBytes(start), "")).Outcome.ShouldBe(FetchOutcome.Refused);
        (await FetchAsync(Encoding.Latin1.GetBytes(start), "Content-Type: application/octet-stream\r\n")).Outcome.ShouldBe(FetchOutcome.Refused);
    }

    [Theory]
    [InlineData("Content-Type: application/gzip\r\n")]
    [InlineData("Content-Type: application/x-gzip\r\n")]
    [InlineData("Content-Type: application/octet-stream\r\n")]
    [InlineData("Content-Type: text/xml\r\n")]
    [InlineData("")]
    public async Task A_gzip_file_is_unpacked_where_it_is_expected(string headers)
    {
        (await FetchAsync(Compress(Page, "gzip"), headers, gzipFile: true)).Text.ShouldBe(Encoding.UTF8.GetString(Page));
        (await FetchAsync(Compress(Compress(Page, "gzip"), "gzip"), headers + "Content-Encoding: gzip\r\n", gzipFile: true)).Text.ShouldBe(Encoding.UTF8.GetString(Page));
        (await FetchAsync(Page, headers, gzipFile: true)).Text.ShouldBe(Encoding.UTF8.GetString(Page));
        (await FetchAsync(Compress(Page, "gzip")[..^9], headers, gzipFile: true)).Outcome.ShouldBe(FetchOutcome.Unavailable);
    }

    [Fact]
    public async Task An_empty_page_is_one()
    {
        foreach (var (status, headers) in new[] { (200, "Content-Type: text/html\r\n"), (200, "Content-Type: text/html\r\nContent-Encoding: gzip\r\n"), (200, "") })
        {
            var result = await FetchAsync([], headers, status: status);
            result.Outcome.ShouldBe(FetchOutcome.Fetched);
            result.Text.ShouldBe("");
            result.Bytes.ShouldBe(0);
        }

        await using var site = RawSite.Of("HTTP/1.1 204 No Content\r\n\r\n");
        (await Fetching.FetchAsync(Fetching.Of(site))).Text.ShouldBe("");
    }

    private static async Task<FetchResult> FetchAsync(byte[] body, string headers, bool gzipFile = false, int status = 200)
    {
        await using var site = new RawSite((_, to) => to.PageAsync(body, headers, status));
        return await Fetching.FetchAsync(Fetching.Of(site) with { AcceptGzipFile = gzipFile });
    }

    private static byte[] Compress(byte[] bytes, string encodings)
    {
        foreach (var encoding in encodings.ToLowerInvariant().Split(", "))
        {
            using var to = new MemoryStream();
            using (Stream compressed = encoding switch
            {
                "gzip" or "x-gzip" => new GZipStream(to, CompressionLevel.Optimal, leaveOpen: true),
                "br" => new BrotliStream(to, CompressionLevel.Fastest, leaveOpen: true),
                "deflate" => new ZLibStream(to, CompressionLevel.Optimal, leaveOpen: true),
                "raw" => new DeflateStream(to, CompressionLevel.Optimal, leaveOpen: true),
                _ => new BufferedStream(to),
            })
            {
                compressed.Write(bytes);
                compressed.Flush();
                bytes = encoding == "identity" ? bytes : [];
            }

            bytes = bytes.Length > 0 ? bytes : to.ToArray();
        }

        return bytes;
    }
}
