using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace AspireCoach.Functional.Fixtures;

/// <summary>An answer read whole.</summary>
public sealed record Answer(HttpStatusCode Status, JsonElement Body, HttpResponseMessage Message)
{
    public JsonElement this[string property] => Body.GetProperty(property);

    public string Text(string property) => Body.GetProperty(property).GetString()!;

    public IReadOnlyList<JsonElement> Items => [.. Body.GetProperty("items").EnumerateArray()];

    /// <summary>The names of the fields that a 400 names.</summary>
    public IReadOnlyList<string> Errors =>
        Body.TryGetProperty("errors", out var errors) ? [.. errors.EnumerateObject().Select(error => error.Name)] : [];
}

/// <summary>Requests as a test writes them down.</summary>
public static class Http
{
    public static Task<Answer> GetJsonAsync(this HttpClient client, string url, CancellationToken cancel) =>
        client.SendAsync(HttpMethod.Get, url, null, cancel);

    /// <summary>Sends a body (an object, or text as it is) and reads the answer.</summary>
    public static async Task<Answer> SendAsync(
        this HttpClient client, HttpMethod method, string url, object? body, CancellationToken cancel, string? key = null)
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = body switch
            {
                null => null,
                string text => new StringContent(text, System.Text.Encoding.UTF8, "application/json"),
                _ => JsonContent.Create(body),
            },
        };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        var message = await client.SendAsync(request, cancel);
        var content = await message.Content.ReadAsByteArrayAsync(cancel);
        return new Answer(message.StatusCode, content.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(content), message);
    }
}
