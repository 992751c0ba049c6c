using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace AspireCoach.Bench;

/// <summary>A conversation and the bearer token of the user whose it is.</summary>
internal sealed record BenchConversation(Guid Id, string Token);

/// <summary>Users who signed up as anybody does, over the API; each with two habits, one checked in.</summary>
internal static class BenchUsers
{
    /// <summary>Lets one address sign up often; the hash itself stays as slow as it is.</summary>
    public static (string, string)[] Settings => [("Accounts__AttemptsPerAddress", "100000"), ("Accounts__AttemptsPerAddressAndMinute", "100000")];

    /// <summary>Signs users up and begins conversations; neighbours in the list are different users'.</summary>
    public static async Task<IReadOnlyList<BenchConversation>> CreateAsync(
        CoachProcess coach, int users, int conversationsEach, CancellationToken cancel, int firstUser = 0)
    {
        BenchRun.Progress($"{users} users sign up, {users * conversationsEach} conversations");
        var tokens = new string[users];
        using var client = coach.CreateClient();
        for (var user = 0; user < users; user++)
        {
            tokens[user] = await SignUpAsync(client, $"user{firstUser + user}@bench.example", cancel);
        }

        List<BenchConversation> conversations = [];
        for (var turn = 0; turn < conversationsEach; turn++)
        {
            foreach (var token in tokens)
            {
                var made = await PostAsync(client, "/v1/conversations", token, new { title = $"Conversation {turn}" }, cancel);
                conversations.Add(new(made.GetProperty("id").GetGuid(), token));
            }
        }

        return conversations;
    }

    /// <summary>Sends one message and gives its reply's id.</summary>
    public static async Task<Guid> SendAsync(HttpClient client, BenchConversation conversation, string text, CancellationToken cancel) =>
        (await PostAsync(client, $"/v1/conversations/{conversation.Id}/messages", conversation.Token, new { text }, cancel)).GetProperty("replyId").GetGuid();

    /// <summary>A request of a user's.</summary>
    public static HttpRequestMessage Request(HttpMethod method, string path, string token) =>
        new(method, path) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };

    private static async Task<string> SignUpAsync(HttpClient client, string email, CancellationToken cancel)
    {
        var account = await PostAsync(client, "/v1/accounts", null, new { email, password = "bench-password", timeZone = "Europe/Berlin" }, cancel);
        var token = account.GetProperty("token").GetString()!;
        var days = new[] { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };
        await PostAsync(client, "/v1/habits", token, new { name = "Read", days }, cancel);
        var run = await PostAsync(client, "/v1/habits", token, new { name = "Morning run", days, unit = "km", target = 5 }, cancel);
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        await SendAsync(client, HttpMethod.Put, $"/v1/habits/{run.GetProperty("id").GetGuid()}/check-ins/{today}", token, new { done = true, amount = 5 }, cancel);
        return token;
    }

    private static Task<JsonElement> PostAsync(HttpClient client, string path, string? token, object body, CancellationToken cancel) =>
        SendAsync(client, HttpMethod.Post, path, token, body, cancel);

    private static async Task<JsonElement> SendAsync(
        HttpClient client, HttpMethod method, string path, string? token, object body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = JsonContent.Create(body) };
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("Idempotency-Key", $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}");
        using var answer = await client.SendAsync(request, cancel);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancel)
            : throw new BenchException($"{method} {path} was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancel)}");
    }
}
