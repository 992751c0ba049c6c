using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AspireCoach.Support;

/// <summary>What a chat server may answer, and how it may fail to.</summary>
internal static class Replies
{
    public const string Whole = """
        {"id":"c1","object":"chat.completion","created":1763640000,"model":"small-1","choices":[{"index":0,"message":{"role":"assistant","content":"Well done."},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}
        """;

    /// <summary>As OpenAI streams: the role, two pieces of text, the end, the usage.</summary>
    public static readonly string[] Stream =
    [
        Delta("""{"role":"assistant","content":""}"""),
        Delta("""{"content":"Well "}"""),
        Delta("""{"content":"done."}"""),
        Delta("{}", "stop"),
        """{"id":"c1","model":"small-1","choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3,"total_tokens":15}}""",
        "[DONE]",
    ];

    public static string Delta(string delta, string? finish = null) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1763640000,"model":"small-1","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}""";

    /// <summary>A piece of text, escaped where it is not ASCII.</summary>
    public static string Text(string text) => Delta(JsonSerializer.Serialize(new { content = text }));

    /// <summary>The whole of a streamed answer in the given pieces.</summary>
    public static Func<HttpContext, Task> Says(params string[] pieces) =>
        Events([.. pieces.Select(Text), Delta("{}", "stop"), "[DONE]"]);

    /// <summary>A streamed decision to call one tool.</summary>
    public static Func<HttpContext, Task> Calls(string tool, object arguments) => CallsAfter("", tool, JsonSerializer.Serialize(arguments));

    /// <summary>Words, and then a decision to call one tool with these arguments, JSON or not.</summary>
    public static Func<HttpContext, Task> CallsAfter(string text, string tool, string arguments) => Events(
        Text(text),
        Delta(JsonSerializer.Serialize(new { tool_calls = new[] { new { index = 0, id = "call_1", type = "function", function = new { name = tool, arguments } } } })),
        Delta("{}", "tool_calls"),
        "[DONE]");

    public static Func<HttpContext, Task> Json(string body, int status = 200, params (string Name, string Value)[] headers) =>
        Body(body, "application/json", status, headers);

    public static Func<HttpContext, Task> Body(string body, string type, int status = 200, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return context.Response.WriteAsync(body, context.RequestAborted);
    };

    /// <summary>Refuses as OpenAI does.</summary>
    public static Func<HttpContext, Task> Refuse(int status, params (string Name, string Value)[] headers) =>
        Json("""{"error":{"message":"secret provider words","type":"some_error","code":"some_code"}}""", status, headers);

    public static Func<HttpContext, Task> Events(params string[] events) => context => WriteAsync(context, events);

    /// <summary>The events, and then the connection ends before the body does.</summary>
    public static Func<HttpContext, Task> EventsThenBreak(params string[] events) => context =>
    {
        // A promised length that is not kept closes the connection after what was written; a reset could overtake it.
        context.Response.ContentLength = 1_000_000;
        return WriteAsync(context, events);
    };

    /// <summary>The events, and then nothing more until the client leaves.</summary>
    public static Func<HttpContext, Task> EventsThenHang(params string[] events) => async context =>
    {
        await WriteAsync(context, events);
        await Hang(context);
    };

    public static Task Reset(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public static Task Hang(HttpContext context) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

    private static async Task WriteAsync(HttpContext context, string[] events)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var item in events)
        {
            await context.Response.WriteAsync($"data: {item}\n\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }
}
