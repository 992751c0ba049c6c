using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Functional.Chat;

/// <summary>
/// A language model behind HTTP that many conversations share: what it answers depends on the user's message, and a
/// message without a script is answered "Well done.".
/// </summary>
internal sealed class ScriptedModel : IAsyncDisposable
{
    public const string Key = "key-of-the-provider";
    public const string Name = "oracle-9";

    private readonly ConcurrentDictionary<string, Script> _scripts = new(StringComparer.Ordinal);
    private ChatServer? _server;

    /// <summary>The coach's settings that make it ask this model and nobody else.</summary>
    public Dictionary<string, string> Settings => new()
    {
        ["Models__Chat__Endpoint"] = _server!.Endpoint,
        ["Models__Chat__Model"] = Name,
        ["Models__Chat__ApiKey"] = Key,
        ["Models__Chat__Vision"] = "true",
        ["Models__FallBackToOffline"] = "false",
    };

    public static async Task<ScriptedModel> StartAsync()
    {
        var model = new ScriptedModel();
        model._server = await ChatServer.StartAsync(model.RouteAsync);
        return model;
    }

    /// <summary>Answers a message by a script: a reply a request, the last one repeated.</summary>
    public Script When(string message, params Func<HttpContext, Task>[] replies) => _scripts[message] = new Script(replies);

    /// <summary>The request that a reply is being given to.</summary>
    public static JsonElement Request(HttpContext context) => context.Features.Get<ReceivedRequest>()!.Body;

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        var message = Script.MessagesOf(Request(context)).Last(entry => entry.Role == "user").Text;
        return _scripts.TryGetValue(message, out var script) ? script.ServeAsync(context) : Replies.Events(Replies.Stream)(context);
    }
}

/// <summary>What a model answers to one message, round by round, and what it was sent.</summary>
internal sealed class Script(Func<HttpContext, Task>[] replies)
{
    private readonly Lock _lock = new();
    private readonly List<JsonElement> _requests = [];

    public IReadOnlyList<JsonElement> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>A request's messages as (role, text).</summary>
    public static IReadOnlyList<(string Role, string Text)> MessagesOf(JsonElement request) =>
        [.. request.GetProperty("messages").EnumerateArray().Select(message =>
            (message.GetProperty("role").GetString()!, TextOf(message.GetProperty("content"))))];

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Concat(content.EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString())),
        _ => "",
    };

    public Task ServeAsync(HttpContext context)
    {
        int number;
        lock (_lock)
        {
            number = _requests.Count;
            _requests.Add(ScriptedModel.Request(context));
        }

        return replies[Math.Min(number, replies.Length - 1)](context);
    }
}
