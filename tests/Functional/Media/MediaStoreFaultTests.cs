using System.Net;
using AspireCoach.AppHost.Local;
using AspireCoach.Blobs.Files;
using AspireCoach.Functional.Blobs;
using AspireCoach.Functional.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Media;

/// <summary>Uploads while the store of photos fails: 503 and Retry-After, nothing half-stored, and everything else goes on.</summary>
public sealed class MediaStoreFaultTests(PostgresFixture postgres, BlobStores stores) : IClassFixture<BlobStores>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_store_is_down_uploads_say_503_and_afterwards_the_same_request_succeeds()
    {
        var (store, settings) = stores.Place(BlobStores.S3);
        settings["Media__AbandonedSeconds"] = "1";
        settings["Jobs__MaxRetrySeconds"] = "1";
        settings["Blobs__Retries"] = "0";
        await using var node = await MediaNode.StartAsync(postgres, settings, Cancel);
        var client = await node.SignUpAsync("ann", Cancel);
        var before = await client.UploadAsync(Pictures.Png(700, 500, 1), Cancel, "image/png");
        await stores.Server.StopAsync();
        try
        {
            ShouldBeUnavailable(await client.UploadAsync(Pictures.Png(700, 500, 2), Cancel, "image/png", key: "while-down"));
            ShouldBeUnavailable(await client.GetJsonAsync(before.Text("url"), Cancel));
            ShouldBeUnavailable(await client.GetJsonAsync($"{before.Text("url")}?w=320", Cancel));
            (await client.SendAsync(HttpMethod.Delete, before.Text("url"), null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
            (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldBeEmpty();
            var health = await client.GetJsonAsync("/health", Cancel);
            (health.Status, health.Text("status")).ShouldBe((HttpStatusCode.OK, "degraded"));
            health["checks"].GetProperty("blobs").GetString().ShouldBe("degraded");
        }
        finally
        {
            await stores.Server.LaunchAsync(Cancel);
        }

        (await client.UploadAsync(Pictures.Png(700, 500, 2), Cancel, "image/png", key: "while-down")).Status.ShouldBe(HttpStatusCode.Created);
        await node.BlobsShouldBeThoseOfTheRowsAsync(store, Cancel);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldHaveSingleItem();
        (await client.GetJsonAsync("/health", Cancel)).Text("status").ShouldBe("healthy");
    }

    [Fact]
    public async Task A_store_that_refuses_or_fails_or_says_nothing_is_503_and_stores_nothing()
    {
        var status = 500;
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        await using var server = builder.Build();
        server.Run(context =>
        {
            context.Response.StatusCode = status;
            return status == 0 ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted) : Task.CompletedTask;
        });
        await server.StartAsync(Cancel);
        await using var node = await MediaNode.StartAsync(
            postgres,
            new()
            {
                ["ConnectionStrings__blobs"] = $"Endpoint={server.Urls.Single()};AccessKey=a;SecretKey=do-not-tell;Bucket=b",
                ["Blobs__RequestSeconds"] = "1",
                ["Blobs__Retries"] = "0",
            },
            Cancel);
        var client = await node.SignUpAsync("ann", Cancel);
        foreach (var answer in (int[])[500, 403, 0])
        {
            status = answer;
            ShouldBeUnavailable(await client.UploadAsync(Pictures.Jpeg, Cancel));
            (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldBeEmpty($"the store answered {answer}");
            (await node.CountAsync("select from idempotency.keys where endpoint like '%media%'", Cancel)).ShouldBe(0);
            (await client.SendAsync(HttpMethod.Post, "/v1/goals", new { title = "Run" }, Cancel)).Status.ShouldBe(HttpStatusCode.Created);
        }

        node.Coach.Log.ShouldNotContain("do-not-tell");
    }

    [Fact]
    public async Task On_a_full_disk_an_upload_is_503_and_what_is_stored_is_whole()
    {
        var disk = Directory.CreateTempSubdirectory("coach-disk-").FullName;
        var (code, output) = ProgramPath.Find("mount") is { } mount
            ? await ProgramPath.RunAsync(mount, ["-t", "tmpfs", "-o", "size=200k", "coach-test", disk], Cancel)
            : (1, "there is no mount");
        Assert.SkipWhen(code != 0, $"a small disk cannot be mounted here: {output}");
        try
        {
            await using var node = await MediaNode.StartAsync(postgres, new() { ["Blobs__Folder"] = disk }, Cancel);
            var client = await node.SignUpAsync("ann", Cancel);
            Answer answer;
            var stored = 0;
            while ((answer = await client.UploadAsync(Pictures.Png(1_200, 900, stored), Cancel, "image/png")).Status == HttpStatusCode.Created)
            {
                (++stored).ShouldBeLessThan(100);
            }

            ShouldBeUnavailable(answer);
            var photos = (await client.GetJsonAsync("/v1/media?limit=200", Cancel)).Items;
            photos.Count.ShouldBe(stored);
            foreach (var photo in photos)
            {
                (await client.GetByteArrayAsync(photo.GetProperty("url").GetString(), Cancel)).Length.ShouldBe(photo.GetProperty("bytes").GetInt32());
            }

            await node.BlobsShouldBeThoseOfTheRowsAsync(new FileBlobStore(disk, TimeProvider.System), Cancel);
        }
        finally
        {
            await ProgramPath.RunAsync("umount", [disk], CancellationToken.None);
            Directory.Delete(disk);
        }
    }

    private static void ShouldBeUnavailable(Answer answer)
    {
        answer.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Message.Headers.RetryAfter.ShouldNotBeNull();
        answer.Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        answer.Body.GetRawText().ShouldNotContain("127.0.0.1");
    }
}
