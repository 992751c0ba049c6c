using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Media;

/// <summary>Photos that are stored: reading them, listing them, and that nobody else can.</summary>
[Collection<CoachCollection>]
public sealed class MediaTests(CoachFixture coach) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await Libvips.RequireAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(320)]
    [InlineData(640)]
    [InlineData(1280)]
    public async Task A_smaller_version_is_made_once_and_has_a_tag_of_its_own(int width)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var made = await client.UploadAsync(Pictures.Png(1_500, 1_000, width), Cancel, "image/png");
        var full = await client.GetAsync(made.Text("url"), Cancel);
        // At once, and from several processes where there are several.
        var small = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetAsync($"{made.Text("url")}?w={width}", Cancel)));
        foreach (var one in small)
        {
            one.StatusCode.ShouldBe(HttpStatusCode.OK);
            one.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
            one.Headers.ETag.ShouldBe(small[0].Headers.ETag);
            WidthOf(await one.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(width);
        }

        small[0].Headers.ETag.ShouldNotBe(full.Headers.ETag);
        coach.BlobsOf(await client.UserIdAsync(Cancel)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_photo_that_is_no_wider_is_served_as_it_is_and_no_other_width_is_made()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var made = await client.UploadAsync(Pictures.Jpeg, Cancel);
        (await client.GetAsync($"{made.Text("url")}?w=320", Cancel)).Headers.ETag.ShouldBe((await client.GetAsync(made.Text("url"), Cancel)).Headers.ETag);
        foreach (var width in (string[])["0", "-1", "321", "100000", "x"])
        {
            var refused = await client.GetJsonAsync($"{made.Text("url")}?w={width}", Cancel);
            refused.Status.ShouldBe(HttpStatusCode.BadRequest);
            refused.Errors.ShouldBe(["w"]);
        }
    }

    [Fact]
    public async Task A_photo_is_cached_by_a_strong_tag_and_read_in_ranges()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var made = await client.UploadAsync(Pictures.Png(640, 480, 10), Cancel, "image/png");
        var whole = await client.GetAsync(made.Text("url"), Cancel);
        var bytes = await whole.Content.ReadAsByteArrayAsync(Cancel);
        var tag = whole.Headers.ETag.ShouldNotBeNull();
        tag.IsWeak.ShouldBeFalse();
        var caching = whole.Headers.CacheControl!.ToString();
        caching.ShouldContain("private");
        caching.ShouldContain("immutable");
        whole.Headers.AcceptRanges.ShouldBe(["bytes"]);

        (await GetAsync(client, made, request => request.Headers.IfNoneMatch.Add(tag))).StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await GetAsync(client, made, request => request.Headers.IfNoneMatch.Add(new("\"other\"")))).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (var (range, expected) in ((RangeHeaderValue, byte[])[])
            [(new(0, 0), bytes[..1]), (new(10, 19), bytes[10..20]), (new(10, null), bytes[10..]), (new(null, 7), bytes[^7..]), (new(5, 100_000_000), bytes[5..])])
        {
            var part = await GetAsync(client, made, request => request.Headers.Range = range);
            part.StatusCode.ShouldBe(HttpStatusCode.PartialContent);
            (await part.Content.ReadAsByteArrayAsync(Cancel)).ShouldBe(expected);
            part.Content.Headers.ContentRange!.Length.ShouldBe(bytes.Length);
        }

        (await GetAsync(client, made, request => request.Headers.Range = new(bytes.Length, null))).StatusCode.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        var changed = await GetAsync(client, made, request =>
        {
            request.Headers.Range = new(0, 0);
            request.Headers.IfRange = new(new EntityTagHeaderValue("\"other\""));
        });
        (changed.StatusCode, (await changed.Content.ReadAsByteArrayAsync(Cancel)).Length).ShouldBe((HttpStatusCode.OK, bytes.Length));
    }

    [Fact]
    public async Task Nobody_else_reads_changes_deletes_lists_or_sends_a_photo()
    {
        var ann = await coach.CreateUserAsync(Cancel);
        var eve = await coach.CreateUserAsync(Cancel);
        var made = await ann.UploadAsync(Pictures.Png(400, 300, 11), Cancel, "image/png");
        var url = made.Text("url");
        (await eve.GetJsonAsync(url, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await eve.GetJsonAsync($"{url}?w=320", Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await eve.SendAsync(HttpMethod.Patch, url, new { label = "Mine" }, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await eve.SendAsync(HttpMethod.Delete, url, null, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await eve.GetJsonAsync("/v1/media", Cancel)).Items.ShouldBeEmpty();
        var conversation = await eve.SendAsync(HttpMethod.Post, "/v1/conversations", new { }, Cancel);
        var refused = await eve.SendAsync(
            HttpMethod.Post, $"/v1/conversations/{conversation.Text("id")}/messages", new { text = "Look", mediaIds = new[] { made.Text("id") } }, Cancel, "k");
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Errors.ShouldBe(["mediaIds"]);
        (await coach.CreateClient().GetJsonAsync(url, Cancel)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await ann.GetAsync(url, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_message_carries_the_users_photos_and_its_retry_is_answered_after_they_are_gone()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var one = await client.UploadAsync(Pictures.Png(40, 30, 12), Cancel, "image/png");
        var two = await client.UploadAsync(Pictures.Png(40, 30, 13), Cancel, "image/png");
        var conversation = (await client.SendAsync(HttpMethod.Post, "/v1/conversations", new { }, Cancel)).Text("id");
        var message = new { text = "My meals", mediaIds = new[] { one.Text("id"), two.Text("id"), one.Text("id") } };
        var sent = await client.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", message, Cancel, "k");
        sent.Status.ShouldBe(HttpStatusCode.Accepted);
        var listed = (await client.GetJsonAsync($"/v1/conversations/{conversation}/messages", Cancel)).Items.Single(item => item.GetProperty("role").GetString() == "user");
        listed.GetProperty("mediaIds").EnumerateArray().Select(id => id.GetString()).ShouldBe(message.mediaIds);

        (await client.SendAsync(HttpMethod.Delete, one.Text("url"), null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        var again = await client.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", message, Cancel, "k");
        (again.Status, again.Text("messageId")).ShouldBe((HttpStatusCode.Accepted, sent.Text("messageId")));
        (await client.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", message, Cancel, "k2")).Errors.ShouldBe(["mediaIds"]);
    }

    [Fact]
    public async Task A_journal_entry_carries_photos_of_the_users_own()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var photo = (await client.UploadAsync(Pictures.Png(40, 30, 14), Cancel, "image/png")).Text("id");
        var written = await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "My lunch", mediaIds = new[] { photo } }, Cancel, "k");
        written.Status.ShouldBe(HttpStatusCode.Created);
        written.Body.GetProperty("mediaIds").EnumerateArray().Select(id => id.GetString()).ShouldBe([photo]);
        var plain = await client.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "No photo" }, Cancel);
        plain.Body.GetProperty("mediaIds").GetArrayLength().ShouldBe(0);
        var read = (await client.GetJsonAsync("/v1/journal?q=lunch", Cancel)).Items.Single();
        read.GetProperty("mediaIds").EnumerateArray().Select(id => id.GetString()).ShouldBe([photo]);

        var other = await coach.CreateUserAsync(Cancel);
        (await other.SendAsync(HttpMethod.Post, "/v1/journal", new { text = "Theirs", mediaIds = new[] { photo } }, Cancel)).Errors.ShouldBe(["mediaIds"]);
        (await other.GetJsonAsync("/v1/journal", Cancel)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task Photos_are_listed_by_the_day_on_which_they_were_taken_where_the_user_is()
    {
        var client = await coach.CreateUserAsync(Cancel, "Asia/Tokyo");
        foreach (var (taken, offset) in ((string, string?)[])
            [("2024:05:06 23:30:00", null), ("2024:05:07 00:30:00", null), ("2024:05:06 15:30:00", "+00:00"), ("2024:05:08 12:00:00", null)])
        {
            (await client.UploadAsync(Pictures.JpegTaken(taken, offset), Cancel)).Status.ShouldBe(HttpStatusCode.Created);
        }

        (await client.UploadAsync(Pictures.Png(20, 20, 1), Cancel, "image/png")).Status.ShouldBe(HttpStatusCode.Created);
        async Task<string[]> ListAsync(string query) =>
            [.. (await client.GetJsonAsync($"/v1/media?{query}", Cancel)).Items.Select(item => item.GetProperty("takenAt") is { ValueKind: JsonValueKind.String } at ? at.GetDateTimeOffset().UtcDateTime.ToString("dd HH:mm", CultureInfo.InvariantCulture) : "now")];

        (await ListAsync("")).ShouldBe(["now", "08 03:00", "06 15:30", "06 15:30", "06 14:30"]);
        (await ListAsync("from=2024-05-06&to=2024-05-06")).ShouldBe(["06 14:30"]);
        (await ListAsync("from=2024-05-07&to=2024-05-07")).ShouldBe(["06 15:30", "06 15:30"]);
        (await ListAsync("from=2024-05-07")).ShouldBe(["now", "08 03:00", "06 15:30", "06 15:30"]);
        (await ListAsync("to=2024-05-06")).ShouldBe(["06 14:30"]);

        List<string> paged = [];
        for (var cursor = ""; cursor is not null;)
        {
            var page = await client.GetJsonAsync($"/v1/media?limit=2{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}", Cancel);
            paged.AddRange(page.Items.Select(item => item.GetProperty("id").GetString()!));
            cursor = page["nextCursor"].GetString();
        }

        paged.ShouldBe((await client.GetJsonAsync("/v1/media", Cancel)).Items.Select(item => item.GetProperty("id").GetString()));
        foreach (var bad in (string[])["from=yesterday", "to=2024-5-6", "cursor=nonsense", "limit=0"])
        {
            (await client.GetJsonAsync($"/v1/media?{bad}", Cancel)).Status.ShouldBe(HttpStatusCode.BadRequest, bad);
        }
    }

    [Fact]
    public async Task A_label_is_set_changed_and_cleared()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var url = (await client.UploadAsync(Pictures.Png(20, 20, 2), Cancel, "image/png")).Text("url");
        (await client.SendAsync(HttpMethod.Patch, url, new { label = "Plan" }, Cancel)).Text("label").ShouldBe("Plan");
        (await client.SendAsync(HttpMethod.Patch, url, new { }, Cancel)).Text("label").ShouldBe("Plan");
        (await client.SendAsync(HttpMethod.Patch, url, "{\"label\": null}", Cancel))["label"].ValueKind.ShouldBe(JsonValueKind.Null);
        foreach (var bad in (string[])["", " ", new string('x', 201)])
        {
            (await client.SendAsync(HttpMethod.Patch, url, new { label = bad }, Cancel)).Errors.ShouldBe(["label"]);
        }
    }

    [Fact]
    public async Task A_deleted_photo_is_gone_at_once_and_its_blobs_soon_and_it_can_be_sent_again()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var userId = await client.UserIdAsync(Cancel);
        var photo = Pictures.Png(900, 600, 14);
        var made = await client.UploadAsync(photo, Cancel, "image/png");
        await client.GetAsync($"{made.Text("url")}?w=320", Cancel);
        coach.BlobsOf(userId).Count.ShouldBe(2);

        (await client.SendAsync(HttpMethod.Delete, made.Text("url"), null, Cancel)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await client.GetJsonAsync(made.Text("url"), Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldBeEmpty();
        (await client.SendAsync(HttpMethod.Delete, made.Text("url"), null, Cancel)).Status.ShouldBe(HttpStatusCode.NotFound);
        await Eventually.TrueAsync(() => Task.FromResult(coach.BlobsOf(userId).Count == 0), "the blobs are gone", Cancel);
        await Eventually.TrueAsync(
            async () => await PostgresFixture.QueryAsync<long>(coach.ConnectionString, $"select count(*) from media.items where user_id = '{userId}'", Cancel) == 0, "the row is gone", Cancel);

        var again = await client.UploadAsync(photo, Cancel, "image/png");
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Text("id").ShouldNotBe(made.Text("id"));
    }

    [Fact]
    public async Task Erasing_the_account_removes_every_row_and_every_blob()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var userId = await client.UserIdAsync(Cancel);
        for (var i = 0; i < 3; i++)
        {
            var made = await client.UploadAsync(Pictures.Png(700, 500, 20 + i), Cancel, "image/png");
            await client.GetAsync($"{made.Text("url")}?w=320", Cancel);
        }

        coach.BlobsOf(userId).Count.ShouldBe(6);
        var started = await client.SendAsync(HttpMethod.Delete, "/v1/me", new { password = CoachFixture.Password }, Cancel);
        var asking = coach.CreateClient();
        asking.DefaultRequestHeaders.Authorization = new("Bearer", started.Text("erasureToken"));
        await Eventually.TrueAsync(
            async () => (await asking.GetJsonAsync(started.Text("statusUrl"), Cancel)).Text("status") == "done", "the erasure is done", Cancel);
        coach.BlobsOf(userId).ShouldBeEmpty();
        (await PostgresFixture.QueryAsync<long>(coach.ConnectionString, $"select count(*) from media.items where user_id = '{userId}'", Cancel)).ShouldBe(0);
    }

    private static async Task<HttpResponseMessage> GetAsync(HttpClient client, Answer photo, Action<HttpRequestMessage> with)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, photo.Text("url"));
        with(request);
        return await client.SendAsync(request, Cancel);
    }

    /// <summary>Of a lossy WebP: 14 bits behind the frame's start code, or of an extended one its canvas's 24 (RFC 9649).</summary>
    private static int WidthOf(byte[] webp) => System.Text.Encoding.ASCII.GetString(webp, 12, 4) switch
    {
        "VP8 " => (webp[26] | (webp[27] << 8)) & 0x3FFF,
        "VP8X" => (webp[24] | (webp[25] << 8) | (webp[26] << 16)) + 1,
        var other => throw new InvalidDataException($"{other} is not looked at here."),
    };
}
