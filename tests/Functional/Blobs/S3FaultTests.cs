using System.Diagnostics;
using AspireCoach.Blobs;
using AspireCoach.Blobs.S3;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Blobs;

/// <summary>A store that fails: what callers see of it, and what is left behind.</summary>
public sealed class S3FaultTests(BlobStores stores) : IClassFixture<BlobStores>
{
    private const string Secret = "do-not-tell";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(500, 3)]
    [InlineData(503, 3)]
    [InlineData(403, 1)]
    [InlineData(400, 1)]
    public async Task An_answer_that_refuses_is_unavailable_and_only_what_may_pass_is_tried_again(int status, int tries)
    {
        var asked = 0;
        await using var server = await ServeAsync(context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = status;
            return context.Response.WriteAsync($"<Error><Code>Refused</Code><Message>{Secret}</Message></Error>", Cancel);
        });
        var store = On(server);
        foreach (var call in Calls(store))
        {
            asked = 0;
            var thrown = await Should.ThrowAsync<BlobUnavailableException>(call);
            thrown.Message.ShouldContain($"{status}");
            thrown.Message.ShouldNotContain(Secret);
            asked.ShouldBe(tries);
        }
    }

    [Fact]
    public async Task A_store_that_says_nothing_is_given_up_after_its_deadline()
    {
        await using var server = await ServeAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        var store = On(server, seconds: 0.3, retries: 1);
        foreach (var call in Calls(store))
        {
            var clock = Stopwatch.StartNew();
            await Should.ThrowAsync<BlobUnavailableException>(call);
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task A_store_that_is_down_is_unavailable_and_is_used_again_when_it_is_back()
    {
        var settings = S3Settings.Parse(stores.Server.ConnectionString("comes-and-goes"));
        var store = BlobStores.OnS3(settings, retries: 1);
        await store.ReadyAsync(Cancel);
        await store.PutAsync("a", new MemoryStream([1, 2, 3]), new("image/webp"), Cancel);
        await stores.Server.StopAsync();
        try
        {
            foreach (var call in Calls(store))
            {
                (await Should.ThrowAsync<BlobUnavailableException>(call)).Message.ShouldNotContain(settings.SecretKey + ";");
            }
        }
        finally
        {
            await stores.Server.LaunchAsync(Cancel);
        }

        (await store.StatAsync("a", Cancel)).ShouldNotBeNull().Length.ShouldBe(3);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_stalls_or_ends_early_is_an_error_and_never_a_short_blob(bool stalls)
    {
        var read = new TaskCompletionSource();
        await using var server = await ServeAsync(async context =>
        {
            context.Response.ContentLength = 1_000;
            context.Response.Headers.ETag = "\"00000000000000000000000000000000\"";
            await context.Response.Body.WriteAsync(new byte[400], Cancel);
            await context.Response.Body.FlushAsync(Cancel);
            await (stalls ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted) : read.Task);
            context.Abort();
        });
        await using var content = (await On(server, seconds: 0.5).OpenReadAsync("a", null, Cancel)).ShouldNotBeNull();
        await content.Stream.ReadExactlyAsync(new byte[400], Cancel);
        read.SetResult();
        await Should.ThrowAsync<BlobUnavailableException>(async () => await content.Stream.ReadExactlyAsync(new byte[400], Cancel));
    }

    [Fact]
    public async Task Parts_that_could_not_all_be_stored_are_taken_back()
    {
        List<string> requests = [];
        await using var server = await ServeAsync(async context =>
        {
            await context.Request.Body.CopyToAsync(Stream.Null, Cancel);
            var query = context.Request.QueryString.Value!;
            lock (requests)
            {
                requests.Add($"{context.Request.Method} {query.TrimEnd('=')}");
            }

            if (query.StartsWith("?uploads", StringComparison.Ordinal))
            {
                await context.Response.WriteAsync("<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>", Cancel);
                return;
            }

            context.Response.Headers.ETag = "\"e\"";
            context.Response.StatusCode = query.Contains("partNumber=2", StringComparison.Ordinal) ? 403 : 200;
        });
        await Should.ThrowAsync<BlobUnavailableException>(
            () => On(server).PutAsync("a", new Trickle(new byte[20_000_000]), new("image/webp"), Cancel));
        requests[0].ShouldBe("POST ?uploads");
        requests[^1].ShouldBe("DELETE ?uploadId=u1");
        requests.ShouldNotContain(request => request.StartsWith("POST ?uploadId", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("Endpoint=http://localhost:1;AccessKey=a;SecretKey=b")]
    [InlineData("Endpoint=localhost:1;AccessKey=a;SecretKey=b;Bucket=c")]
    [InlineData("Endpoint=ftp://localhost;AccessKey=a;SecretKey=b;Bucket=c")]
    [InlineData("Endpoint=http://localhost:1;AccessKey=a;SecretKey=b;Bucket=c;Password=x")]
    public void A_connection_string_that_is_wrong_says_what_is(string text) =>
        Should.Throw<FormatException>(() => S3Settings.Parse(text)).Message.ShouldNotBeNullOrWhiteSpace();

    private static Func<Task>[] Calls(S3BlobStore store) =>
    [
        () => store.PutAsync("a", new MemoryStream([1]), new("image/webp"), Cancel),
        () => store.OpenReadAsync("a", null, Cancel),
        () => store.StatAsync("a", Cancel),
        () => store.DeleteAsync("a", Cancel),
        () => store.ListAsync("", null, Cancel),
        () => store.ReadyAsync(Cancel),
    ];

    private static S3BlobStore On(WebApplication server, double seconds = 15, int retries = 2) =>
        BlobStores.OnS3(new S3Settings(new Uri(server.Urls.Single()), "key", Secret, "bucket", "us-east-1"), seconds, retries);

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(Cancel);
        return server;
    }
}
