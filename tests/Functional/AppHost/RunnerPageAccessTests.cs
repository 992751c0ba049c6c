using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace AspireCoach.Functional.AppHost;

/// <summary>Who may not use the runner's page.</summary>
[Collection<RunnerPageCollection>]
public sealed class RunnerPageAccessTests(RunnerPageFixture run)
{
    private const string Restart = "/api/resources/coachdb/restart";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/page.js")]
    [InlineData("/api/resources")]
    [InlineData("/api/stream")]
    [InlineData("/api/replies")]
    [InlineData("/login")]
    [InlineData("/login?t=")]
    [InlineData("/login?t=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("/nothing")]
    public async Task Without_the_token_nothing_is_shown(string path)
    {
        using var stranger = run.CreateStranger();

        using var answer = await stranger.GetAsync(path, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldStartWith("This page needs the address that the AppHost printed");
    }

    [Fact]
    public async Task The_printed_address_gives_a_cookie_that_scripts_and_other_sites_do_not_get_and_hides_the_token()
    {
        using var stranger = run.CreateStranger();

        using var answer = await stranger.GetAsync(run.Login, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
        answer.Headers.Location!.ToString().ShouldBe("/");
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("; httponly", Case.Insensitive);
        cookie.ShouldContain("; samesite=strict", Case.Insensitive);
        cookie.ShouldNotContain(run.Token);
    }

    [Fact]
    public async Task Every_answer_forbids_what_the_page_does_not_need()
    {
        using var client = await run.SignInAsync(Cancel);

        using var answer = await client.GetAsync("/", Cancel);

        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        // What is said in JSON is neither run nor fetched.
        var html = Regex.Replace(await answer.Content.ReadAsStringAsync(Cancel), @"<script type=""application/json"" id=""[a-z-]+"">[^<]*</script>", "");
        html.ShouldNotContain(" style=");
        html.ShouldNotContain("javascript:");
        html.ShouldNotMatch(@"<script(?! type=""module"" src=)");
        html.ShouldNotMatch(@" on\w+=");
        html.ShouldNotContain("http://");
        html.ShouldNotContain("https://");
    }

    [Theory]
    [InlineData("evil.example.org")]
    [InlineData("evil.example.org:{port}")]
    [InlineData("127.0.0.1:1")]
    [InlineData("127.0.0.1")]
    [InlineData("localhost.evil.example.org:{port}")]
    public async Task A_name_that_was_bent_to_this_machine_is_refused_although_the_token_is_right(string host)
    {
        using var client = await run.SignInAsync(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/resources");
        request.Headers.Host = host.Replace("{port}", $"{run.Address.Port}", StringComparison.Ordinal);

        using var answer = await client.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.MisdirectedRequest);
    }

    [Theory]
    [InlineData("Origin", "http://localhost:5080")]
    [InlineData("Origin", "https://evil.example.org")]
    [InlineData("Origin", "null")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Another_page_in_the_same_browser_can_neither_post_nor_read(string header, string value)
    {
        using var client = await run.SignInAsync(Cancel);
        foreach (var (method, path) in new[] { (HttpMethod.Post, Restart), (HttpMethod.Get, "/api/resources") })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.Add(header, value);
            request.Headers.Add("X-Coach-Page", "1");

            using var answer = await client.SendAsync(request, Cancel);

            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_form_that_posts_has_the_cookie_and_not_the_header()
    {
        using var client = await run.SignInAsync(Cancel);

        using var answer = await client.PostAsync(Restart, new FormUrlEncodedContent([]), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_comes_from_the_page_itself_is_let_through()
    {
        using var client = await run.SignInAsync(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, Restart);
        request.Headers.Add("Origin", run.Address.ToString().TrimEnd('/'));
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Add("X-Coach-Page", "1");

        using var answer = await client.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("coachdb is nothing that could be stopped");
    }

    [Fact]
    public async Task It_listens_on_the_loopback_address_alone()
    {
        IPAddress[] others =
        [
            .. NetworkInterface.GetAllNetworkInterfaces().Where(network => network.OperationalStatus == OperationalStatus.Up)
                .SelectMany(network => network.GetIPProperties().UnicastAddresses)
                .Select(unicast => unicast.Address).Where(address => !IPAddress.IsLoopback(address)),
        ];
        Assert.SkipWhen(others.Length == 0, "This machine has no address but the loopback one.");
        foreach (var address in others)
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

            await Should.ThrowAsync<SocketException>(async () => await socket.ConnectAsync(address, run.Address.Port, Cancel));
        }
    }

    [Theory]
    [InlineData("/v1/traces")]
    [InlineData("/v1/logs")]
    [InlineData("/v1/metrics")]
    public async Task Only_who_knows_the_key_may_send_telemetry(string path)
    {
        using var stranger = run.CreateStranger();
        using var answer = await stranger.PostAsync(path, Protobuf([]), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        using var sender = CreateSender();
        using var taken = await sender.PostAsync(path, Protobuf([]), Cancel);
        taken.StatusCode.ShouldBe(HttpStatusCode.OK);
        taken.Content.Headers.ContentType!.MediaType.ShouldBe("application/x-protobuf");
        (await taken.Content.ReadAsByteArrayAsync(Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Telemetry_that_is_malformed_of_another_kind_or_too_much_is_refused()
    {
        using var sender = CreateSender();

        (await StatusAsync(Protobuf([0x0a, 0xff]))).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(Protobuf([1, 2, 3], "gzip"))).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(Protobuf(Gzip(new byte[64 << 20]), "gzip"))).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(Protobuf(Gzip([]), "gzip"))).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(Protobuf([], "br"))).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await StatusAsync(new StringContent("{}"))).ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await StatusAsync(Protobuf(new byte[5 << 20]))).ShouldBe(HttpStatusCode.RequestEntityTooLarge);

        async Task<HttpStatusCode> StatusAsync(HttpContent content)
        {
            // A refusal ends the connection, and whoever is still sending may miss it: the answer is waited for first.
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/traces") { Content = content, Headers = { ExpectContinue = true } };
            using var answer = await sender.SendAsync(request, Cancel);
            return answer.StatusCode;
        }
    }

    private HttpClient CreateSender()
    {
        var header = run.App.Page!.Telemetry["OTEL_EXPORTER_OTLP_HEADERS"].Split('=');
        var client = run.CreateStranger();
        client.DefaultRequestHeaders.Add(header[0], header[1]);
        return client;
    }

    private static ByteArrayContent Protobuf(byte[] body, string? encoding = null)
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-protobuf") } };
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return content;
    }

    private static byte[] Gzip(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return packed.ToArray();
    }
}
