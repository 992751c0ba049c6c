using System.Net;
using System.Text.Json;
using AspireCoach.Functional.Chat;
using AspireCoach.Functional.Fixtures;

namespace AspireCoach.Functional.Memory;

/// <summary>The steps that memory tests begin with.</summary>
internal static class Remembering
{
    /// <summary>Says something in a conversation of its own, or another, and waits for the answer; the message's id.</summary>
    public static async Task<string> SayAsync(this HttpClient client, string text, CancellationToken cancel, string? conversation = null)
    {
        conversation ??= await Conversations.BeginAsync(client, cancel);
        var reply = await Conversations.SendAsync(client, conversation, text, cancel);
        await new Reader(client, reply).ToEndAsync(cancel);
        var messages = (await client.GetJsonAsync($"/v1/conversations/{conversation}/messages", cancel)).Items;
        return messages.Where(message => message.GetProperty("role").GetString() == "user" && message.GetProperty("text").GetString() == text).Select(message => Of(message, "id")).Last();
    }

    /// <summary>Asks for an extraction; its address.</summary>
    public static async Task<string> BeginExtractionAsync(this HttpClient client, CancellationToken cancel, string? key = null)
    {
        var started = await client.SendAsync(HttpMethod.Post, "/v1/memory/extractions", null, cancel, key);
        started.Status.ShouldBe(HttpStatusCode.Accepted);
        started.Text("statusUrl").ShouldBe($"/v1/memory/extractions/{started.Text("id")}");
        started.Message.Headers.Location!.ToString().ShouldBe(started.Text("statusUrl"));
        return started.Text("statusUrl");
    }

    /// <summary>Has everything read that was answered; how it went.</summary>
    public static async Task<(int TurnsRead, int Added, int Superseded, int Ignored)> ExtractAsync(this HttpClient client, CancellationToken cancel)
    {
        var url = await client.BeginExtractionAsync(cancel);
        Answer? run = null;
        await Eventually.TrueAsync(
            async () => (run = await client.GetJsonAsync(url, cancel)).Text("status") is "done" or "failed", "the extraction has ended", cancel);
        run!.Text("status").ShouldBe("done");
        return (Count("turnsRead"), Count("added"), Count("superseded"), Count("ignored"));

        int Count(string name) => run[name].GetInt32();
    }

    public static async Task<IReadOnlyList<JsonElement>> FactsAsync(this HttpClient client, CancellationToken cancel, string query = "")
    {
        var facts = await client.GetJsonAsync($"/v1/memory/facts{query}", cancel);
        facts.Status.ShouldBe(HttpStatusCode.OK);
        return facts.Items;
    }

    /// <summary>The kinds, ids and texts that a search finds.</summary>
    public static async Task<IReadOnlyList<(string Kind, string Id, string Text)>> SearchAsync(this HttpClient client, string q, CancellationToken cancel) =>
        [.. (await client.GetJsonAsync($"/v1/memory/search?q={Uri.EscapeDataString(q)}&k=50", cancel)).Items
            .Select(item => (Of(item, "kind"), Of(item, "id"), Of(item, "text")))];

    public static string Of(JsonElement fact, string property) => fact.GetProperty(property).GetString()!;
}
