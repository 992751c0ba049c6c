using System.Net;
using System.Net.Sockets;
using System.Text;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Media;

/// <summary>What is refused: with the right status, and with nothing stored.</summary>
[Collection<CoachCollection>]
public sealed class BadUploadTests(CoachFixture coach) : IAsyncLifetime
{
    private static readonly Dictionary<string, (byte[] Photo, int Status)> s_bad = new()
    {
        ["text named .png"] = ("This is a text, whatever it is called."u8.ToArray(), 415),
        ["nothing"] = ([], 415),
        ["one byte"] = ([0xFF], 415),
        ["an SVG"] = ("<svg xmlns='http://www.w3.org/2000/svg' width='10' height='10'><rect width='10' height='10'/></svg>"u8.ToArray(), 415),
        ["a PDF"] = ("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>"u8.ToArray(), 415),
        ["a script behind a comment of an image"] = ("GIF"u8.ToArray(), 415),
        ["a truncated JPEG"] = (Pictures.Jpeg[..(Pictures.Jpeg.Length * 2 / 3)], 422),
        ["a JPEG that ends early and says it is the end"] = ([.. Pictures.Jpeg[..(Pictures.Jpeg.Length * 2 / 3)], 0xFF, 0xD9], 422),
        ["a truncated PNG"] = (Pictures.Png(200, 200, 1)[..600], 422),
        ["a truncated WebP"] = (Pictures.WebP[..300], 422),
        ["a JPEG's beginning and nothing more"] = (Pictures.Jpeg[..4], 422),
        ["900 megapixels in a header"] = (Pictures.PngBomb(30_000, 30_000), 413),
        ["a picture of no height"] = (Pictures.PngBomb(100, 0), 422),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Bad => [.. s_bad.Keys];

    public async ValueTask InitializeAsync() => await Libvips.RequireAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory, MemberData(nameof(Bad))]
    public async Task What_is_no_photo_is_refused_and_nothing_of_it_is_stored(string what)
    {
        var (photo, status) = s_bad[what];
        var client = await coach.CreateUserAsync(Cancel);
        foreach (var sending in (Task<Answer>[])[client.UploadAsync(photo, Cancel, "image/png"), client.UploadAsync(Uploading.Form(photo, "b", name: "photo.png"), Cancel, "form")])
        {
            var answer = await sending;
            ((int)answer.Status).ShouldBe(status);
            answer.Message.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            answer.Text("detail").ShouldNotBeNullOrWhiteSpace();
        }

        await NothingIsStoredAsync(client);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("application/octet-stream")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_photo_that_is_sent_as_something_else_is_refused(string type)
    {
        var client = await coach.CreateUserAsync(Cancel);
        (await client.UploadAsync(Pictures.Jpeg, Cancel, type)).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        await NothingIsStoredAsync(client);
    }

    [Fact]
    public async Task A_body_without_a_type_is_refused()
    {
        var client = await coach.CreateUserAsync(Cancel);
        (await client.UploadAsync(new ByteArrayContent(Pictures.Jpeg), Cancel, "k")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Thirty_megabytes_are_too_large_whether_their_length_is_said_or_not(bool said)
    {
        var client = await coach.CreateUserAsync(Cancel);
        byte[] photo = [.. Pictures.Jpeg, .. new byte[30_000_000]];
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = new ByteArrayContent(photo) };
        request.Content.Headers.ContentType = new("image/jpeg");
        request.Headers.Add("Idempotency-Key", "k");
        request.Headers.TransferEncodingChunked = !said;
        request.Headers.ExpectContinue = true;
        using var answer = await client.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        await NothingIsStoredAsync(client);
    }

    [Fact]
    public async Task A_field_of_thirty_megabytes_is_too_large()
    {
        var client = await coach.CreateUserAsync(Cancel);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = Uploading.Form([.. Pictures.Jpeg, .. new byte[26_500_000]], "b") };
        request.Headers.Add("Idempotency-Key", "k");
        request.Headers.ExpectContinue = true;
        using var answer = await client.SendAsync(request, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        await NothingIsStoredAsync(client);
    }

    [Theory]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\ntext\r\n--b--\r\n", "file")]
    [InlineData("--b--\r\n", "file")]
    [InlineData("", "body")]
    [InlineData("no parts at all", "body")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nGIF89a", "body")]
    [InlineData("--b\r\nX: y\r\n\r\ntext\r\n--b--\r\n", "body")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nb\r\n--b--\r\n", "file")]
    public async Task A_form_without_one_whole_file_says_what_is_wrong(string body, string field)
    {
        var client = await coach.CreateUserAsync(Cancel);
        var answer = await client.UploadAsync(Encoding.Latin1.GetBytes(body), Cancel, "multipart/form-data; boundary=b");
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer.Errors.ShouldBe([field]);
        (await client.UploadAsync(Encoding.Latin1.GetBytes(body), Cancel, "multipart/form-data")).Status.ShouldBe(HttpStatusCode.BadRequest);
        await NothingIsStoredAsync(client);
    }

    [Fact]
    public async Task A_caller_that_stops_half_way_leaves_nothing_and_is_no_trouble_to_others()
    {
        var client = await coach.CreateUserAsync(Cancel);
        var photo = Pictures.Png(800, 600, 1);
        for (var i = 0; i < 20; i++)
        {
            using var socket = new TcpClient();
            var address = coach.Address;
            await socket.ConnectAsync(address.Host, address.Port, Cancel);
            var head = $"POST /v1/media HTTP/1.1\r\nHost: x\r\nAuthorization: {client.DefaultRequestHeaders.Authorization}\r\nIdempotency-Key: half\r\nContent-Type: image/png\r\nContent-Length: {photo.Length}\r\n\r\n";
            await socket.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. photo[..(photo.Length / 2)]], Cancel);
            socket.LingerState = new LingerOption(i % 2 == 0, 0);
        }

        (await client.UploadAsync(photo, Cancel, "image/png", key: "half")).Status.ShouldBe(HttpStatusCode.Created);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldHaveSingleItem();
        coach.BlobsOf(await client.UserIdAsync(Cancel)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Without_a_session_a_photo_is_not_even_looked_at()
    {
        var answer = await coach.CreateClient().UploadAsync(Pictures.Jpeg, Cancel);
        answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private async Task NothingIsStoredAsync(HttpClient client)
    {
        var userId = await client.UserIdAsync(Cancel);
        (await client.GetJsonAsync("/v1/media", Cancel)).Items.ShouldBeEmpty();
        coach.BlobsOf(userId).ShouldBeEmpty();
        (await PostgresFixture.QueryAsync<long>(coach.ConnectionString, $"select count(*) from media.items where user_id = '{userId}'", Cancel)).ShouldBe(0);
        (await PostgresFixture.QueryAsync<long>(coach.ConnectionString, $"select count(*) from idempotency.keys where user_id = '{userId}'", Cancel)).ShouldBe(0);
    }
}
