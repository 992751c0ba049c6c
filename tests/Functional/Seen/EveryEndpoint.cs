using System.Text.Json;
using System.Text.RegularExpressions;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Seen;

/// <summary>A user, and a stranger, who try everything that the API describes, with ids that nobody has and bodies that do not fit.</summary>
internal static partial class EveryEndpoint
{
    // What would end the user's session.
    private static readonly string[] Last = ["DELETE /v1/me", "DELETE /v1/sessions/current"];

    /// <returns>What was sent that no label may hold.</returns>
    public static async Task<IReadOnlyList<string>> VisitAsync(HttpClient user, HttpClient stranger, CancellationToken cancel)
    {
        var paths = (await stranger.GetJsonAsync("/openapi/v1.json", cancel))["paths"];
        List<string> sent = [];
        foreach (var (method, path) in from path in paths.EnumerateObject() from operation in path.Value.EnumerateObject() select (operation.Name.ToUpperInvariant(), path.Name))
        {
            await SendAsync(stranger, method, path);
            if (!Last.Contains($"{method} {path}"))
            {
                await SendAsync(user, method, path);
            }
        }

        foreach (var last in Last.Reverse())
        {
            await SendAsync(user, last.Split(' ')[0], last.Split(' ')[1]);
        }

        await SendAsync(stranger, "BREW", "/v1/coffee");
        await SendAsync(stranger, $"M{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}", "/v1/habits");
        return sent;

        async Task SendAsync(HttpClient client, string method, string path)
        {
            var name = $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";
            sent.Add(name);
            using var request = new HttpRequestMessage(
                new HttpMethod(method), Place().Replace(path, place => place.Value.Contains("date", StringComparison.Ordinal) ? "2026-01-02" : name) + $"?q={name}@example.org");
            if (method is "POST" or "PUT" or "PATCH")
            {
                request.Content = new StringContent(JsonSerializer.Serialize(new { text = name }), System.Text.Encoding.UTF8, "application/json");
                request.Headers.Add("Idempotency-Key", name);
            }

            using var answer = await client.SendAsync(request, cancel);
        }
    }

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Place();
}
