using System.Globalization;
using System.Net;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Chat;

/// <summary>The steps that chat tests begin with.</summary>
internal static class Conversations
{
    private static int _keys;

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
