using System.Net;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Media;

[Collection<CoachCollection>]
public sealed class UploadTests(CoachFixture coach) : IAsyncLifetime
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Kinds => ["jpeg", "png", "webp", "gif"];

    public async ValueTask InitializeAsync() => await Libvips.RequireAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_kind_is_stored_as_WebP_and_said_to_be_what_it_is(string kind)
    {
        var (photo, width, height) = kind switch
        {
            "jpeg" => (Pictures.Jpeg, 96, 64),
            "png" => (Pictures.Png(640, 400, 1), 640, 400),
            "webp" => (Pictures.WebP, 96, 64),
            _ => (Pictures.Gif, 16, 16),
        };
        var client = await coach.CreateUserAsync(Cancel);
        var made = await client.UploadAsync(photo, Cancel, $"image/{kind}");
        made.Status.ShouldBe(HttpStatusCode.Created);
        made.Message.Headers.Location!.OriginalString.ShouldBe($"/v1/media/{made.Text("id")}");
        made.Text("url").ShouldBe($"/v1/media/{made.Text("id")}");
        made.Text("contentType").ShouldBe("image/webp");
        (made["width"].GetInt32(), made["height"].GetInt32()).ShouldBe((width, height));
        made["originalBytes"].GetInt32().ShouldBe(photo.Length);
        var stored = await client.GetAsync(made.Text("url"), Cancel);
        stored.StatusCode.ShouldBe(HttpStatusCode.OK);
        stored.Content.Headers.ContentType!.MediaType.ShouldBe("image/webp");
        var bytes = await stored.Content.ReadAsByteArrayAsync(Cancel);
        bytes.Length.ShouldBe(made["bytes"].GetInt32());
        System.Text.Encoding.ASCII.GetString(bytes, 0, 4).ShouldBe("RIFF");
        System.Text.Encoding.ASCII.GetString(bytes, 8, 4).ShouldBe("WEBP");
        made["saved"].GetDouble().ShouldBe(Math.Max(0, 1 - ((double)bytes.Length / photo.Length)), 0.0001);
    }

    [Fact]
    public async Task A_large_photo_is_made_smaller_and_says_how_much_that_saved()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var made = await client.UploadAsync(Pictures.Png(3_000, 1_500, 2), Cancel, "image/png");
        (made["width"].GetInt32(), made["height"].GetInt32()).ShouldBe((2_048, 1_024));
        made["saved"].GetDouble().ShouldBeInRange(0.3, 1);
    }

    [Theory]
    [InlineData("2024:05:06 07:08:09", "+02:00", "2024-05-06T05:08:09Z")]
    [InlineData("2024:05:06 07:08:09", null, "2024-05-06T11:08:09Z")]
    [InlineData("0000:00:00 00:00:00", null, null)]
    public async Task When_it_was_taken_is_read_by_the_cameras_clock_or_in_the_users_zone(string at, string? offset, string? expected)
    {
        var client = await coach.CreateUserAsync(Cancel, "America/New_York");
        var made = await client.UploadAsync(Pictures.JpegTaken(at, offset), Cancel);
        made.Status.ShouldBe(HttpStatusCode.Created);
        (made["takenAt"].ValueKind == System.Text.Json.JsonValueKind.Null ? (DateTimeOffset?)null : made["takenAt"].GetDateTimeOffset())
            .ShouldBe(expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_form_is_as_good_as_a_raw_body_whatever_else_it_holds()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var form = Uploading.Form(Pictures.Jpeg, "b1");
        form.Add(new StringContent("ignored"), "other");
        var made = await client.UploadAsync(form, Cancel, "one");
        made.Status.ShouldBe(HttpStatusCode.Created);
        made["originalBytes"].GetInt32().ShouldBe(Pictures.Jpeg.Length);
    }

    [Fact]
    public async Task What_it_is_counts_and_not_what_it_is_called()
    {
        var client = await coach.CreateUserAsync(Cancel);
        (await client.UploadAsync(Pictures.WebP, Cancel, "image/png")).Status.ShouldBe(HttpStatusCode.Created);
        (await client.UploadAsync(Uploading.Form(Pictures.Jpeg, "b", name: "notes.txt", type: "text/plain"), Cancel, "two")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_replay_gives_the_same_bytes_and_says_so_whatever_its_boundary()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var photo = Pictures.Png(64, 64, 3);
        var first = await client.UploadAsync(Uploading.Form(photo, "first"), Cancel, "k");
        var again = await client.UploadAsync(Uploading.Form(photo, "another-boundary"), Cancel, "k");
        first.Status.ShouldBe(HttpStatusCode.Created);
        again.Status.ShouldBe(HttpStatusCode.Created);
        again.Body.GetRawText().ShouldBe(first.Body.GetRawText());
        first.Message.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
        again.Message.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldHaveSingleItem();
        coach.BlobsOf(await client.UserIdAsync(Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_key_with_another_photo_or_another_form_is_refused()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var photo = Pictures.Png(64, 64, 4);
        (await client.UploadAsync(Uploading.Form(photo, "b"), Cancel, "k")).Status.ShouldBe(HttpStatusCode.Created);
        (await client.UploadAsync(Uploading.Form(Pictures.Png(64, 64, 5), "b"), Cancel, "k")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.UploadAsync(Uploading.Form(photo, "b", name: "renamed.jpg"), Cancel, "k")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.UploadAsync(photo, Cancel, key: "k")).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_key_is_required_and_a_refused_upload_does_not_use_it_up()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var without = await client.UploadAsync(new ByteArrayContent(Pictures.Jpeg), Cancel, "");
        without.Status.ShouldBe(HttpStatusCode.BadRequest);
        without.Errors.ShouldBe(["Idempotency-Key"]);
        (await client.UploadAsync("no image"u8.ToArray(), Cancel, key: "k")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await client.UploadAsync(Pictures.Jpeg, Cancel, key: "k")).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task The_same_photo_again_is_the_photo_that_is_there_for_each_user_their_own()
    {
        var ann = await coach.CreateUserAsync(Cancel);
        var bob = await coach.CreateUserAsync(Cancel);
        var photo = Pictures.Png(64, 64, 6);
        var first = await ann.UploadAsync(photo, Cancel, "image/png");
        (await ann.SendAsync(HttpMethod.Patch, first.Text("url"), new { label = "Mine" }, Cancel)).Status.ShouldBe(HttpStatusCode.OK);
        var second = await ann.UploadAsync(Uploading.Form(photo, "b"), Cancel, "other-key");
        second.Status.ShouldBe(HttpStatusCode.Created);
        (second.Text("id"), second.Text("label")).ShouldBe((first.Text("id"), "Mine"));
        (await bob.UploadAsync(photo, Cancel, "image/png")).Text("id").ShouldNotBe(first.Text("id"));
        coach.BlobsOf(await ann.UserIdAsync(Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_photo_sent_at_once_is_stored_once()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var photo = Pictures.Png(800, 600, 7);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.UploadAsync(photo, Cancel, "image/png")));
        answers.Select(answer => answer.Status).Distinct().ShouldBe([HttpStatusCode.Created]);
        answers.Select(answer => answer.Text("id")).Distinct().ShouldHaveSingleItem();
        coach.BlobsOf(await client.UserIdAsync(Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task The_same_request_sent_at_once_takes_effect_once()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var photo = Pictures.Png(800, 600, 8);
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => client.UploadAsync(photo, Cancel, "image/png", key: "k")));
        answers.Select(answer => answer.Status).ShouldBeSubsetOf([HttpStatusCode.Created, HttpStatusCode.Conflict]);
        answers.Where(answer => answer.Status == HttpStatusCode.Created).Select(answer => answer.Text("id")).Distinct().ShouldHaveSingleItem();
        (await client.UploadAsync(photo, Cancel, "image/png", key: "k")).Status.ShouldBe(HttpStatusCode.Created);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldHaveSingleItem();
    }
}
