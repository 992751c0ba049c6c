using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace AspireCoach.Functional.Mcp;

/// <summary>An answer of <c>/mcp</c>: the status, and the messages of the stream or of the body.</summary>
internal sealed record McpReply(HttpStatusCode Status, string Body, IReadOnlyList<JsonElement> Messages, HttpResponseMessage Message)
{
    /// <summary>The JSON-RPC result of the one answer.</summary>
    public JsonElement Result => Messages.Single(message => message.TryGetProperty("id", out _)).GetProperty("result");

    public JsonElement Error => Messages.Single(message => message.TryGetProperty("error", out _)).GetProperty("error");

    /// <summary>A tool's result: its text, and whether it says that it failed.</summary>
    public (string Text, bool IsError) Tool =>
        (Result.GetProperty("content")[0].GetProperty("text").GetString()!, Result.TryGetProperty("isError", out var error) && error.GetBoolean());
}

/// <summary>MCP as a client writes it on the wire, without an SDK between the test and the server.</summary>
internal static class McpHttp
{
    private static int s_ids;

    public static Task<McpReply> CallToolAsync(this HttpClient client, string tool, object arguments, CancellationToken cancel, object? id = null) =>
        client.McpAsync("tools/call", new { name = tool, arguments }, cancel, id);

    public static Task<McpReply> McpAsync(this HttpClient client, string method, object parameters, CancellationToken cancel, object? id = null) =>
        client.PostMcpAsync(JsonSerializer.Serialize(new { jsonrpc = "2.0", id = id ?? Interlocked.Increment(ref s_ids), method, @params = parameters }), cancel);

    /// <summary>Posts a body as it is; <paramref name="change"/> may spoil the request.</summary>
    public static async Task<McpReply> PostMcpAsync(this HttpClient client, string body, CancellationToken cancel, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/json, text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", "2025-11-25");
        change?.Invoke(request);
        var message = await client.SendAsync(request, cancel);
        var text = await message.Content.ReadAsStringAsync(cancel);
        var lines = message.Content.Headers.ContentType?.MediaType == "text/event-stream"
            ? text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..])
            : text.Length > 0 ? [text] : [];
        return new McpReply(message.StatusCode, text, [.. lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line))], message);
    }

    /// <summary>A client of the same address with another token.</summary>
    public static HttpClient WithToken(this HttpClient client, string? token)
    {
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }
}
