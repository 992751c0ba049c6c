using System.Net.Http.Headers;
using System.Text.Json;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Media;

/// <summary>Uploads as a test writes them down.</summary>
internal static class Uploading
{
    private static int s_keys;

    public static string NewKey() => $"upload-{Interlocked.Increment(ref s_keys)}";

    /// <summary>Sends a photo as a raw body.</summary>
    public static Task<Answer> UploadAsync(this HttpClient client, byte[] photo, CancellationToken cancel, string type = "image/jpeg", string? key = null)
    {
        var content = new ByteArrayContent(photo);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return client.UploadAsync(content, cancel, key ?? NewKey());
    }

    /// <summary>Sends any body to where photos are sent; without a key where that is empty.</summary>
    public static async Task<Answer> UploadAsync(this HttpClient client, HttpContent content, CancellationToken cancel, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/media") { Content = content };
        if (key is { Length: > 0 })
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        var message = await client.SendAsync(request, cancel);
        var body = await message.Content.ReadAsByteArrayAsync(cancel);
        return new Answer(message.StatusCode, body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body), message);
    }

    /// <summary>A form with the photo as its field.</summary>
    public static MultipartFormDataContent Form(byte[] photo, string boundary, string field = "file", string name = "photo.jpg", string type = "image/jpeg")
    {
        var part = new ByteArrayContent(photo);
        part.Headers.ContentType = new MediaTypeHeaderValue(type);
        return new MultipartFormDataContent(boundary) { { part, field, name } };
    }

    public static async Task<Guid> UserIdAsync(this HttpClient client, CancellationToken cancel) =>
        (await client.GetJsonAsync("/v1/me", cancel))["userId"].GetGuid();
}
