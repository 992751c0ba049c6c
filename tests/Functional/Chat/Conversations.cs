using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>The steps that chat tests begin with.</summary>
internal static class Conversations
{
    private static int _keys;

    /// <summary>Makes a client that of a new, signed-in user.</summary>
    public static async Task<HttpClient> SignUpAsync(HttpClient client, CancellationToken cancel)
    {
        var email = $"user{Interlocked.Increment(ref _keys)}@example.org";
        var session = await client.SendAsync(HttpMethod.Post, "/v1/accounts", new { email, password = CoachFixture.Password, timeZone = "Etc/UTC" }, cancel);
        session.Status.ShouldBe(HttpStatusCode.Created);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", session.Text("token"));
        return client;
    }

    /// <summary>The coach's messages, oldest first, as (reply, text).</summary>
    public static async Task<IReadOnlyList<(string Reply, string Text)>> AnswersAsync(HttpClient client, string conversation, CancellationToken cancel) =>
        [.. (await client.GetJsonAsync($"/v1/conversations/{conversation}/messages?limit=200", cancel)).Items.Reverse()
            .Where(item => item.GetProperty("role").GetString() == "coach")
            .Select(item => (item.GetProperty("replyId").GetString()!, item.GetProperty("text").GetString()!))];

    /// <summary>Begins a conversation; its id.</summary>
    public static async Task<string> BeginAsync(HttpClient client, CancellationToken cancel, string? title = null)
    {
        var answer = await client.SendAsync(HttpMethod.Post, "/v1/conversations", new { title }, cancel);
        answer.Status.ShouldBe(HttpStatusCode.Created);
        answer.Message.Headers.Location!.ToString().ShouldBe($"/v1/conversations/{answer.Text("id")}");
        return answer.Text("id");
    }

    /// <summary>Sends a message; the reply's id.</summary>
    public static async Task<string> SendAsync(HttpClient client, string conversation, string text, CancellationToken cancel)
    {
        var key = Interlocked.Increment(ref _keys).ToString(CultureInfo.InvariantCulture);
        var answer = await client.SendAsync(HttpMethod.Post, $"/v1/conversations/{conversation}/messages", new { text }, cancel, key);
        answer.Status.ShouldBe(HttpStatusCode.Accepted);
        return answer.Text("replyId");
    }
}
