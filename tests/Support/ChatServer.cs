using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AspireCoach.Support;

/// <summary>
/// A real server on a loopback port that speaks POST /v1/chat/completions by a script: a reply a request, the last
/// one repeated. It refuses requests that the protocol would refuse (<see cref="ChatRequestRules"/>).
/// </summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _received = new(0);
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _script;
    private Func<HttpContext, Task> _next;

    private ChatServer(Func<HttpContext, Task>[] script)
    {
        _script = new(script);
        _next = script[0];
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public string Endpoint => _app.Urls.Single() + "/v1";

    public ConcurrentQueue<ReceivedRequest> Requests { get; } = new();

    /// <summary>Ends when a client has left a request before its reply was over.</summary>
    public TaskCompletionSource Left { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static async Task<ChatServer> StartAsync(params Func<HttpContext, Task>[] script)
    {
        var server = new ChatServer(script);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Ends when a further request has arrived.</summary>
    public Task ReceivedAsync() => _received.WaitAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
        _received.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = new ReceivedRequest(
            context.Request.Method, context.Request.Path.Value!, context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString()), body.RootElement.Clone());
        Requests.Enqueue(request);
        context.Features.Set(request);
        if (_script.TryDequeue(out var next))
        {
            _next = next;
        }

        _received.Release();
        var violations = ChatRequestRules.Check(request);
        if (violations.Count > 0)
        {
            // 418 is nobody's to handle: the test that sees it fails with the reason in the log.
            await Replies.Json(JsonSerializer.Serialize(new { error = new { code = string.Join("; ", violations) } }), 418)(context);
            return;
        }

        try
        {
            await _next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            Left.TrySetResult();
        }
    }
}

internal sealed record ReceivedRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, JsonElement Body);
