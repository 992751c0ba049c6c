using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using AspireCoach.Catalog.Fetching;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Unit.Catalog.Fetching;

public sealed class PageFetcherTlsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HttpProtocols.Http1AndHttp2, "HTTP/2")]
    [InlineData(HttpProtocols.Http1, "HTTP/1.1")]
    public async Task A_site_is_asked_by_HTTP_2_where_it_can(HttpProtocols protocols, string spoken)
    {
        await using var site = await TlsSite.StartAsync(protocols, context => context.Response.WriteAsync(context.Request.Protocol, Cancel));
        using var fetcher = new PageFetcher(null, TimeProvider.System, site.Trusting);
        (await fetcher.FetchAsync(Fetching.Of(site.Url, site.Host), Cancel)).Text.ShouldBe(spoken);
    }

    [Fact]
    public async Task A_cut_page_of_HTTP_2_is_no_page()
    {
        await using var site = await TlsSite.StartAsync(HttpProtocols.Http2, async context =>
        {
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<p>cut", Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            context.Abort();
        });
        using var fetcher = new PageFetcher(null, TimeProvider.System, site.Trusting);
        (await fetcher.FetchAsync(Fetching.Of(site.Url, site.Host), Cancel)).Outcome.ShouldBe(FetchOutcome.Unavailable);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_no_site()
    {
        await using var site = await TlsSite.StartAsync(HttpProtocols.Http1AndHttp2, context => context.Response.WriteAsync("x", Cancel));
        using var fetcher = new PageFetcher(null, TimeProvider.System);
        (await fetcher.FetchAsync(Fetching.Of(site.Url, site.Host), Cancel)).Outcome.ShouldBe(FetchOutcome.Unavailable);
    }

    [Fact]
    public async Task No_redirect_leads_from_https_to_http_but_the_other_way()
    {
        await using var plain = new RawSite((_, to) => to.PageAsync("plain"));
        await using var site = await TlsSite.StartAsync(HttpProtocols.Http1AndHttp2, context =>
        {
            if (context.Request.Path == "/down")
            {
                context.Response.Redirect(plain.Url().AbsoluteUri);
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("secure", Cancel);
        });
        await using var up = new RawSite((_, to) => to.RedirectAsync(site.Url.AbsoluteUri));
        using var fetcher = new PageFetcher(null, TimeProvider.System, site.Trusting);
        (await fetcher.FetchAsync(Fetching.Of(up.Url(), up.Host, site.Host), Cancel)).Text.ShouldBe("secure");
        var result = await fetcher.FetchAsync(Fetching.Of(new Uri(site.Url, "/down"), plain.Host, site.Host), Cancel);
        result.Outcome.ShouldBe(FetchOutcome.Refused);
        result.Problem.ShouldNotBeNull().ShouldContain("https to http");
        plain.Connections.ShouldBe(0);
    }

    private sealed class TlsSite(WebApplication app, X509Certificate2 certificate) : IAsyncDisposable
    {
        public Uri Url => new(app.Urls.Single());

        public string Host => $"127.0.0.1:{Url.Port}";

        public WebNetwork Trusting => WebNetwork.System with
        {
            Tls = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString() },
        };

        public static async Task<TlsSite> StartAsync(HttpProtocols protocols, RequestDelegate answer)
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var now = TimeProvider.System.GetUtcNow();
            using var signed = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
            var certificate = X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pkcs12), null);
            var builder = WebApplication.CreateBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = protocols;
                listen.UseHttps(certificate);
            }));
            var app = builder.Build();
            app.Run(context =>
            {
                context.Response.ContentType = "text/html";
                return answer(context);
            });
            await app.StartAsync(Cancel);
            return new TlsSite(app, certificate);
        }

        public async ValueTask DisposeAsync()
        {
            await app.DisposeAsync();
            certificate.Dispose();
        }
    }
}
